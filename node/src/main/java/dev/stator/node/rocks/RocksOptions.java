package dev.stator.node.rocks;

import java.time.Duration;

/**
 * How large the engine of one node may grow, and how it trades memory and delay.
 *
 * @param blockCacheBytes memory for blocks of tables, their indexes and filters; a record that is in it (or in a write
 *     buffer) is read on the loop, any other by a read thread. More saves disk reads
 * @param writeBufferBytes what is flushed into one table (see {@link Memtables}). More means fewer and larger tables, so less
 *     compaction, and a longer log to replay after a crash
 * @param writeBuffersMax write buffers in memory at most; when all are full, writes wait for a flush
 * @param readThreads threads that read from disk; as many reads wait for the disk at a time
 * @param queuedReadsMax reads that may wait for a thread; those beyond fail with "busy" at once
 * @param groupBytesMax bytes of one group, so of one WriteBatch; a write larger than that is a group of its own
 * @param bufferedSyncDelay with durability BUFFERED: how long a write may wait for its fsync at most
 */
public record RocksOptions(
        long blockCacheBytes,
        long writeBufferBytes,
        int writeBuffersMax,
        int readThreads,
        int queuedReadsMax,
        long groupBytesMax,
        Duration bufferedSyncDelay) {
    private static final long MIB = 1024 * 1024;

    public RocksOptions {
        if (blockCacheBytes < MIB || writeBufferBytes < MIB || groupBytesMax < 1) {
            throw new IllegalArgumentException("block cache and write buffers have at least 1 MiB, a group a byte: "
                    + blockCacheBytes + ", " + writeBufferBytes + ", " + groupBytesMax);
        }
        if (writeBuffersMax < 2 || readThreads < 1 || queuedReadsMax < 1) {
            throw new IllegalArgumentException("at least 2 write buffers, 1 read thread, 1 queued read: "
                    + writeBuffersMax + ", " + readThreads + ", " + queuedReadsMax);
        }
        if (bufferedSyncDelay.isNegative() || bufferedSyncDelay.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException("buffered writes are synced within a second, not " + bufferedSyncDelay);
        }
    }

    /** For several nodes on one machine: some 150 MiB each at most, and that only under load. */
    public static RocksOptions forLocalhost() {
        return new RocksOptions(48 * MIB, 32 * MIB, 3, 2, 1024, 4 * MIB, Duration.ofMillis(800));
    }
}
