package dev.stator.node.wire;

import dev.stator.node.message.Message;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import java.util.Arrays;
import java.util.Optional;

/** What a message goes through on its way, for simulated networks: the real codec, and the age that is taken off its deadline. */
public final class WireTrip {
    /** Data messages older than this are dropped (PROTOCOL rule 15), in milliseconds. */
    public static final long AGE_MAX_MILLIS = Message.AGE_MILLIS_MAX_ON_ARRIVAL;

    private WireTrip() {}

    /** The type, then the body of the message's frame. */
    public static byte[] packed(Message message) {
        ByteSink sink = new ByteSink(256);
        sink.int8(MessageCodec.typeOf(message));
        MessageCodec.write(message, sink);
        return Arrays.copyOf(sink.array(), sink.length());
    }

    /** The message as its receiver sees it after {@code ageMillis}; empty when it has become too old on the way. */
    public static Optional<Message> unpacked(byte[] packed, long ageMillis) {
        ByteSource source = new ByteSource(packed);
        int type = source.int8();
        if (MessageCodec.isData(type) && ageMillis > AGE_MAX_MILLIS) {
            return Optional.empty();
        }
        return Optional.ofNullable(Freshness.after(ageMillis, MessageCodec.read(type, source)));
    }
}
