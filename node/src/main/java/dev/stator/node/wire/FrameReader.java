package dev.stator.node.wire;

import dev.stator.node.version.ByteSource;
import dev.stator.node.version.MalformedBytesException;
import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;

/** Takes whole frames out of what has arrived of a connection. Not thread-safe: one per connection. */
final class FrameReader {
    /** A larger array is not kept for the next frame. */
    private static final int KEPT_BYTES = 64 << 10;

    private static final byte[] NOTHING = {};

    private final int frameBytesMax;
    private final CRC32C crc = new CRC32C();
    private byte[] scratch = NOTHING;

    private int type;
    private long stampMillis;

    FrameReader(int frameBytesMax) {
        this.frameBytesMax = frameBytesMax;
    }

    /**
     * The body of the next frame if all of it is there, which is then read off {@code in}; else null, and nothing is read.
     * Valid until the next call.
     *
     * @throws MalformedBytesException when this is no frame: nothing behind it can be understood
     */
    // Null rather than an Optional: once per message.
    @org.jspecify.annotations.Nullable
    ByteSource next(ByteBuf in) {
        if (in.readableBytes() < Frames.LENGTH_BYTES) {
            return null;
        }
        int length = in.getInt(in.readerIndex());
        if (length < Frames.HEADER_BYTES + Frames.CRC_BYTES || length > frameBytesMax) {
            throw new MalformedBytesException("a frame of " + length + " bytes; the limit is " + frameBytesMax);
        }
        if (in.readableBytes() < Frames.LENGTH_BYTES + length) {
            return null;
        }
        in.skipBytes(Frames.LENGTH_BYTES);
        byte[] bytes = room(length);
        in.readBytes(bytes, 0, length);
        int end = length - Frames.CRC_BYTES;
        crc.reset();
        crc.update(bytes, 0, end);
        if ((int) crc.getValue() != new ByteSource(bytes, end, Frames.CRC_BYTES).int32()) {
            throw new MalformedBytesException("a frame's checksum is wrong");
        }
        ByteSource source = new ByteSource(bytes, 0, end);
        int version = source.int8();
        if (version != MessageCodec.VERSION) {
            throw new MalformedBytesException("a frame of version " + version);
        }
        type = source.int8();
        stampMillis = source.int64();
        return source;
    }

    /** Of the frame that {@link #next} returned last. */
    int type() {
        return type;
    }

    /** Of the frame that {@link #next} returned last, by the sender's clock. */
    long stampMillis() {
        return stampMillis;
    }

    private byte[] room(int length) {
        if (length > KEPT_BYTES) {
            scratch = NOTHING;
            return new byte[length];
        }
        if (scratch.length < length) {
            scratch = new byte[Math.max(length, Math.min(KEPT_BYTES, scratch.length * 2))];
        }
        return scratch;
    }
}
