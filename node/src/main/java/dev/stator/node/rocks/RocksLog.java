package dev.stator.node.rocks;

import dev.stator.node.kernel.MembershipStart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The commit log of a RocksDB: groups go into memtable and log without sync, and the log is synced apart. Every group's batch
 * also counts it; what a sync has covered is marked outside of the database (see {@link SyncedMark}).
 */
final class RocksLog implements CommitLog, AutoCloseable {
    /** Shorter than any {@link RecordKey}, so before and outside of all partitions. */
    private static final byte[] GROUPS_KEY = {0};

    /** No store syncs as many groups, in all its time. */
    private static final long GROUPS_MAX = 1L << 40;

    /** Nor as many in a millisecond, by the exponent of two. */
    private static final int GROUPS_PER_MILLI_BITS = 12;

    private final RocksDB database;
    private final Map<Family, ColumnFamilyHandle> families;
    private final SyncedMark mark;
    private final boolean buffersLog;
    private final WriteOptions writeOptions = new WriteOptions().setSync(false).setDisableWAL(false);
    private final WriteBatch batch = new WriteBatch();
    private final byte[] groupsValue = new byte[Long.BYTES];
    private final long born;
    private final long marked;
    private volatile long groups; // applied since the store was made; the commit thread counts
    private volatile long synced;

    /**
     * @param buffersLog whether RocksDB keeps the log in its own memory until {@link #sync}: one system call less per group, at
     *     the price that the end of the process, and not only of the machine, loses what is not synced
     * @param acceptsLoss whether a human has said that the store goes on as itself, whatever it has lost (PROTOCOL rule 20)
     */
    RocksLog(
            RocksDB database,
            Map<Family, ColumnFamilyHandle> families,
            SyncedMark mark,
            boolean buffersLog,
            boolean acceptsLoss)
            throws RocksDBException, IOException {
        this.database = database;
        this.families = families;
        this.mark = mark;
        this.buffersLog = buffersLog;
        byte @Nullable [] counted = database.get(GROUPS_KEY);
        groups = counted == null ? 0 : ByteBuffer.wrap(counted).getLong();
        marked = mark.read();
        if (acceptsLoss) {
            leap();
        }
        born = groups;
        synced = groups; // what opening has replayed is in tables by now
    }

    /**
     * A human accepts that some groups are lost: the count leaps above whatever anybody has heard of it. By the time of day, so that a leap from
     * an even older disk is the larger one where it is the later one.
     */
    private void leap() throws RocksDBException, IOException {
        groups = Math.max(Math.max(groups, marked) + GROUPS_MAX, System.currentTimeMillis() << GROUPS_PER_MILLI_BITS);
        ByteBuffer.wrap(groupsValue).putLong(groups);
        try (WriteBatch leap = new WriteBatch();
                WriteOptions atOnce = new WriteOptions().setSync(true)) {
            leap.put(GROUPS_KEY, groupsValue);
            leap.delete(Objects.requireNonNull(families.get(Family.NOTES)), NoteKey.of(MembershipStart.DOUBT_NOTE));
            database.write(atOnce, leap);
        }
        mark.write(groups);
    }

    /** How many groups there were at first. */
    long born() {
        return born;
    }

    /** How many are known to be on the disk. Any thread. */
    long synced() {
        return synced;
    }

    /** What is missing, though it had reached the disk (PROTOCOL rule 20). */
    Optional<String> lost() {
        return born >= marked
                ? Optional.empty()
                : Optional.of(
                        "the database ends at group " + born + " though group " + marked
                                + " had reached the disk: its log was cut in the middle, or files of another time were put back");
    }

    @Override
    public void apply(List<ShardBatch> group) throws IOException {
        batch.clear();
        try {
            for (ShardBatch shard : group) {
                for (QueuedWrite write : shard.writes()) {
                    for (QueuedWrite.Encoded change : write.changes()) {
                        add(change);
                    }
                }
            }
            if (batch.count() == 0) {
                return;
            }
            long next = groups + 1;
            ByteBuffer.wrap(groupsValue).putLong(next);
            batch.put(GROUPS_KEY, groupsValue);
            database.write(writeOptions, batch);
            groups = next;
        } catch (RocksDBException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void add(QueuedWrite.Encoded change) throws RocksDBException {
        ColumnFamilyHandle family = Objects.requireNonNull(families.get(change.family()));
        byte[] value = change.value();
        if (value == null) {
            batch.delete(family, change.key());
        } else {
            batch.put(family, change.key(), value);
        }
    }

    @Override
    public void sync() throws IOException {
        long covered = groups;
        try {
            if (buffersLog) {
                database.flushWal(true);
            } else {
                database.syncWal();
            }
        } catch (RocksDBException e) {
            throw new IOException(e.getMessage(), e);
        }
        synced = covered;
        mark.write(Math.max(covered, marked)); // what is missing stays so
    }

    @Override
    public void close() {
        batch.close();
        writeOptions.close();
    }
}
