package dev.stator.node.wire;

import dev.stator.node.message.Message;

/** How long a message's frame is, for tests of other rooms. */
public final class FrameBytes {
    private final FrameWriter writer = new FrameWriter();

    public int of(Message message) {
        return writer.frame(message, 1L << 40);
    }
}
