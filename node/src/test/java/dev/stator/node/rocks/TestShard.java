package dev.stator.node.rocks;

import dev.stator.node.port.Change;
import dev.stator.node.port.MemoryTables;
import dev.stator.node.port.Span;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A loop with its storage, driven from a test's thread: each call runs on the loop, as the port demands. */
final class TestShard implements AutoCloseable {
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final Storage storage;
    private volatile Thread loopThread;

    TestShard(RocksEngine engine) {
        storage = engine.storage(loop);
        loopThread = onLoop(Thread::currentThread);
    }

    Write write(String key, String value) {
        return write(key, TestRecords.record(value));
    }

    Write write(String key, StoredRecord record) {
        Write write = new Write();
        onLoop(() -> {
            storage.write(List.of(new Change.Put(Table.RECORDS, Key.of(key), record)), write);
            return true;
        });
        return write;
    }

    Write sync() {
        Write write = new Write();
        onLoop(() -> {
            storage.sync(write);
            return true;
        });
        return write;
    }

    Write saveRing(RingState ring) {
        Write write = new Write();
        onLoop(() -> {
            storage.saveRing(ring, write);
            return true;
        });
        return write;
    }

    Storage.Lookup lookup(String key) {
        return onLoop(() -> storage.lookup(Table.RECORDS, Key.of(key)));
    }

    Storage.Lookup read(String key) {
        CompletableFuture<Storage.Lookup> answer = new CompletableFuture<>();
        onLoop(() -> {
            storage.read(Table.RECORDS, Key.of(key), answer::complete);
            return true;
        });
        return await(answer);
    }

    /** All records and leaves. */
    MemoryTables tables(int partitions) {
        List<Change> all = new ArrayList<>();
        CompletableFuture<Storage.Scan> scanned = new CompletableFuture<>();
        onLoop(() -> {
            Storage.PageLimit limit = new Storage.PageLimit(1_000_000, 1 << 30);
            storage.scan(Table.RECORDS, Span.ALL, null, limit, scanned::complete);
            return true;
        });
        for (Storage.Entry entry : ((Storage.Scan.Page) await(scanned)).entries()) {
            all.add(new Change.Put(Table.RECORDS, entry.key(), ((Storage.Lookup.Found) entry.record()).record()));
        }
        for (int i = 0; i < partitions; i++) {
            int partition = i;
            CompletableFuture<Storage.Leaves> leaves = new CompletableFuture<>();
            onLoop(() -> {
                storage.readLeaves(partition, leaves::complete);
                return true;
            });
            ((Storage.Leaves.Found) await(leaves))
                    .sums()
                    .forEach((leaf, sum) -> all.add(new Change.PutLeaf(new Change.LeafId(partition, leaf), sum)));
        }
        MemoryTables tables = new MemoryTables();
        tables.apply(all);
        return tables;
    }

    Storage storage() {
        return storage;
    }

    <T> T onLoop(Callable<T> task) {
        try {
            return loop.submit(task).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        loop.shutdownNow();
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What one write was told, and where. */
    final class Write implements Storage.Progress {
        final List<String> told = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Boolean> applied = new CompletableFuture<>();
        private final CompletableFuture<Boolean> settled = new CompletableFuture<>();

        @Override
        public void applied() {
            tell("applied");
            applied.complete(true);
        }

        @Override
        public void durable() {
            tell("durable");
            settled.complete(true);
        }

        @Override
        public void failed(String reason) {
            tell("failed: " + reason);
            applied.complete(false);
            settled.complete(false);
        }

        private void tell(String what) {
            told.add(Thread.currentThread() == loopThread ? what : what + " off the loop");
        }

        boolean isApplied() {
            return applied.isDone();
        }

        Write awaitApplied() {
            await(applied);
            return this;
        }

        Write awaitSettled() {
            await(settled);
            return this;
        }
    }
}
