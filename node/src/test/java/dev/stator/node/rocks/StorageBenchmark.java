package dev.stator.node.rocks;

import com.sun.management.OperatingSystemMXBean;
import dev.stator.node.port.Change;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A program, not a test: what writes and lookups of this room cost in CPU time. Closed loop: so many writes are always on
 * their way on each loop. Arguments: directory, loops, writes in flight per loop, seconds, keys.
 */
final class StorageBenchmark {
    private static final int VALUE_BYTES = 1024;

    private final RocksEngine engine;
    private final int keys;
    private final StoredRecord[] records = new StoredRecord[64];
    private volatile boolean isOver;

    private StorageBenchmark(RocksEngine engine, int keys) {
        this.engine = engine;
        this.keys = keys;
        for (int i = 0; i < records.length; i++) {
            byte[] value = new byte[VALUE_BYTES];
            ThreadLocalRandom.current().nextBytes(value);
            records[i] = TestRecords.record(value);
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path path = Path.of(args[0]);
        int loops = Integer.parseInt(args[1]);
        int inFlight = Integer.parseInt(args[2]);
        int seconds = Integer.parseInt(args[3]);
        int keys = Integer.parseInt(args[4]);
        try (DataDirectory directory = DataDirectory.open(path, TestRecords.SETTINGS);
                RocksEngine engine = RocksEngine.open(directory, RocksOptions.forLocalhost(), fatal -> {
                    throw new IllegalStateException(fatal);
                })) {
            new StorageBenchmark(engine, keys).run(loops, inFlight, Duration.ofSeconds(seconds));
        }
    }

    private void run(int loopCount, int inFlight, Duration duration) throws InterruptedException {
        ExecutorService[] loops = new ExecutorService[loopCount];
        Storage[] storages = new Storage[loopCount];
        for (int i = 0; i < loopCount; i++) {
            loops[i] = Executors.newSingleThreadExecutor();
            storages[i] = engine.storage(loops[i]);
            Storage storage = storages[i];
            loops[i].execute(() -> {
                for (int w = 0; w < inFlight; w++) {
                    new Writer(storage).next();
                }
            });
        }
        long latestWrites = 0;
        for (long second = 0; second < duration.toSeconds(); second += 5) {
            RocksStatistics before = engine.statistics();
            long cpuBefore = cpuNanos();
            long begin = System.nanoTime();
            Thread.sleep(5_000);
            RocksStatistics after = engine.statistics();
            double cpuMicros = (cpuNanos() - cpuBefore) / 1e3;
            double elapsed = (System.nanoTime() - begin) / 1e9;
            latestWrites = after.writes() - before.writes();
            print(
                    "writes/s %.0f  cpu %.1f us/write  writes/group %.1f  writes/sync %.1f  apply %.1f us/group  sync %.0f us",
                    latestWrites / elapsed,
                    cpuMicros / latestWrites,
                    (double) latestWrites / (after.groups() - before.groups()),
                    (double) latestWrites / (after.syncs() - before.syncs()),
                    (after.applyNanos() - before.applyNanos()) / 1e3 / (after.groups() - before.groups()),
                    (after.syncNanos() - before.syncNanos()) / 1e3 / (after.syncs() - before.syncs()));
        }
        isOver = true;
        for (int round = 0; round < 4; round++) {
            lookups(loops[0], storages[0], "k", "present");
            lookups(loops[0], storages[0], "absent", "absent");
        }
        for (ExecutorService loop : loops) {
            loop.shutdown();
        }
    }

    private void lookups(ExecutorService loop, Storage storage, String prefix, String what)
            throws InterruptedException {
        int count = 200_000;
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            int inMemory = 0;
            long begin = threads.getCurrentThreadCpuTime(); // other processes may have the cores
            for (int i = 0; i < count; i++) {
                Storage.Lookup found = storage.lookup(
                        Table.RECORDS,
                        Key.of(prefix + ThreadLocalRandom.current().nextInt(keys)));
                inMemory += found instanceof Storage.Lookup.Found ? 1 : 0;
            }
            double micros = (threads.getCurrentThreadCpuTime() - begin) / 1e3 / count;
            print("lookup %s %.2f us, %.1f %% answered from memory", what, micros, 100.0 * inMemory / count);
            done.countDown();
        });
        done.await();
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private final class Writer implements Storage.Progress {
        private final Storage storage;

        Writer(Storage storage) {
            this.storage = storage;
        }

        void next() {
            if (!isOver) {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                storage.write(
                        List.of(new Change.Put(
                                Table.RECORDS,
                                Key.of("k" + random.nextInt(keys)),
                                records[random.nextInt(records.length)])),
                        this);
            }
        }

        @Override
        public void applied() {}

        @Override
        public void durable() {
            next();
        }

        @Override
        public void failed(String reason) {
            throw new IllegalStateException(reason);
        }
    }
}
