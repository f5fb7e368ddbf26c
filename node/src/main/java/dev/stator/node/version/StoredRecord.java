package dev.stator.node.version;

import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a store keeps under a key: the state, and the actor under which this node may go on naming versions of it. The actor
 * never leaves the node, and means something only to the incarnation that wrote it (PROTOCOL rule 2). Nor does the {@link Mark}.
 */
public record StoredRecord(KeyState state, @Nullable Actor localActor, Mark mark) {
    public static final StoredRecord ABSENT = new StoredRecord(KeyState.EMPTY, null);

    private static final int FORMAT = 1;

    private static final int WITH_ACTOR = 1;
    private static final int HINT = 2;
    private static final int OLD_TOMBSTONES = 4;
    private static final int LONG_PAST = 8;

    public StoredRecord(KeyState state, @Nullable Actor localActor) {
        this(state, localActor, Mark.None.MARK);
    }

    public Optional<Actor> actor() {
        return Optional.ofNullable(localActor);
    }

    /** A state received from a peer, in this record: the actor stays this node's own (rule 2). */
    public StoredRecord withState(KeyState next) {
        return new StoredRecord(next, localActor, mark.ofChanged());
    }

    /** The same with each value in an array of its own: to be kept for long. */
    public StoredRecord apart() {
        KeyState apart = state.apart();
        return apart == state ? this : new StoredRecord(apart, localActor, mark);
    }

    public StoredRecord withMark(Mark next) {
        return new StoredRecord(state, localActor, next);
    }

    /** Format, state, actor, mark, CRC32C of it all. */
    public byte[] encoded() {
        return encoded(new ByteSink(expectedBytes()));
    }

    /** The same, made in an empty sink that the caller has for many. */
    public byte[] encoded(ByteSink sink) {
        sink.int8(FORMAT);
        StateCodec.write(state, sink);
        sink.int8((localActor == null ? 0 : WITH_ACTOR) | kindOf(mark));
        if (localActor != null) {
            StateCodec.writeActor(localActor, sink);
        }
        if (mark instanceof Mark.Hint hint) {
            sink.varint(hint.born()).varint(hint.weakSince());
        } else if (mark instanceof Mark.OldTombstones old) {
            sink.varint(old.placementVersion()).varint(old.sweep());
        } else if (mark instanceof Mark.LongPast past) {
            sink.varint(past.since());
            sink.varint(past.agreement().placementVersion())
                    .varint(past.agreement().sweep());
        }
        CRC32C crc = new CRC32C();
        crc.update(sink.array(), 0, sink.length());
        sink.int32((int) crc.getValue());
        return sink.toByteArray();
    }

    /** A little more than what is needed, since an array that has to grow costs two more. */
    private int expectedBytes() {
        int expected =
                64 + 40 * state.known().entries().size() + 48 * state.recent().size();
        for (Version version : state.live()) {
            expected += 80
                    + version.sibling().contentType().length()
                    + version.sibling().size();
        }
        return expected;
    }

    /**
     * The record in {@code bytes}, which nobody changes any more: large values stay in that array.
     *
     * @throws MalformedBytesException when the bytes are not what {@link #encoded} made: a read error, never "absent"
     */
    public static StoredRecord decoded(byte[] bytes) {
        if (bytes.length < 5) {
            throw new MalformedBytesException("a record of " + bytes.length + " bytes");
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        if ((int) crc.getValue() != new ByteSource(bytes, bytes.length - 4, 4).int32()) {
            throw new MalformedBytesException("a record's checksum is wrong");
        }
        ByteSource source = ByteSource.lent(bytes, 0, bytes.length - 4);
        int format = source.int8();
        if (format != FORMAT) {
            throw new MalformedBytesException("a record of format " + format);
        }
        KeyState state = StateCodec.read(source);
        int flags = source.int8();
        Actor actor = (flags & WITH_ACTOR) == 0 ? null : StateCodec.readActor(source);
        Mark mark = readMark(flags & ~WITH_ACTOR, source);
        source.finish();
        return new StoredRecord(state, actor, mark);
    }

    private static int kindOf(Mark mark) {
        return mark instanceof Mark.Hint
                ? HINT
                : mark instanceof Mark.OldTombstones ? OLD_TOMBSTONES : mark instanceof Mark.LongPast ? LONG_PAST : 0;
    }

    private static Mark readMark(int kind, ByteSource source) {
        return switch (kind) {
            case 0 -> Mark.None.MARK;
            case HINT -> new Mark.Hint(source.varint(), source.varint());
            case OLD_TOMBSTONES -> readAgreement(source);
            case LONG_PAST -> new Mark.LongPast(source.varint(), readAgreement(source));
            default -> throw new MalformedBytesException("a record with a mark of kind " + kind);
        };
    }

    private static Mark.OldTombstones readAgreement(ByteSource source) {
        return new Mark.OldTombstones(source.count(Integer.MAX_VALUE), source.varint());
    }
}
