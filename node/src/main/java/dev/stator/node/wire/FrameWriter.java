package dev.stator.node.wire;

import dev.stator.node.message.Message;
import dev.stator.node.version.ByteSink;
import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;

/** Makes frames, one after another in the same scratch array. Not thread-safe: one per loop. */
final class FrameWriter {
    /** A larger array is not kept for the next frame. */
    private static final int KEPT_BYTES = 256 << 10;

    private final CRC32C crc = new CRC32C();
    private ByteSink sink = new ByteSink(256);

    /** Makes the frame of a message and returns its length in bytes; {@link #appendTo} gives it away. */
    int frame(Message message, long stampMillis) {
        begin(MessageCodec.typeOf(message), stampMillis);
        MessageCodec.write(message, sink);
        return length();
    }

    /** Begins a frame of the session's own; the body goes into the sink that is returned. */
    ByteSink begin(int type, long stampMillis) {
        sink = sink.emptied(KEPT_BYTES);
        return sink.int8(MessageCodec.VERSION).int8(type).int64(stampMillis);
    }

    /** Of the frame begun last. */
    ByteSink body() {
        return sink;
    }

    int length() {
        return Frames.LENGTH_BYTES + sink.length() + Frames.CRC_BYTES;
    }

    void appendTo(ByteBuf out) {
        crc.reset();
        crc.update(sink.array(), 0, sink.length());
        out.ensureWritable(length());
        out.writeInt(sink.length() + Frames.CRC_BYTES);
        out.writeBytes(sink.array(), 0, sink.length());
        out.writeInt((int) crc.getValue());
    }
}
