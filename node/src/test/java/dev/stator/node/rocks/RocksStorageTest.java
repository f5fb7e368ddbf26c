package dev.stator.node.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.port.Storage.Lookup;
import dev.stator.node.version.StoredRecord;
import java.io.IOException;
import java.nio.file.Path;
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
}
