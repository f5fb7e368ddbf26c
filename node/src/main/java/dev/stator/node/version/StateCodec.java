package dev.stator.node.version;

import java.util.ArrayList;
import java.util.List;

/**
 * Key states as bytes, in frames and in records alike.
 *
 * <pre>
 * state    = dots, count, version*, count, knownWrite*
 * dots     = count, (actor upTo count gap*)*
 * version  = dot flags write:8 time contentHash:8 contentType size [bytes]
 * dot      = actor counter          actor = incarnation:8 seq
 * </pre>
 *
 * Numbers are varints unless a width is given.
 */
public final class StateCodec {
    /** More actors or siblings than a key can ever have within its limits: what lies above is not ours. */
    static final int COUNT_MAX = 1 << 16;

    static final int CONTENT_TYPE_MAX_BYTES = 1024;
    private static final int VALUE = 1;
    private static final int BYTES = 2;

    private StateCodec() {}

    public static void write(KeyState state, ByteSink sink) {
        writeDots(state.known(), sink);
        sink.varint(state.live().size());
        for (Version version : state.live()) {
            writeVersion(version, sink);
        }
        KnownWrites.of(state.recent()).write(sink);
    }

    public static KeyState read(ByteSource source) {
        try {
            DottedSet known = readDots(source);
            int count = source.count(COUNT_MAX);
            List<Version> live = new ArrayList<>(Math.min(count, 64));
            for (int i = 0; i < count; i++) {
                live.add(readVersion(source));
            }
            return new KeyState(known, live, KnownWrites.read(source, KeyState.RECENT_MAX));
        } catch (IllegalArgumentException e) {
            throw new MalformedBytesException("not a key state: " + e.getMessage(), e);
        }
    }

    public static void writeDots(DottedSet dots, ByteSink sink) {
        sink.varint(dots.entries().size());
        for (DottedSet.Entry entry : dots.entries()) {
            writeActor(entry.actor(), sink);
            sink.varint(entry.upTo()).varint(entry.cloud().length);
            long last = entry.upTo();
            for (long counter : entry.cloud()) {
                sink.varint(counter - last);
                last = counter;
            }
        }
    }

    public static DottedSet readDots(ByteSource source) {
        int count = source.count(COUNT_MAX);
        List<DottedSet.Entry> entries = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            Actor actor = readActor(source);
            long upTo = source.varint();
            long[] cloud = new long[source.count(Math.min(COUNT_MAX, source.remaining()))];
            long last = upTo;
            for (int c = 0; c < cloud.length; c++) {
                last += source.varint();
                cloud[c] = last;
            }
            entries.add(new DottedSet.Entry(actor, upTo, cloud));
        }
        return DottedSet.of(entries);
    }

    private static void writeVersion(Version version, ByteSink sink) {
        Sibling sibling = version.sibling();
        writeDot(version.dot(), sink);
        sink.int8((sibling.isValue() ? VALUE : 0) | (sibling.hasBytes() ? BYTES : 0));
        sink.int64(sibling.write().bits()).varint(sibling.time()).int64(sibling.contentHash());
        sink.text(sibling.contentType()).varint(sibling.size());
        if (sibling.hasBytes()) {
            sibling.writeBytes(sink);
        }
    }

    private static Version readVersion(ByteSource source) {
        Dot dot = readDot(source);
        int flags = source.int8();
        WriteIdentity write = new WriteIdentity(source.int64());
        long time = source.varint();
        long contentHash = source.int64();
        String contentType = source.text(CONTENT_TYPE_MAX_BYTES);
        int size = source.count(Integer.MAX_VALUE);
        Sibling.Kind kind = (flags & VALUE) != 0 ? Sibling.Kind.VALUE : Sibling.Kind.TOMBSTONE;
        byte[] bytes = null;
        int from = 0;
        if ((flags & BYTES) != 0) {
            boolean isLent = source.isLent(size);
            from = isLent ? source.skip(size) : 0;
            bytes = isLent ? source.array() : source.raw(size);
        }
        return new Version(dot, new Sibling(kind, write, time, contentType, contentHash, size, bytes, from));
    }

    private static void writeDot(Dot dot, ByteSink sink) {
        writeActor(dot.actor(), sink);
        sink.varint(dot.counter());
    }

    private static Dot readDot(ByteSource source) {
        return new Dot(readActor(source), source.varint());
    }

    static void writeActor(Actor actor, ByteSink sink) {
        sink.int64(actor.incarnation()).varint(actor.seq());
    }

    static Actor readActor(ByteSource source) {
        return new Actor(source.int64(), source.varint());
    }
}
