package dev.stator.node.version;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KnownWritesTest {
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

            KnownWrites merged = KnownWrites.of(one).merge(KnownWrites.of(two), LIMIT);

            assertEquals(expected, merged);
            assertEquals(merged, expected);
            assertEquals(expected.hashCode(), merged.hashCode());
        }
    }

    @Test
    void whoHasAllOfTheOtherIsKeptAsItIs() {
        List<KnownWrite> all = sorted(writes(LIMIT));
        KnownWrites more = KnownWrites.of(all);
        KnownWrites less = KnownWrites.of(all.subList(2, 5));

        assertSame(more, more.merge(less, LIMIT));
        assertSame(more, less.merge(more, LIMIT));
        assertSame(more, KnownWrites.NONE.merge(more, LIMIT));
        assertSame(more, more.merge(KnownWrites.NONE, LIMIT));
        assertEquals(all.subList(0, 3), more.merge(less, 3));
    }

    @Test
    void bytesInAnyOrderAreReadNewestFirst() {
        List<KnownWrite> all = sorted(writes(5));
        List<KnownWrite> shuffled = new ArrayList<>(all);
        Collections.reverse(shuffled);

        assertEquals(all, read(bytes(all)));
        assertEquals(all, read(bytes(shuffled)));
        ByteSink sink = new ByteSink(64);
        KnownWrites.of(shuffled).write(sink);
        assertArrayEquals(bytes(all), sink.toByteArray());
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
        KnownWrites recent = KnownWrites.of(all.subList(0, 3));

        assertEquals(List.of(all.get(2)), recent.of(all.get(2).write()));
        assertEquals(List.of(), recent.of(all.get(3).write()));
    }

    @Test
    void containsWhatAListOfThemWould() {
        for (int round = 0; round < 20_000; round++) {
            List<KnownWrite> pool = writes(4);
            List<KnownWrite> some = some(pool);
            KnownWrite one = pool.get(random.nextInt(pool.size()));
            KnownWrite other = new KnownWrite(
                    random.nextBoolean()
                            ? one.write()
                            : new WriteIdentity(one.write().bits() + 1),
                    random.nextBoolean() ? one.dot() : writes(1).get(0).dot(),
                    one.time() + random.nextInt(2));

            assertEquals(some.indexOf(other), KnownWrites.of(some).indexOf(other));
            assertEquals(some.contains(other), KnownWrites.of(some).contains(other));
        }
    }

    private static KnownWrites read(byte[] bytes) {
        return KnownWrites.read(new ByteSource(bytes, 0, bytes.length), LIMIT);
    }

    /** In the order they come in, as {@link KnownWrites#write} would never do it. */
    private static byte[] bytes(List<KnownWrite> writes) {
        ByteSink sink = new ByteSink(64).varint(writes.size());
        for (KnownWrite known : writes) {
            Actor actor = known.dot().actor();
            sink.int64(actor.incarnation())
                    .varint(actor.seq())
                    .varint(known.dot().counter());
            sink.int64(known.write().bits()).varint(known.time());
        }
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
