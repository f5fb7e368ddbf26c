package dev.stator.node.message;

/**
 * Pairs replies with requests. Made by the asking shard, which it also names, so that a reply finds its way home; unique
 * within a process life. Negative never.
 */
public record RequestId(long bits) {
    private static final int SHARD_BITS = 10;

    /** The most shards that a node may have. */
    public static final int SHARDS_MAX = 1 << SHARD_BITS;

    public static RequestId of(int shard, long sequence) {
        return new RequestId(sequence << SHARD_BITS | shard);
    }

    /** The shard that asked. */
    public int shard() {
        return (int) bits & SHARDS_MAX - 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RequestId that && bits == that.bits;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bits >>> SHARD_BITS); // the shard's bits are the same in all ids of a map
    }

    @Override
    public String toString() {
        return (bits >>> SHARD_BITS) + "@" + shard();
    }
}
