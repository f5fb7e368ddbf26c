package dev.stator.node.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait for one peer, as pieces that a connection takes one at a time. Gossip and pings go ahead of data, and have room of
 * their own: however much data waits, or is dropped, members hear of each other (PROTOCOL §5). On the shard's loop.
 */
final class Outbox {
    private static final int BUFFER_BYTES_MIN = 2048;

    /** A piece of so many bytes gets no more frames: what is urgent waits for the piece that is being written. */
    private static final int PIECE_BYTES = 128 << 10;

    private final ByteBufAllocator allocator;
    private final Deque<ByteBuf> data = new ArrayDeque<>();
    private @Nullable ByteBuf urgent;
    private long dataBytes;

    Outbox(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    boolean isEmpty() {
        return urgent == null && data.isEmpty();
    }

    long dataBytes() {
        return dataBytes;
    }

    long urgentBytes() {
        return urgent == null ? 0 : urgent.readableBytes();
    }

    /** Takes the frame made last behind all others. */
    void add(FrameWriter frame) {
        ByteBuf last = data.peekLast();
        if (last == null || last.readableBytes() >= PIECE_BYTES) {
            last = buffer(frame);
            data.addLast(last);
        }
        frame.appendTo(last);
        dataBytes += frame.length();
    }

    /** Takes the frame made last ahead of all data. */
    void addUrgent(FrameWriter frame) {
        if (urgent == null) {
            urgent = buffer(frame);
        }
        frame.appendTo(urgent);
    }

    private ByteBuf buffer(FrameWriter frame) {
        return allocator.directBuffer(Math.max(BUFFER_BYTES_MIN, frame.length()));
    }

    /** What is to be written next, whole frames; whoever takes it releases it. Null when nothing waits. */
    @Nullable
    ByteBuf next() {
        ByteBuf piece = urgent;
        if (piece != null) {
            urgent = null;
            return piece;
        }
        piece = data.pollFirst();
        dataBytes -= piece == null ? 0 : piece.readableBytes();
        return piece;
    }

    void drop() {
        for (ByteBuf piece = next(); piece != null; piece = next()) {
            piece.release();
        }
    }
}
