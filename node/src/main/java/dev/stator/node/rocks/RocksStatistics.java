package dev.stator.node.rocks;

/**
 * What the engine has done since it was opened, for metrics.
 *
 * @param groups batches applied; {@code writes / groups} is what group commit saves
 * @param writes records written, and syncs asked for
 * @param writtenBytes their size
 * @param applyNanos time spent in applying
 * @param syncs fsyncs of the log
 * @param syncNanos time spent in them
 * @param diskReads reads that were not answered from memory
 * @param refusedReads reads answered "busy"
 * @param queuedReads reads waiting for a thread now
 * @param queuedBytes writes not durable yet, now
 */
public record RocksStatistics(
        long groups,
        long writes,
        long writtenBytes,
        long applyNanos,
        long syncs,
        long syncNanos,
        long diskReads,
        long refusedReads,
        long queuedReads,
        long queuedBytes) {}
