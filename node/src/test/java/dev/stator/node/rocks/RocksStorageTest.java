package dev.stator.node.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.port.Change;
import dev.stator.node.port.Storage.Lookup;
import dev.stator.node.port.Table;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStorageTest {
    private Path path;
    private DataDirectory directory;
    private RocksEngine engine;
    private TestShard shard;

    @BeforeEach
    void openFirst(@TempDir Path temporary) throws IOException {
        path = temporary;
        open();
    }

    private void open() throws IOException {
        directory = DataDirectory.open(path, TestRecords.SETTINGS);
        engine = RocksEngine.open(directory, RocksOptions.forLocalhost(), fatal -> {});
        shard = new TestShard(engine);
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
        shard.close();
        directory.close();
    }

    private void reopen() throws IOException {
        close();
        open();
    }

    @Test
    void aKeyWithoutRecordIsAbsentForLookupAndRead() {
        assertThat(shard.lookup("nothing")).isEqualTo(new Lookup.Found(StoredRecord.ABSENT));
        assertThat(shard.read("nothing")).isEqualTo(new Lookup.Found(StoredRecord.ABSENT));
    }

    @Test
    void aWriteIsAppliedThenDurableOnTheLoopAndReadable() {
        StoredRecord milk = TestRecords.record("milk");

        var write = shard.write("cart", milk).awaitSettled();

        assertThat(write.told).containsExactly("applied", "durable");
        assertThat(shard.lookup("cart")).isEqualTo(new Lookup.Found(milk));
        assertThat(shard.read("cart")).isEqualTo(new Lookup.Found(milk));
    }

    @Test
    void recordsSurviveReopening() throws IOException {
        StoredRecord milk = TestRecords.record("milk");
        shard.write("cart", "bread");
        shard.write("cart", milk).awaitSettled();

        reopen();

        assertThat(shard.read("cart")).isEqualTo(new Lookup.Found(milk));
    }

    @Test
    void theRingThatWasSavedIsThereAfterReopening() throws IOException {
        assertThat(directory.ring()).isEmpty();
        var saved = shard.saveRing(TestRecords.ring(4)).awaitSettled();

        assertThat(saved.told).containsExactly("applied", "durable");
        assertThat(directory.ring()).contains(TestRecords.ring(4));
        reopen();
        assertThat(directory.ring()).contains(TestRecords.ring(4));
    }

    @Test
    void whatIsOnlyOnDiskIsNotInMemoryUntilItWasRead() throws IOException {
        List<StoredRecord> records = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] value = new byte[2048];
            new Random(i).nextBytes(value); // not to be compressed: a hundred of them fill many blocks
            records.add(TestRecords.record(value));
            shard.write("k" + i, records.get(i)).awaitSettled();
        }
        reopen(); // the log is replayed into a table, of which hardly a block is cached

        int notInMemory = 0;
        for (int i = 0; i < 100; i++) {
            notInMemory += shard.lookup("k" + i).equals(new Lookup.NotInMemory()) ? 1 : 0;
            assertThat(shard.read("k" + i)).isEqualTo(new Lookup.Found(records.get(i)));
            assertThat(shard.lookup("k" + i)).isEqualTo(new Lookup.Found(records.get(i)));
        }
        assertThat(notInMemory).isGreaterThan(10);
    }

    @Test
    void aRecordOfManyMegabytesComesBackWhole() throws IOException {
        byte[] value = new byte[9 * 1024 * 1024]; // more than a group, and than a block cache shard may hold
        new Random(5).nextBytes(value);
        StoredRecord large = TestRecords.record(value);
        shard.write("film", large).awaitSettled();

        assertThat(shard.lookup("film")).isEqualTo(new Lookup.Found(large));
        reopen();
        Lookup.Found read = (Lookup.Found) shard.read("film");
        assertThat(read.record().state().live().get(0).sibling().bytes()).isEqualTo(value);
    }

    @Test
    void aReadBeyondTheQueueIsRefusedAtOnce() {
        RocksOptions options = RocksOptions.forLocalhost();
        CountDownLatch held = new CountDownLatch(1);
        for (int i = 0; i < options.readThreads() + options.queuedReadsMax(); i++) {
            assertThat(engine.read(() -> TestShard.await(held))).isTrue();
        }

        assertThat(shard.read("cart")).isEqualTo(new Lookup.Failed("busy"));
        assertThat(engine.statistics().refusedReads()).isEqualTo(1);
        assertThat(engine.statistics().queuedReads()).isEqualTo(options.queuedReadsMax());
        held.countDown();
    }

    @Test
    void aSyncAloneIsAppliedThenDurable() {
        assertThat(shard.sync().awaitSettled().told).containsExactly("applied", "durable");
        assertThat(engine.statistics().syncs()).isEqualTo(1);
    }

    @Test
    void shardsShareGroupsAndEachHearsOnItsOwnLoop() {
        try (TestShard other = new TestShard(engine)) {
            List<TestShard.Write> writes = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                writes.add(shard.write("a" + i, "v"));
                writes.add(other.write("b" + i, "v"));
            }

            writes.forEach(TestShard.Write::awaitSettled);
            assertThat(writes).allSatisfy(write -> assertThat(write.told).containsExactly("applied", "durable"));
            assertThat(engine.statistics().writes()).isEqualTo(1000);
        }
    }

    @Test
    void whatALoopWritesInOneTurnTravelsTogether() {
        List<TestShard.Write> writes = new ArrayList<>();
        shard.onLoop(() -> {
            for (int i = 0; i < 100; i++) {
                TestShard.Write write = shard.new Write();
                writes.add(write);
                shard.storage()
                        .write(List.of(new Change.Put(Table.RECORDS, Key.of("k" + i), TestRecords.record("v"))), write);
                assertThat(write.told).isEmpty(); // nothing inside the call
            }
            assertThat(engine.queuedBytes()).isPositive();
            return true;
        });
        writes.forEach(TestShard.Write::awaitSettled);

        assertThat(engine.statistics().groups()).isEqualTo(1);
        assertThat(engine.queuedBytes()).isZero();
    }

    @Test
    void afterAFailedFsyncTheNodeIsToldAndTheStorageRefusesWritesButStillReads() throws IOException {
        close();
        directory = DataDirectory.open(path, TestRecords.SETTINGS);
        List<IOException> fatal = new CopyOnWriteArrayList<>();
        engine = RocksEngine.open(
                directory, RocksOptions.forLocalhost(), fatal::add, database -> new FailingSync(database.log()));
        shard = new TestShard(engine);

        var first = shard.write("cart", "milk").awaitSettled();
        var second = shard.write("cart", "bread").awaitSettled();

        assertThat(first.told).containsExactly("applied", "failed: an fsync failed: EIO");
        assertThat(second.told).containsExactly("failed: an fsync failed: EIO");
        assertThat(fatal).hasSize(1);
        assertThat(shard.read("cart")).isEqualTo(new Lookup.Found(TestRecords.record("milk")));
    }

    private record FailingSync(CommitLog log) implements CommitLog {
        @Override
        public void apply(List<ShardBatch> group) throws IOException {
            log.apply(group);
        }

        @Override
        public void sync() throws IOException {
            throw new IOException("EIO");
        }
    }
}
