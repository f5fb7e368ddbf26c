package dev.stator.node.rocks;

import dev.stator.node.port.Change;
import dev.stator.node.port.Span;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.MalformedBytesException;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Holder;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storage of one shard: a thin door to the node's {@link RocksEngine}. Everything in it happens on the shard's loop; what
 * the loop writes in one turn is handed to group commit as one batch at the end of the turn, so that shards meet at one queue
 * once per turn and not once per write.
 */
final class RocksStorage implements Storage {
    private static final Lookup NOT_IN_MEMORY = new Lookup.NotInMemory();
    private static final Lookup ABSENT = new Lookup.Found(StoredRecord.ABSENT);

    private static final Logger log = LoggerFactory.getLogger(RocksStorage.class);
    private static final int LARGE_BYTES = 256 * 1024;
    private static final int LOOP_WAIT_MILLIS = 2_000; // it may have ended
    private static final int SINK_BYTES_MAX = 64 * 1024;

    private final RocksEngine engine;
    private final ShardLoop loop;
    private final Holder<byte[]> found = new Holder<>();
    private final LongConsumer whenSettled = this::settled;
    private final AtomicLong queuedBytes = new AtomicLong(); // written on the loop alone
    private ByteSink sink = new ByteSink(4 * 1024);
    private @Nullable ShardBatch gathering;
    private boolean isClosed;

    RocksStorage(RocksEngine engine, ShardLoop loop) {
        this.engine = engine;
        this.loop = loop;
    }

    @Override
    public Lookup lookup(Table table, Key key) {
        if (isClosed) {
            return new Lookup.Failed(RocksEngine.CLOSED);
        }
        found.setValue(null);
        if (!engine.mayExistInMemory(Family.of(table), RecordKey.of(key), found)) {
            return ABSENT;
        }
        byte[] value = found.getValue();
        return value == null ? NOT_IN_MEMORY : decoded(value);
    }

    @Override
    public void read(Table table, Key key, Consumer<Lookup> then) {
        inReadPool(then, Lookup.Failed::new, () -> {
            try {
                byte[] value = engine.get(Family.of(table), RecordKey.of(key));
                return value == null ? ABSENT : decoded(value);
            } catch (RocksDBException e) {
                boolean isDamaged = e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
                return new Lookup.Failed("read error: " + e.getMessage(), isDamaged);
            }
        });
    }

    @Override
    public void scan(Table table, Span span, @Nullable Key after, PageLimit limit, Consumer<Scan> then) {
        inReadPool(then, Scan.Failed::new, () -> engine.scan(Family.of(table), span, after, limit));
    }

    @Override
    public void readLeaves(int partition, Consumer<Leaves> then) {
        inReadPool(then, Leaves.Failed::new, () -> new Leaves.Found(engine.leaves(partition)));
    }

    @Override
    public void readNote(String name, Consumer<Note> then) {
        inReadPool(
                then,
                Note.Failed::new,
                () -> new Note.Found(Optional.ofNullable(engine.get(Family.NOTES, NoteKey.of(name)))));
    }

    /** What asks the disk, off the loop. */
    private interface DiskRead<T> {
        T now() throws RocksDBException;
    }

    private <T> void inReadPool(Consumer<T> then, Function<String, T> failed, DiskRead<T> read) {
        if (isClosed) {
            loop.run(() -> then.accept(failed.apply(RocksEngine.CLOSED)));
            return;
        }
        boolean isQueued = engine.read(() -> {
            T answer;
            try {
                answer = read.now();
            } catch (RocksDBException e) {
                answer = failed.apply("read error: " + e.getMessage());
            }
            tell(then, answer);
        });
        if (!isQueued) {
            loop.run(() -> then.accept(failed.apply("busy")));
        }
    }

    /** On a read thread, which reads nothing more before the loop has seen what is large: else the disk would fill the heap. */
    private <T> void tell(Consumer<T> then, T answer) {
        if (!isLarge(answer)) {
            loop.run(() -> then.accept(answer));
            return;
        }
        CountDownLatch seen = new CountDownLatch(1);
        boolean runs = loop.run(() -> {
            then.accept(answer);
            seen.countDown();
        });
        try {
            if (runs && !seen.await(LOOP_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                log.debug("a loop is slow to see what was read for it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isLarge(Object answer) {
        return answer instanceof Lookup.Found found && found.record().state().valueBytes() >= LARGE_BYTES;
    }

    static Lookup decoded(byte[] value) {
        try {
            return new Lookup.Found(StoredRecord.decoded(value));
        } catch (MalformedBytesException e) {
            return new Lookup.Failed("corrupt record: " + e.getMessage(), true);
        }
    }

    @Override
    public void write(List<Change> batch, Progress progress) {
        List<QueuedWrite.Encoded> changes = new ArrayList<>(batch.size());
        for (Change change : batch) {
            changes.add(encoded(change));
        }
        gather(new QueuedWrite(changes, progress));
    }

    private QueuedWrite.Encoded encoded(Change change) {
        if (change instanceof Change.Put put) {
            return new QueuedWrite.Encoded(Family.of(put.table()), RecordKey.of(put.key()), encoded(put.record()));
        } else if (change instanceof Change.PutLeaf leaf) {
            return new QueuedWrite.Encoded(Family.LEAVES, LeafKey.of(leaf.leaf()), LeafKey.encoded(leaf.sum()));
        } else if (change instanceof Change.Drop drop) {
            return new QueuedWrite.Encoded(Family.of(drop.table()), RecordKey.of(drop.key()), null);
        } else if (change instanceof Change.PutNote note) {
            return new QueuedWrite.Encoded(Family.NOTES, NoteKey.of(note.name()), note.value());
        }
        throw new IllegalStateException("no such change: " + change);
    }

    /** Most records are small: one sink for all of them saves an array each. It is not to grow for ever, nor by doubling to what is large. */
    private byte[] encoded(StoredRecord record) {
        if (record.state().valueBytes() >= SINK_BYTES_MAX) {
            return record.encoded();
        }
        sink = sink.emptied(SINK_BYTES_MAX);
        return record.encoded(sink);
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
