package dev.stator.node.rocks;

import dev.stator.node.kernel.StoreSettings.Durability;
import dev.stator.node.port.BootCounter;
import dev.stator.node.port.Span;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Storage.Progress;
import dev.stator.node.version.LeafSum;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Holder;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage engine of one node: one RocksDB, one group commit, one read pool, and a {@link Storage} per shard.
 *
 * <p>Threads of its own: commit, sync, a few for reads, one for saving rings. Loops are never blocked: they ask memory, queue
 * writes, and are told the rest by tasks on themselves.
 */
public final class RocksEngine implements AutoCloseable {
    static final String CLOSED = "the storage is closed";

    private static final Logger log = LoggerFactory.getLogger(RocksEngine.class);
    private static final long LOOP_WAIT_SECONDS = 10;

    private final DataDirectory directory;
    private final RocksDatabase database;
    private final GroupCommit groupCommit;
    private final CommitCounters counters;
    private final ReadPool readPool;
    private final ExecutorService ringSaver;
    private final Consumer<IOException> onFatal;
    private final boolean acknowledgesAfterSync;
    private final List<RocksStorage> storages = new CopyOnWriteArrayList<>();
    private boolean isClosed;

    private RocksEngine(
            DataDirectory directory,
            RocksDatabase database,
            CommitLog commitLog,
            RocksOptions options,
            Consumer<IOException> onFatal) {
        this.directory = directory;
        this.database = database;
        this.onFatal = onFatal;
        this.acknowledgesAfterSync = directory.settings().durability() == Durability.FSYNC;
        this.counters = new CommitCounters();
        this.groupCommit = new GroupCommit(
                commitLog, options.groupBytesMax(), options.bufferedSyncDelay().toNanos(), counters, onFatal);
        this.readPool = new ReadPool(options.readThreads(), options.queuedReadsMax());
        this.ringSaver = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "rocks-ring");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Opens the database of a directory, replaying its log.
     *
     * @param onFatal told once, on one of the engine's threads, that a write or an fsync failed and no write will succeed any
     *     more: production ends the process, and whoever starts it again finds what was durable
     */
    public static RocksEngine open(DataDirectory directory, RocksOptions options, Consumer<IOException> onFatal)
            throws IOException {
        return open(directory, options, onFatal, RocksDatabase::log);
    }

    /** The same with another commit log, which tests wrap around the database's. */
    static RocksEngine open(
            DataDirectory directory,
            RocksOptions options,
            Consumer<IOException> onFatal,
            Function<RocksDatabase, CommitLog> commitLog)
            throws IOException {
        boolean isFsync = directory.settings().durability() == Durability.FSYNC;
        RocksDatabase database = RocksDatabase.open(directory, options, isFsync);
        RocksEngine engine = new RocksEngine(directory, database, commitLog.apply(database), options, onFatal);
        engine.groupCommit.start();
        return engine;
    }

    /** The storage of one shard. {@code loop} runs one task at a time, in order, and its tasks are the only callers. */
    public synchronized Storage storage(Executor loop) {
        if (isClosed) {
            throw new IllegalStateException(CLOSED);
        }
        RocksStorage storage = new RocksStorage(this, new ShardLoop(loop));
        storages.add(storage);
        return storage;
    }

    /** How many groups of writes there were when it was opened (PROTOCOL rule 20). */
    public long bornGroups() {
        return database.log().born();
    }

    /** How many are known to be on the disk. Any thread. */
    public long syncedGroups() {
        return database.log().synced();
    }

    /** What had reached the disk and is missing, in words. */
    public Optional<String> lost() {
        return database.log().lost();
    }

    /** Writes that are not durable yet. Any thread. */
    public long queuedBytes() {
        long bytes = 0;
        for (RocksStorage storage : storages) {
            bytes += storage.queuedBytes();
        }
        return bytes;
    }

    /** Any thread. */
    public RocksStatistics statistics() {
        return new RocksStatistics(
                counters.groups(),
                counters.writes(),
                counters.bytes(),
                counters.applyNanos(),
                counters.syncs(),
                counters.syncNanos(),
                readPool.reads(),
                readPool.refused(),
                readPool.queued(),
                queuedBytes());
    }

    /** One of RocksDB's own numbers, such as {@code rocksdb.estimate-num-keys}; empty when there is none. Any thread. */
    public OptionalLong property(String name) {
        return database.property(name);
    }

    /**
     * Finishes what is queued, syncs it, and frees the database; blocks until then. Storages answer "closed" from now on. Not
     * to be called on a loop, and the directory is to be closed after it.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        try {
            boolean isQuiet = closeStorages();
            readPool.close();
            groupCommit.close();
            ringSaver.shutdown();
            while (!ringSaver.awaitTermination(1, TimeUnit.MINUTES)) {
                log.warn("still waiting for a ring to be saved path={}", directory);
            }
            if (isQuiet) {
                database.close();
            } else { // a call into a freed database would end the process: what is synced is safe without freeing it
                log.warn("a loop does not answer, so the database is left open path={}", directory);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.warn("interrupted while closing, the database is left open path={}", directory);
        }
    }

    /** Once a storage's own loop has closed it, nothing can call into the database through it. */
    private boolean closeStorages() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(storages.size());
        for (RocksStorage storage : storages) {
            storage.closeOnLoop(open::countDown);
        }
        return open.await(LOOP_WAIT_SECONDS, TimeUnit.SECONDS);
    }

    ShardBatch newBatch(ShardLoop loop, LongConsumer whenSettled) {
        return new ShardBatch(loop, acknowledgesAfterSync, whenSettled);
    }

    void submit(ShardBatch batch) {
        groupCommit.submit(batch);
    }

    boolean mayExistInMemory(Family family, byte[] key, Holder<byte[]> value) {
        return database.mayExistInMemory(family, key, value);
    }

    byte @Nullable [] get(Family family, byte[] key) throws RocksDBException {
        return database.get(family, key);
    }

    Storage.Scan.Page scan(Family family, Span span, @Nullable Key after, Storage.PageLimit limit)
            throws RocksDBException {
        return database.scan(family, span, after, limit);
    }

    Map<Integer, LeafSum> leaves(int partition) throws RocksDBException {
        return database.leaves(partition);
    }

    boolean read(Runnable read) {
        return readPool.submit(read);
    }

    /**
     * How often the store was started, kept on the thread that saves rings. What cannot be kept ends the node, since it must not
     * live on under a counter that the disk forgets.
     */
    public BootCounter bootCounter(Executor executor) {
        ShardLoop loop = new ShardLoop(executor);
        return (counter, durable) -> ringSaver.execute(() -> {
            try {
                directory.raiseBoots(counter);
            } catch (IOException e) {
                onFatal.accept(e);
                return;
            }
            loop.run(durable);
        });
    }

    /** On a thread of its own, one after another. A failure is this ring's alone: the next one is a new file. */
    void saveRing(RingState ring, ShardLoop loop, Progress progress) {
        ringSaver.execute(() -> {
            try {
                directory.saveRing(ring);
            } catch (IOException e) {
                loop.run(() -> progress.failed("the ring cannot be saved: " + e));
                return;
            }
            loop.run(() -> {
                progress.applied();
                progress.durable();
            });
        });
    }
}
