package dev.stator.node.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.port.Change;
import dev.stator.node.port.Change.LeafId;
import dev.stator.node.port.MemoryTables;
import dev.stator.node.port.NoTelemetry;
import dev.stator.node.port.Span;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.LeafSum;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeafTableTest {
    private static final Key KEY = Key.of("cart");

    /** Law: whatever a crash leaves of the batches, the leaves on disk are the sums of the records on disk. */
    @Test
    void leavesAreTheSumsOfTheRecordsAtEveryPrefixOfTheBatches() {
        long seed = Long.getLong("leaf.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int run = 0; run < 50; run++) {
            int partitions = 1 << random.nextInt(4);
            MemoryTables disk = new MemoryTables();
            for (int life = 1; life <= 4; life++) {
                ManualStorage storage = new ManualStorage(disk);
                LeafTable leaves = new LeafTable(storage, partitions, 1, 1 + random.nextInt(4));
                Records records =
                        new Records(storage, Table.RECORDS, new NoTelemetry(), random.nextInt(20_000), leaves);
                for (int step = 0; step < 60; step++) {
                    step(records, storage, random, new Actor(life, random.nextInt(3)));
                }
                for (MemoryTables prefix : storage.prefixes()) {
                    assertThat(prefix.wrongLeaves(partitions))
                            .as("-Dleaf.seed=" + seed)
                            .isEmpty();
                    disk = random.nextInt(4) == 0 ? prefix : disk;
                }
            }
        }
    }

    /** Law: a count that runs while records are written sets right what is wrong, and nothing else. */
    @Test
    void leavesAreCountedRightWhileRecordsAreWritten() {
        long seed = Long.getLong("leaf.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int run = 0; run < 200; run++) {
            MemoryTables disk = new MemoryTables();
            fill(disk, random);
            boolean isDrifted = random.nextBoolean();
            if (isDrifted) {
                LeafId leaf = LeafId.of(Key.of("k" + random.nextInt(12)), 1);
                disk.apply(
                        List.of(new Change.PutLeaf(leaf, random.nextBoolean() ? new LeafSum(7, 7) : LeafSum.UNKNOWN)));
            }
            ManualStorage storage = new ManualStorage(disk);
            LeafTable leaves = new LeafTable(storage, 1, 1);
            Records records = new Records(storage, Table.RECORDS, new NoTelemetry(), 0, leaves);
            steps(records, storage, random, random.nextInt(20));

            int wrong = counted(records, leaves, storage, random);
            steps(records, storage, random, 20);
            storage.settle();

            assertThat(disk.wrongLeaves(1)).as("-Dleaf.seed=" + seed).isEmpty();
            assertThat(wrong).as("-Dleaf.seed=" + seed).isEqualTo(isDrifted ? 1 : 0);
        }
    }

    private static void fill(MemoryTables disk, Random random) {
        ManualStorage storage = new ManualStorage(disk);
        LeafTable leaves = new LeafTable(storage, 1, 1);
        steps(new Records(storage, Table.RECORDS, new NoTelemetry(), 0, leaves), storage, random, 60);
        storage.settle();
    }

    private static void steps(Records records, ManualStorage storage, Random random, int count) {
        for (int i = 0; i < count; i++) {
            step(records, storage, random, new Actor(random.nextInt(3), random.nextInt(3)));
        }
    }

    /** Page by page, with writes in between: how many leaves were set right. */
    private static int counted(Records records, LeafTable leaves, ManualStorage storage, Random random) {
        List<LeafCount> begun = new ArrayList<>();
        leaves.count(0, 0, records, count -> begun.add(count.orElseThrow()));
        storage.answerReads();
        LeafCount count = begun.get(0);
        int wrong = 0;
        int next = 0;
        Key after = null;
        Storage.Scan.Page page;
        do {
            page = storage.disk.scan(Table.RECORDS, Span.ALL, after, new Storage.PageLimit(2, 1 << 20));
            steps(records, storage, random, random.nextInt(6));
            int end = LeafId.PER_PARTITION;
            for (Storage.Entry entry : page.entries()) {
                count.add(entry.key(), ((Storage.Lookup.Found) entry.record()).record());
                after = entry.key();
                end = page.isLast() ? end : LeafId.of(after, 1).leaf();
            }
            for (; next < end; next++) {
                wrong += leaves.settle(count, next) == LeafTable.Finding.RIGHT ? 0 : 1;
            }
            steps(records, storage, random, random.nextInt(6));
        } while (!page.isLast());
        leaves.end(count);
        return wrong;
    }

    private static void step(Records records, ManualStorage storage, Random random, Actor actor) {
        int dice = random.nextInt(10);
        if (dice < 6) {
            Key key = Key.of("k" + random.nextInt(12));
            boolean isDelete = random.nextInt(4) == 0;
            boolean isBlind = random.nextInt(3) == 0;
            (random.nextBoolean() ? (Take) records::take : (Take) records::takeWhole).take(key, new Records.Reader() {
                @Override
                public void found(StoredRecord record) {
                    records.write(
                            key, next(record, random.nextInt(), isDelete, isBlind, actor), Storage.Progress.UNWATCHED);
                }

                @Override
                public void failed(String reason) {
                    throw new AssertionError(reason);
                }
            });
        } else if (dice < 8 && !storage.pendingReads.isEmpty()) {
            storage.pendingReads
                    .remove(random.nextInt(storage.pendingReads.size()))
                    .run();
        } else if (!storage.writes.isEmpty()) {
            storage.applyFirst();
        }
    }

    private interface Take {
        void take(Key key, Records.Reader taker);
    }

    private static StoredRecord next(StoredRecord record, int value, boolean isDelete, boolean isBlind, Actor actor) {
        CausalContext context = isBlind ? CausalContext.EMPTY : CausalContext.of(record.state());
        KeyState.Put put = record.state().put(context, isDelete ? tombstone(value) : value("v" + value), actor);
        return new StoredRecord(put.state(), actor);
    }

    @Test
    void sumTellsOwnersWithOtherLiveVersionsApartAndNothingElse() {
        Actor a = new Actor(1, 1);
        Actor b = new Actor(2, 1);
        KeyState one = KeyState.EMPTY.put(CausalContext.EMPTY, value("x"), a).state();
        KeyState other = KeyState.EMPTY.put(CausalContext.EMPTY, value("x"), b).state();
        KeyState otherValue =
                KeyState.EMPTY.put(CausalContext.EMPTY, value("y"), a).state();
        KeyState deleted =
                KeyState.EMPTY.put(CausalContext.EMPTY, tombstone(1), a).state();
        KeyState both = one.merge(other);
        KeyState replaced =
                both.put(CausalContext.of(both), value("z"), new Actor(3, 1)).state();
        KeyState knowsLess = new KeyState(
                one.put(CausalContext.EMPTY, value("z"), new Actor(3, 1))
                        .state()
                        .known(),
                replaced.live(),
                replaced.recent());

        Set<LeafSum> sums = new HashSet<>();
        for (KeyState state : new KeyState[] {one, other, otherValue, deleted, both, replaced}) {
            assertThat(sums.add(LeafSum.of(KEY, state))).as("new: " + state).isTrue();
            assertThat(sums.add(LeafSum.of(Key.of("car"), state))).isTrue();
            assertThat(LeafSum.of(KEY, state.withoutBytes())).isEqualTo(LeafSum.of(KEY, state));
        }
        assertThat(LeafSum.of(KEY, knowsLess)).isEqualTo(LeafSum.of(KEY, replaced));
        assertThat(LeafSum.of(KEY, KeyState.EMPTY)).isEqualTo(LeafSum.ZERO);
        assertThat(LeafSum.of(KEY, both).plus(LeafSum.of(KEY, one)).minus(LeafSum.of(KEY, both)))
                .isEqualTo(LeafSum.of(KEY, one));
    }

    @Test
    void leafIsTheArcThatItsKeysLieIn() {
        for (int partitions : new int[] {1, 2, 64, 1 << 20}) {
            Set<LeafId> met = new HashSet<>();
            for (int i = 0; i < 500; i++) {
                Key key = Key.of("key" + i);
                LeafId leaf = LeafId.of(key, partitions);
                met.add(leaf);

                assertThat(leaf.partition()).isEqualTo(key.partition(partitions));
                assertThat(leaf.span(partitions).contains(key)).isTrue();
                assertThat(leaf.span(partitions))
                        .isEqualTo(Span.of(leaf.partition(), partitions).part(leaf.leaf(), LeafId.PER_PARTITION));
            }
            assertThat(met).hasSizeGreaterThan(100);
        }
    }

    private static Sibling value(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        long hash = WriteIdentity.hash(bytes);
        return Sibling.value(WriteIdentity.of("w", Sibling.Kind.VALUE, hash, "t"), 1, "t", hash, bytes);
    }

    private static Sibling tombstone(int id) {
        return Sibling.tombstone(new WriteIdentity(id), 1);
    }
}
