package dev.stator.node.rocks;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What group commit has done since the start; counted by its two threads, read by any. */
final class CommitCounters {
    private final AtomicLong groups = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong applyNanos = new AtomicLong();
    private final AtomicLong syncs = new AtomicLong();
    private final AtomicLong syncNanos = new AtomicLong();

    void applied(List<ShardBatch> group, long nanos) {
        groups.incrementAndGet();
        applyNanos.addAndGet(nanos);
        for (ShardBatch batch : group) {
            writes.addAndGet(batch.writes().size());
            bytes.addAndGet(batch.bytes());
        }
    }

    void synced(long nanos) {
        syncs.incrementAndGet();
        syncNanos.addAndGet(nanos);
    }

    long groups() {
        return groups.get();
    }

    long writes() {
        return writes.get();
    }

    long bytes() {
        return bytes.get();
    }

    long applyNanos() {
        return applyNanos.get();
    }

    long syncs() {
        return syncs.get();
    }

    long syncNanos() {
        return syncNanos.get();
    }
}
