package dev.stator.node.rocks;

import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The commit log of a RocksDB: groups go into memtable and log without sync, and the log is synced apart. */
final class RocksLog implements CommitLog, AutoCloseable {
    private final RocksDB database;
    private final boolean buffersLog;
    private final WriteOptions writeOptions = new WriteOptions().setSync(false).setDisableWAL(false);
    private final WriteBatch batch = new WriteBatch();

    /**
     * @param buffersLog whether RocksDB keeps the log in its own memory until {@link #sync}: one system call less per group, at
     *     the price that the end of the process, and not only of the machine, loses what is not synced
     */
    RocksLog(RocksDB database, boolean buffersLog) {
        this.database = database;
        this.buffersLog = buffersLog;
    }

    @Override
    public void apply(List<ShardBatch> group) throws RocksDBException {
        batch.clear();
        for (ShardBatch shard : group) {
            for (QueuedWrite write : shard.writes()) {
                if (!write.isSyncOnly()) {
                    batch.put(write.key(), write.value());
                }
            }
        }
        if (batch.count() > 0) {
            database.write(writeOptions, batch);
        }
    }

    @Override
    public void sync() throws RocksDBException {
        if (buffersLog) {
            database.flushWal(true);
        } else {
            database.syncWal();
        }
    }

    @Override
    public void close() {
        batch.close();
        writeOptions.close();
    }
}
