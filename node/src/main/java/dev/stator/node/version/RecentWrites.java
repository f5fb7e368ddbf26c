package dev.stator.node.version;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * Whose replaced dots were, newest first and one per dot, packed into one array: every write decodes, merges and encodes a full
 * one, and every record in the cache has one, so as objects they were most of what a key's state was made of. Immutable.
 */
final class RecentWrites extends AbstractList<KnownWrite> implements RandomAccess {
    static final RecentWrites NONE = new RecentWrites(new long[0]);

    // of each write, in the order in which they are compared
    private static final int TIME = 0;
    private static final int INCARNATION = 1;
    private static final int SEQ = 2;
    private static final int COUNTER = 3;
    private static final int WRITE = 4;
    private static final int WIDTH = 5;

    private final long[] packed;

    private RecentWrites(long[] packed) {
        this.packed = packed;
    }

    /** @param writes newest first, one per dot */
    static RecentWrites of(List<KnownWrite> writes) {
        if (writes instanceof RecentWrites recent) {
            return recent;
        }
        if (writes.isEmpty()) {
            return NONE;
        }
        long[] packed = new long[WIDTH * writes.size()];
        int at = 0;
        for (KnownWrite known : writes) {
            pack(packed, at, known.time(), known.dot(), known.write().bits());
            at += WIDTH;
        }
        return new RecentWrites(packed);
    }

    private static void pack(long[] packed, int at, long time, Dot dot, long write) {
        packed[at + TIME] = time;
        packed[at + INCARNATION] = dot.actor().incarnation();
        packed[at + SEQ] = dot.actor().seq();
        packed[at + COUNTER] = dot.counter();
        packed[at + WRITE] = write;
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

    boolean has(WriteIdentity write) {
        for (int at = WRITE; at < packed.length; at += WIDTH) {
            if (packed[at] == write.bits()) {
                return true;
            }
        }
        return false;
    }

    /** The newest {@code limit} of both; one of the two itself where it has them all. */
    RecentWrites merge(RecentWrites other, int limit) {
        if (other.packed.length == 0 || this == other) {
            return newest(limit);
        }
        if (packed.length == 0) {
            return other.newest(limit);
        }
        long[] mine = packed;
        long[] theirs = other.packed;
        long[] merged = new long[Math.min(WIDTH * limit, mine.length + theirs.length)];
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
        return new RecentWrites(end == merged.length ? merged : Arrays.copyOf(merged, end));
    }

    private RecentWrites newest(int limit) {
        return size() <= limit ? this : new RecentWrites(Arrays.copyOf(packed, WIDTH * limit));
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

    static RecentWrites read(ByteSource source) {
        int count = source.count(KeyState.RECENT_MAX);
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
        RecentWrites read = new RecentWrites(packed);
        return isSorted ? read : of(KnownWrite.newestFirst(List.copyOf(read)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecentWrites recent ? Arrays.equals(packed, recent.packed) : super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
