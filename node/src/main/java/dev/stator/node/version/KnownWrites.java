package dev.stator.node.version;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.RandomAccess;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Some {@link KnownWrite}s, newest first and one per dot, packed into one array: every write decodes, merges and encodes the eight that
 * its key remembers, and every record in the cache has them. Immutable.
 */
final class KnownWrites extends AbstractList<KnownWrite> implements RandomAccess {
    static final KnownWrites NONE = new KnownWrites(new long[0]);

    // of each write, in the order in which they are compared
    private static final int TIME = 0;
    private static final int INCARNATION = 1;
    private static final int SEQ = 2;
    private static final int COUNTER = 3;
    private static final int WRITE = 4;
    private static final int WIDTH = 5;

    /** Of one, encoded: two numbers of eight bytes, and three varints. */
    private static final int BYTES_MIN = 19;

    private final long[] packed;

    private KnownWrites(long[] packed) {
        this.packed = packed;
    }

    /** The same writes, whatever the order they come in. */
    static KnownWrites of(List<KnownWrite> writes) {
        if (writes instanceof KnownWrites known) {
            return known;
        }
        if (writes.isEmpty()) {
            return NONE;
        }
        for (int i = 1; i < writes.size(); i++) {
            if (writes.get(i - 1).compareTo(writes.get(i)) >= 0) {
                return packed(new TreeSet<>(writes));
            }
        }
        return packed(writes);
    }

    private static KnownWrites packed(Collection<KnownWrite> ascending) {
        long[] packed = new long[WIDTH * ascending.size()];
        int at = 0;
        for (KnownWrite known : ascending) {
            Dot dot = known.dot();
            packed[at + TIME] = known.time();
            packed[at + INCARNATION] = dot.actor().incarnation();
            packed[at + SEQ] = dot.actor().seq();
            packed[at + COUNTER] = dot.counter();
            packed[at + WRITE] = known.write().bits();
            at += WIDTH;
        }
        return new KnownWrites(packed);
    }

    @Override
    public int size() {
        return packed.length / WIDTH;
    }

    @Override
    public KnownWrite get(int index) {
        int at = WIDTH * index;
        return new KnownWrite(
                new WriteIdentity(packed[at + WRITE]),
                new Dot(new Actor(packed[at + INCARNATION], packed[at + SEQ]), packed[at + COUNTER]),
                packed[at + TIME]);
    }

    @Override
    public boolean contains(@Nullable Object other) {
        return indexOf(other) >= 0;
    }

    @Override
    public int indexOf(@Nullable Object other) {
        if (!(other instanceof KnownWrite known)) {
            return -1;
        }
        Dot dot = known.dot();
        for (int at = 0; at < packed.length; at += WIDTH) {
            if (packed[at + WRITE] == known.write().bits()
                    && packed[at + TIME] == known.time()
                    && packed[at + COUNTER] == dot.counter()
                    && packed[at + INCARNATION] == dot.actor().incarnation()
                    && packed[at + SEQ] == dot.actor().seq()) {
                return at / WIDTH;
            }
        }
        return -1;
    }

    /** Those of this write: mostly none. */
    List<KnownWrite> of(WriteIdentity write) {
        List<KnownWrite> found = List.of();
        for (int at = 0; at < packed.length; at += WIDTH) {
            if (packed[at + WRITE] == write.bits()) {
                found = found.isEmpty() ? new ArrayList<>(1) : found;
                found.add(get(at / WIDTH));
            }
        }
        return found;
    }

    /** The newest {@code limit} of both; one of the two itself where it has them all. */
    KnownWrites merge(KnownWrites other, int limit) {
        if (other.packed.length == 0 || this == other) {
            return newest(limit);
        }
        if (packed.length == 0) {
            return other.newest(limit);
        }
        long[] mine = packed;
        long[] theirs = other.packed;
        long[] merged = new long[WIDTH * Math.min(limit, size() + other.size())];
        int i = 0;
        int j = 0;
        int end = 0;
        boolean isMine = true;
        boolean isTheirs = true;
        while (end < merged.length && (i < mine.length || j < theirs.length)) {
            int order = i == mine.length ? 1 : j == theirs.length ? -1 : compare(mine, i, theirs, j);
            if (order <= 0) {
                System.arraycopy(mine, i, merged, end, WIDTH);
            } else {
                System.arraycopy(theirs, j, merged, end, WIDTH);
            }
            isMine &= order <= 0;
            isTheirs &= order >= 0;
            i += order <= 0 ? WIDTH : 0;
            j += order >= 0 ? WIDTH : 0;
            end += WIDTH;
        }
        if (isMine && end == mine.length) {
            return this;
        }
        if (isTheirs && end == theirs.length) {
            return other;
        }
        return new KnownWrites(end == merged.length ? merged : Arrays.copyOf(merged, end));
    }

    private KnownWrites newest(int limit) {
        return size() <= limit ? this : new KnownWrites(Arrays.copyOf(packed, WIDTH * limit));
    }

    /** As {@link KnownWrite#compareTo}. */
    private static int compare(long[] one, int i, long[] two, int j) {
        if (one[i + TIME] != two[j + TIME]) {
            return one[i + TIME] > two[j + TIME] ? -1 : 1;
        }
        int order = Long.compareUnsigned(two[j + INCARNATION], one[i + INCARNATION]);
        if (order == 0) {
            order = Long.compareUnsigned(two[j + SEQ], one[i + SEQ]);
        }
        return order != 0 ? order : Long.compare(two[j + COUNTER], one[i + COUNTER]);
    }

    void write(ByteSink sink) {
        sink.varint(size());
        for (int at = 0; at < packed.length; at += WIDTH) {
            sink.int64(packed[at + INCARNATION]).varint(packed[at + SEQ]).varint(packed[at + COUNTER]);
            sink.int64(packed[at + WRITE]).varint(packed[at + TIME]);
        }
    }

    static KnownWrites read(ByteSource source, int countMax) {
        int count = source.count(Math.min(countMax, source.remaining() / BYTES_MIN));
        if (count == 0) {
            return NONE;
        }
        long[] packed = new long[WIDTH * count];
        boolean isSorted = true;
        for (int at = 0; at < packed.length; at += WIDTH) {
            packed[at + INCARNATION] = source.int64();
            packed[at + SEQ] = source.varint();
            packed[at + COUNTER] = source.varint();
            packed[at + WRITE] = source.int64();
            packed[at + TIME] = source.varint();
            if (packed[at + COUNTER] < 1) {
                throw new MalformedBytesException("a dot counts from 1, not " + packed[at + COUNTER]);
            }
            isSorted &= at == 0 || compare(packed, at - WIDTH, packed, at) < 0;
        }
        KnownWrites read = new KnownWrites(packed);
        return isSorted ? read : packed(new TreeSet<>(read));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KnownWrites recent ? Arrays.equals(packed, recent.packed) : super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
