package dev.stator.node.wire;

import dev.stator.node.message.Message;
import dev.stator.node.version.ByteSource;
import dev.stator.node.version.MalformedBytesException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * What a message goes through on its way, for simulated networks: a frame of the real writer, read by the real reader, checksum and
 * all; the real codec; and the age that is taken off its deadline.
 */
public final class WireTrip {
    /** Data messages older than this are dropped (PROTOCOL rule 15), in milliseconds. */
    public static final long AGE_MAX_MILLIS = Message.AGE_MILLIS_MAX_ON_ARRIVAL;

    private static final int FRAME_BYTES_MAX = 64 << 20;

    /** What comes of a frame at its other end. */
    public sealed interface Arrival {}

    /** The message as its receiver sees it. */
    public record Arrived(Message message) implements Arrival {}

    /** It is dropped. */
    public record TooOld() implements Arrival {}

    /** This is no frame: the connection that brought it ends. */
    public record Corrupt(String why) implements Arrival {}

    /** A whole frame of no message: dropped, and a bug where both ends speak the same version. */
    public record NotUnderstood(String why) implements Arrival {}

    private WireTrip() {}

    /** The frame of the message. */
    public static byte[] packed(Message message) {
        FrameWriter writer = new FrameWriter();
        byte[] bytes = new byte[writer.frame(message, 0)];
        ByteBuf frame = Unpooled.wrappedBuffer(bytes);
        frame.clear();
        writer.appendTo(frame);
        return bytes;
    }

    /** What comes of a frame {@code ageMillis} after it was made. */
    public static Arrival unpacked(byte[] frame, long ageMillis) {
        FrameReader reader = new FrameReader(FRAME_BYTES_MAX);
        ByteSource body;
        try {
            body = reader.next(Unpooled.wrappedBuffer(frame));
            if (body == null) { // it says that it is longer: what follows it is taken for its rest, and the checksum is
                // then wrong
                return new Corrupt("longer than it is");
            }
        } catch (MalformedBytesException e) {
            return new Corrupt(String.valueOf(e.getMessage()));
        }
        if (MessageCodec.isData(reader.type()) && ageMillis > AGE_MAX_MILLIS) {
            return new TooOld();
        }
        try {
            Message message = Freshness.after(ageMillis, MessageCodec.read(reader.type(), body));
            return message == null ? new TooOld() : new Arrived(message);
        } catch (MalformedBytesException e) {
            return new NotUnderstood(String.valueOf(e.getMessage()));
        }
    }
}
