package dev.stator.node.rocks;

import dev.stator.node.port.Storage;
import dev.stator.node.version.MalformedBytesException;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Holder;
import org.rocksdb.RocksDBException;

/**
 * The storage of one shard: a thin door to the node's {@link RocksEngine}. Everything in it happens on the shard's loop; what
 * the loop writes in one turn is handed to group commit as one batch at the end of the turn, so that shards meet at one queue
 * once per turn and not once per write.
 */
final class RocksStorage implements Storage {
    private static final Lookup NOT_IN_MEMORY = new Lookup.NotInMemory();
    private static final Lookup ABSENT = new Lookup.Found(StoredRecord.ABSENT);

    private final RocksEngine engine;
    private final ShardLoop loop;
    private final Holder<byte[]> found = new Holder<>();
    private final LongConsumer whenSettled = this::settled;
    private final AtomicLong queuedBytes = new AtomicLong(); // written on the loop alone
    private @Nullable ShardBatch gathering;
    private boolean isClosed;

    RocksStorage(RocksEngine engine, ShardLoop loop) {
        this.engine = engine;
        this.loop = loop;
    }

    @Override
    public Lookup lookup(Key key) {
        if (isClosed) {
            return new Lookup.Failed(RocksEngine.CLOSED);
        }
        found.setValue(null);
        if (!engine.mayExistInMemory(RecordKey.of(key), found)) {
            return ABSENT;
        }
        byte[] value = found.getValue();
        return value == null ? NOT_IN_MEMORY : decoded(value);
    }

    @Override
    public void read(Key key, Consumer<Lookup> then) {
        if (isClosed) {
            loop.run(() -> then.accept(new Lookup.Failed(RocksEngine.CLOSED)));
            return;
        }
        byte[] recordKey = RecordKey.of(key);
        boolean isQueued = engine.read(() -> {
            Lookup answer = readNow(recordKey);
            loop.run(() -> then.accept(answer));
        });
        if (!isQueued) {
            loop.run(() -> then.accept(new Lookup.Failed("busy")));
        }
    }

    private Lookup readNow(byte[] recordKey) {
        try {
            byte[] value = engine.get(recordKey);
            return value == null ? ABSENT : decoded(value);
        } catch (RocksDBException e) {
            return new Lookup.Failed("read error: " + e.getMessage());
        }
    }

    private static Lookup decoded(byte[] value) {
        try {
            return new Lookup.Found(StoredRecord.decoded(value));
        } catch (MalformedBytesException e) {
            return new Lookup.Failed("corrupt record: " + e.getMessage());
        }
    }

    @Override
    public void write(Key key, StoredRecord record, Progress progress) {
        gather(new QueuedWrite(RecordKey.of(key), record.encoded(), progress));
    }

    @Override
    public void sync(Progress progress) {
        gather(QueuedWrite.syncOnly(progress));
    }

    private void gather(QueuedWrite write) {
        if (isClosed) {
            loop.run(() -> write.progress().failed(RocksEngine.CLOSED));
            return;
        }
        ShardBatch batch = gathering;
        if (batch == null) {
            batch = engine.newBatch(loop, whenSettled);
            gathering = batch;
            loop.run(this::handOver);
        }
        batch.add(write);
        queuedBytes.lazySet(queuedBytes.get() + write.bytes());
    }

    private void handOver() {
        ShardBatch batch = gathering;
        if (batch != null) {
            gathering = null;
            engine.submit(batch);
        }
    }

    private void settled(long bytes) {
        queuedBytes.lazySet(queuedBytes.get() - bytes);
    }

    @Override
    public void saveRing(RingState ring, Progress progress) {
        if (isClosed) {
            loop.run(() -> progress.failed(RocksEngine.CLOSED));
        } else {
            engine.saveRing(ring, loop, progress);
        }
    }

    /** Any thread. */
    long queuedBytes() {
        return queuedBytes.get();
    }

    /** Hands over what was gathered and touches the engine no more; then runs {@code then}. Any thread. */
    void closeOnLoop(Runnable then) {
        boolean runs = loop.run(() -> {
            handOver();
            isClosed = true;
            then.run();
        });
        if (!runs) { // a loop that has ended calls nothing
            then.run();
        }
    }
}
