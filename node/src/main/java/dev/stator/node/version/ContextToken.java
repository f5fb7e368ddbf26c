package dev.stator.node.version;

import dev.stator.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * Contexts as the opaque text that users carry in {@code Stator-Context} (PROTOCOL rule 7): format, hash of the cluster,
 * hash of the key, dots, writes, CRC32C; base64url. A token of another key or cluster, or an altered one, is refused and
 * changes nothing. Immutable; any thread.
 */
public final class ContextToken {
    /** Whoever reads a state is given no longer a token than this: above, it says only what was surely seen, the live versions (rule 6). */
    public static final int MAX_CHARACTERS = 4096;

    /**
     * No token is longer than this, however many versions live: above, it says of the newest of them alone. Who puts under it replaces
     * those, and the others the next time; a longer one could not be sent back, for a request has 32 KiB of headers.
     */
    static final int LIVE_MAX_CHARACTERS = 4 * MAX_CHARACTERS;

    private static final int FORMAT = 1;

    private final int cluster;

    public ContextToken(String clusterId) {
        cluster = (int) WriteIdentity.hash(clusterId.getBytes(StandardCharsets.UTF_8));
    }

    /** The context of whoever reads {@code state}. */
    public String of(Key key, KeyState state) {
        String whole = whole(key, CausalContext.of(state));
        return whole.length() <= MAX_CHARACTERS ? whole : encode(key, CausalContext.ofLive(state));
    }

    public String encode(Key key, CausalContext context) {
        String token = whole(key, context);
        int writes = context.writes().size();
        while (token.length() > LIVE_MAX_CHARACTERS) {
            token = whole(key, context.ofNewest(writes));
            writes = Math.min(writes - 1, (int) ((long) writes * LIVE_MAX_CHARACTERS / token.length()));
        }
        return token;
    }

    private String whole(Key key, CausalContext context) {
        ByteSink sink = new ByteSink(64);
        sink.int8(FORMAT).int32(cluster).int64(key.position());
        writeContext(context, sink);
        sink.int32(crc(sink.array(), sink.length()));
        return text(sink.toByteArray());
    }

    private static String text(byte[] token) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** @throws MalformedBytesException with the reason, when this is no context of {@code key} in this cluster */
    public CausalContext decode(Key key, String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw new MalformedBytesException("the context is not base64url", e);
        }
        if (!text(bytes).equals(token)) { // the last character has bits that decoding drops
            throw new MalformedBytesException("the context was altered: it is not base64url as it was given out");
        }
        if (bytes.length < 19) {
            throw new MalformedBytesException("the context is cut short");
        }
        if (crc(bytes, bytes.length - 4) != new ByteSource(bytes, bytes.length - 4, 4).int32()) {
            throw new MalformedBytesException("the context was altered: its checksum is wrong");
        }
        ByteSource source = new ByteSource(bytes, 0, bytes.length - 4);
        int format = source.int8();
        if (format != FORMAT) {
            throw new MalformedBytesException("the context has format " + format + ", this node reads " + FORMAT);
        }
        if (source.int32() != cluster) {
            throw new MalformedBytesException("the context is of another store");
        }
        if (source.int64() != key.position()) {
            throw new MalformedBytesException("the context is of another key");
        }
        try {
            CausalContext context = readContext(source);
            source.finish();
            return context;
        } catch (IllegalArgumentException e) {
            throw new MalformedBytesException("not a context: " + e.getMessage(), e);
        }
    }

    /** A context inside a frame, where the frame has the checksum. */
    public static void writeContext(CausalContext context, ByteSink sink) {
        StateCodec.writeDots(context.dots(), sink);
        KnownWrites.of(context.writes()).write(sink);
    }

    public static CausalContext readContext(ByteSource source) {
        DottedSet dots = StateCodec.readDots(source);
        return new CausalContext(dots, KnownWrites.read(source, StateCodec.COUNT_MAX));
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
