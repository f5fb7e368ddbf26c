package dev.stator.node.rocks;

import java.io.IOException;
import java.util.List;

/** What groups are committed to: the database, as {@link GroupCommit} sees it; tests put faults here. */
interface CommitLog {
    /** Makes the writes visible to readers, in order, all or none. Commit thread only. */
    void apply(List<ShardBatch> group) throws IOException;

    /** On return, all that was applied before the call is on disk. Sync thread only; runs beside {@link #apply}. */
    void sync() throws IOException;
}
