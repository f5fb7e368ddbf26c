package dev.stator.node.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.node.port.Storage.Lookup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closing while loops go on calling: a call into a freed database would end the whole test process. */
class RocksEngineCloseTest {
    @Test
    void writesInFlightAreFinishedAndLaterCallsAreRefused(@TempDir Path path) throws IOException {
        List<TestShard.Write> inFlight = new ArrayList<>();
        try (DataDirectory directory = DataDirectory.open(path, TestRecords.SETTINGS)) {
            RocksEngine engine = RocksEngine.open(directory, RocksOptions.forLocalhost(), fatal -> {});
            try (TestShard shard = new TestShard(engine)) {
                for (int i = 0; i < 200; i++) {
                    inFlight.add(shard.write("k" + i, "v" + i));
                }
                engine.close();
                engine.close(); // twice is once

                inFlight.forEach(TestShard.Write::awaitSettled);
                assertThat(shard.write("late", "x").awaitSettled().told)
                        .containsExactly("failed: the storage is closed");
                assertThat(shard.sync().awaitSettled().told).containsExactly("failed: the storage is closed");
                assertThat(shard.saveRing(TestRecords.ring(1)).awaitSettled().told)
                        .containsExactly("failed: the storage is closed");
                assertThat(shard.lookup("k1")).isEqualTo(new Lookup.Failed("the storage is closed"));
                assertThat(shard.read("k1")).isEqualTo(new Lookup.Failed("the storage is closed"));
                assertThat(engine.property("rocksdb.estimate-num-keys")).isEmpty();
                assertThatThrownBy(() -> engine.storage(Runnable::run)).isInstanceOf(IllegalStateException.class);
            }
        }
        assertThat(inFlight).allSatisfy(write -> assertThat(write.told).containsExactly("applied", "durable"));

        try (DataDirectory directory = DataDirectory.open(path, TestRecords.SETTINGS);
                RocksEngine engine = RocksEngine.open(directory, RocksOptions.forLocalhost(), fatal -> {});
                TestShard shard = new TestShard(engine)) {
            for (int i = 0; i < 200; i++) {
                assertThat(shard.read("k" + i)).isEqualTo(new Lookup.Found(TestRecords.record("v" + i)));
            }
        }
    }

    @Test
    void loopsMayCallWhileTheEngineCloses(@TempDir Path path) throws IOException, InterruptedException {
        for (int round = 0; round < 5; round++) {
            DataDirectory directory = DataDirectory.open(path.resolve("r" + round), TestRecords.SETTINGS);
            RocksEngine engine = RocksEngine.open(directory, RocksOptions.forLocalhost(), fatal -> {});
            List<TestShard> shards = List.of(new TestShard(engine), new TestShard(engine));
            AtomicBoolean isOver = new AtomicBoolean();
            CountDownLatch busy = new CountDownLatch(shards.size());
            List<Thread> callers = new ArrayList<>();
            for (TestShard shard : shards) {
                Thread caller = new Thread(() -> {
                    for (int i = 0; !isOver.get(); i++) {
                        TestShard.Write write = shard.write("k" + i % 10, "v" + i);
                        shard.lookup("k" + i % 10);
                        shard.read("k" + i % 10);
                        write.awaitSettled();
                        engine.property("rocksdb.estimate-num-keys");
                        engine.statistics();
                        busy.countDown();
                    }
                });
                callers.add(caller);
                caller.start();
            }
            busy.await();

            engine.close();

            isOver.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
            shards.forEach(TestShard::close);
            directory.close();
        }
    }

    @Test
    void aLoopThatHasEndedDoesNotHoldUpTheClose(@TempDir Path path) throws IOException {
        try (DataDirectory directory = DataDirectory.open(path, TestRecords.SETTINGS)) {
            RocksEngine engine = RocksEngine.open(directory, RocksOptions.forLocalhost(), fatal -> {});
            TestShard shard = new TestShard(engine);
            shard.write("cart", "milk").awaitSettled();
            shard.close();

            engine.close();

            assertThat(engine.property("rocksdb.estimate-num-keys")).isEmpty(); // so it was freed
        }
    }
}
