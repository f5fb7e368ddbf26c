package dev.stator.node.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RecentWritesTest {
    private static final int LIMIT = KeyState.RECENT_MAX;

    private final SplittableRandom random = new SplittableRandom(71);

    @Test
    void mergeIsTheNewestOfBothWhateverTheyShare() {
        for (int round = 0; round < 20_000; round++) {
            List<KnownWrite> pool = writes(12);
            List<KnownWrite> one = some(pool);
            List<KnownWrite> two = some(pool);
            TreeSet<KnownWrite> all = new TreeSet<>(one);
            all.addAll(two);
            List<KnownWrite> expected = new ArrayList<>(all).subList(0, Math.min(LIMIT, all.size()));

            RecentWrites merged = RecentWrites.of(one).merge(RecentWrites.of(two), LIMIT);

            assertEquals(expected, merged);
            assertEquals(merged, expected);
            assertEquals(expected.hashCode(), merged.hashCode());
        }
    }

    @Test
    void whoHasAllOfTheOtherIsKeptAsItIs() {
        List<KnownWrite> all = sorted(writes(LIMIT));
        RecentWrites more = RecentWrites.of(all);
        RecentWrites less = RecentWrites.of(all.subList(2, 5));

        assertSame(more, more.merge(less, LIMIT));
        assertSame(more, less.merge(more, LIMIT));
        assertSame(more, RecentWrites.NONE.merge(more, LIMIT));
        assertSame(more, more.merge(RecentWrites.NONE, LIMIT));
        assertEquals(all.subList(0, 3), more.merge(less, 3));
    }

    @Test
    void bytesInAnyOrderAreReadNewestFirst() {
        List<KnownWrite> all = sorted(writes(5));
        List<KnownWrite> shuffled = new ArrayList<>(all);
        Collections.reverse(shuffled);

        assertEquals(all, read(bytes(all)));
        assertEquals(all, read(bytes(shuffled)));
    }

    @Test
    void moreThanAreKeptOrDotsBelowOneAreMalformed() {
        assertThrows(MalformedBytesException.class, () -> read(bytes(sorted(writes(LIMIT + 1)))));
        ByteSink sink = new ByteSink(64);
        sink.varint(1).int64(7).varint(1).varint(0).int64(9).varint(5);
        assertThrows(MalformedBytesException.class, () -> read(sink.toByteArray()));
    }

    @Test
    void knowsWhoseTheyAre() {
        List<KnownWrite> all = sorted(writes(4));
        RecentWrites recent = RecentWrites.of(all.subList(0, 3));

        assertTrue(recent.has(all.get(2).write()));
        assertTrue(!recent.has(all.get(3).write()));
    }

    private static RecentWrites read(byte[] bytes) {
        return RecentWrites.read(new ByteSource(bytes, 0, bytes.length));
    }

    private static byte[] bytes(List<KnownWrite> writes) {
        ByteSink sink = new ByteSink(64);
        StateCodec.writeKnownWrites(writes, sink);
        return sink.toByteArray();
    }

    private List<KnownWrite> writes(int count) {
        List<KnownWrite> writes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Actor actor = new Actor(random.nextInt(4) - 2, random.nextInt(1, 3));
            writes.add(new KnownWrite(new WriteIdentity(random.nextLong()), new Dot(actor, i + 1), random.nextInt(3)));
        }
        return writes;
    }

    private List<KnownWrite> some(List<KnownWrite> pool) {
        List<KnownWrite> some = new ArrayList<>(pool);
        some.removeIf(write -> random.nextBoolean());
        List<KnownWrite> sorted = sorted(some);
        return sorted.subList(0, Math.min(LIMIT, sorted.size()));
    }

    private static List<KnownWrite> sorted(List<KnownWrite> writes) {
        return List.copyOf(new TreeSet<>(writes));
    }
}
