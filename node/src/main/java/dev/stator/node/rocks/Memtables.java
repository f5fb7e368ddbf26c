package dev.stator.node.rocks;

/**
 * How a write buffer is divided. A write looks for its place among all keys of a memtable, at a cache miss a step, so memtables
 * are as small as caches of processors are, and a few of them are merged when they are flushed: small where it is written, large
 * where it is compacted. A read asks each one's Bloom filter, so they are few.
 *
 * @param bytes size of one memtable
 * @param perFlush so many are merged into one table
 * @param most so many are in memory at most
 */
record Memtables(long bytes, int perFlush, int most) {
    private static final long BYTES_WANTED = 4 * 1024 * 1024;
    private static final int PER_FLUSH_MAX = 8;

    static Memtables of(long writeBufferBytes, int writeBuffersMax) {
        int perFlush = (int) Math.max(1, Math.min(writeBufferBytes / BYTES_WANTED, PER_FLUSH_MAX));
        return new Memtables(writeBufferBytes / perFlush, perFlush, perFlush * writeBuffersMax);
    }
}
