package dev.stator.node.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.port.Change;
import dev.stator.node.port.NoTelemetry;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final Key KEY = Key.of("k");
    private static final StoredRecord FIRST = record(StoredRecord.ABSENT, "first", 10);
    private static final StoredRecord SECOND = record(FIRST, "second", 10);

    private final ManualStorage storage = new ManualStorage();
    private final Records records =
            new Records(storage, Table.RECORDS, new NoTelemetry(), 1 << 20, Records.Companion.NONE);
    private final List<Object> seen = new ArrayList<>();

    @Test
    void readersSeeAppliedRecordsOnlyAndTakersPendingOnes() {
        takeAndWrite(FIRST);

        records.take(KEY, reader("taker"));
        records.read(KEY, reader("reader"));
        storage.answerReads();
        assertThat(seen).containsExactly("taker", FIRST, "reader", StoredRecord.ABSENT);

        seen.clear();
        storage.applyAll();
        records.read(KEY, reader("reader"));
        assertThat(seen).containsExactly("applied", "reader", FIRST);
    }

    @Test
    void noTwoTakersStartFromTheSameStateWhileTheRecordIsBeingRead() { // vector 21
        records.take(KEY, writer(FIRST));
        records.take(KEY, writer(SECOND));
        assertThat(seen).isEmpty();

        storage.answerReads();

        assertThat(seen).containsExactly(StoredRecord.ABSENT, FIRST);
    }

    @Test
    void readThatBeganBeforeAWriteDoesNotHideIt() {
        records.read(KEY, reader("old"));
        takeAndWrite(FIRST);
        storage.applyAll();
        storage.answerReads();
        seen.clear();

        records.take(KEY, reader("taker"));

        assertThat(seen).containsExactly("taker", FIRST);
    }

    @Test
    void readErrorIsNeverAbsent() {
        storage.fails = true;
        records.take(KEY, reader("taker"));
        records.read(KEY, reader("reader"));
        storage.answerReads();

        assertThat(seen).containsExactly("failed: told to", "failed: told to");
    }

    @Test
    void afterAFailedBatchNothingIsTakenAnyMore() {
        takeAndWrite(FIRST);
        storage.failAll();

        records.take(KEY, reader("taker"));

        assertThat(seen).containsExactly("write failed", "failed: disk gone");
    }

    @Test
    void recordThatFallsOutOfTheCacheKeepsItsMetadata() {
        Records small = new Records(storage, Table.RECORDS, new NoTelemetry(), 200_000, Records.Companion.NONE);
        StoredRecord large = record(StoredRecord.ABSENT, "large", 1_000);
        for (int i = 0; i < 200; i++) {
            takeAndWrite(small, Key.of("key" + i), large);
        }
        storage.applyAll();
        storage.reads = 0;

        small.take(Key.of("key20"), reader("taker"));
        assertThat(((StoredRecord) seen.get(seen.size() - 1)).state().isWhole()).isFalse();
        assertThat(storage.reads).isZero();
        small.takeWhole(Key.of("key20"), reader("taker"));
        storage.answerReads();

        assertThat(((StoredRecord) seen.get(seen.size() - 1)).state().isWhole()).isTrue();
    }

    @Test
    void companionSeesWhatEachRecordReplacesAndGoesIntoItsBatch() {
        Change.PutNote note = new Change.PutNote("count", new byte[0]);
        Records counted =
                new Records(storage, Table.RECORDS, new NoTelemetry(), 1 << 20, (key, before, after, batch) -> {
                    seen.add(before);
                    seen.add(after);
                    batch.add(note);
                });

        takeAndWrite(counted, KEY, FIRST);
        takeAndWrite(counted, KEY, SECOND);

        assertThat(seen).containsExactly(StoredRecord.ABSENT, FIRST, FIRST, SECOND);
        assertThat(storage.writes).allSatisfy(write -> assertThat(write.batch()).contains(note));
    }

    @Test
    void droppedRecordIsAbsentForTakersAtOnceAndForReadersOnceApplied() {
        takeAndWrite(FIRST);
        storage.applyAll();
        seen.clear();

        records.take(KEY, new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                records.drop(KEY, new Noted());
            }

            @Override
            public void failed(String reason) {}
        });
        records.take(KEY, reader("taker"));
        records.read(KEY, reader("reader"));
        storage.applyAll();
        records.read(KEY, reader("reader"));

        assertThat(seen)
                .containsExactly(
                        "taker", StoredRecord.ABSENT, "reader", FIRST, "applied", "reader", StoredRecord.ABSENT);
        assertThat(storage.disk.all(Table.RECORDS)).isEmpty();
    }

    @Test
    void takersWaitUntilTheLeavesOfTheirPartitionAreKnown() {
        Records withLeaves = withLeaves();
        withLeaves.take(KEY, writer(withLeaves, FIRST));
        withLeaves.take(KEY, reader("taker"));
        assertThat(storage.reads).isZero();

        storage.answerReads();
        storage.answerReads();
        storage.applyAll();

        assertThat(seen).containsExactly(StoredRecord.ABSENT, "taker", FIRST, "applied");
        assertThat(storage.disk.leaves(0).values()).containsExactly(LeafSum.of(KEY, FIRST.state()));
    }

    @Test
    void takersFailWhileTheLeavesOfTheirPartitionCannotBeRead() {
        Records withLeaves = withLeaves();
        storage.fails = true;
        withLeaves.take(KEY, reader("first"));
        storage.answerReads();

        storage.fails = false;
        withLeaves.take(KEY, reader("second"));
        storage.answerReads();
        storage.answerReads();

        assertThat(seen).containsExactly("failed: the leaves of partition 0: told to", "second", StoredRecord.ABSENT);
    }

    private Records withLeaves() {
        return new Records(storage, Table.RECORDS, new NoTelemetry(), 1 << 20, new LeafTable(storage, 1, 1));
    }

    private void takeAndWrite(StoredRecord next) {
        takeAndWrite(records, KEY, next);
    }

    private void takeAndWrite(Records of, Key key, StoredRecord next) {
        storage.isInMemory = true;
        of.take(key, new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                of.write(key, next, new Noted());
            }

            @Override
            public void failed(String reason) {
                seen.add("failed: " + reason);
            }
        });
        storage.isInMemory = false;
    }

    private Records.Reader reader(String name) {
        return new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                seen.add(name);
                seen.add(record);
            }

            @Override
            public void failed(String reason) {
                seen.add("failed: " + reason);
            }
        };
    }

    private Records.Reader writer(StoredRecord next) {
        return writer(records, next);
    }

    private Records.Reader writer(Records of, StoredRecord next) {
        return new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                seen.add(record);
                of.write(KEY, next, new Noted());
            }

            @Override
            public void failed(String reason) {
                seen.add("failed: " + reason);
            }
        };
    }

    private static StoredRecord record(StoredRecord before, String value, int size) {
        byte[] bytes = new byte[size];
        long hash = WriteIdentity.hash(bytes);
        Actor actor = new Actor(1, 1);
        WriteIdentity write = WriteIdentity.of(value, Sibling.Kind.VALUE, hash, "t");
        KeyState.Put put =
                before.state().put(CausalContext.of(before.state()), Sibling.value(write, 1, "t", hash, bytes), actor);
        return new StoredRecord(put.state(), actor);
    }

    private final class Noted implements Storage.Progress {
        @Override
        public void applied() {
            seen.add("applied");
        }

        @Override
        public void durable() {}

        @Override
        public void failed(String reason) {
            seen.add("write failed");
        }
    }
}
