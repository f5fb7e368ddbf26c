package dev.stator.node.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private final RocksDB database;
    private final Map<Family, ColumnFamilyHandle> families;
    private final SyncedMark mark;
    private final boolean buffersLog;
    private final WriteOptions writeOptions = new WriteOptions().setSync(false).setDisableWAL(false);
    private final WriteBatch batch = new WriteBatch();
    private final byte[] groupsValue = new byte[Long.BYTES];
    private volatile long groups; // applied since the store was made; the commit thread counts

    /**
     * @param buffersLog whether RocksDB keeps the log in its own memory until {@link #sync}: one system call less per group, at
     *     the price that the end of the process, and not only of the machine, loses what is not synced
     * @throws DataDirectoryException when the database has fewer groups than were synced
     */
    RocksLog(RocksDB database, Map<Family, ColumnFamilyHandle> families, SyncedMark mark, boolean buffersLog)
            throws RocksDBException, IOException {
        this.database = database;
        this.families = families;
        this.mark = mark;
        this.buffersLog = buffersLog;
        byte @Nullable [] counted = database.get(GROUPS_KEY);
        groups = counted == null ? 0 : ByteBuffer.wrap(counted).getLong();
        long synced = mark.read();
        if (groups < synced) {
            throw new DataDirectoryException("the database ends at group " + groups + " though group " + synced
                    + " had reached the disk: its log was cut in the middle, or files of another time were put back."
                    + " Acknowledged writes are missing, so this store must not go on as itself;"
                    + " with an empty directory the node becomes a new store");
        }
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
        mark.write(covered);
    }

    @Override
    public void close() {
        batch.close();
        writeOptions.close();
    }
}
