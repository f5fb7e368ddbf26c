package dev.stator.node.rocks;

import java.util.List;
import org.rocksdb.RocksDBException;

/** What groups are committed to: the database, seen by {@link GroupCommit}; tests put faults here. */
interface CommitLog {
    /** Makes the writes visible to readers, in order, all or none. Commit thread only. */
    void apply(List<ShardBatch> group) throws RocksDBException;

    /** On return, all that was applied before the call is on disk. Sync thread only; runs beside {@link #apply}. */
    void sync() throws RocksDBException;
}
