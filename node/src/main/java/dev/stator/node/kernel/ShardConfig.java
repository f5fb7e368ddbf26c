package dev.stator.node.kernel;

import dev.stator.node.message.RequestId;
import dev.stator.ring.StoreId;

/**
 * What one shard is told at its start.
 *
 * @param index 0..count-1; the shard owns the partitions p with p mod count = index
 * @param maxValueBytes the store's limit on values; siblings of one key may take max(4 of them, 16 MiB) together (rule 13)
 * @param maxSiblings how many versions a key may show before puts that replace none are refused
 * @param cacheBytes heap for the record cache, and as much for large values that gets hold at once
 * @param operationsMax users' requests under way at once, before more are shed
 * @param hintBytesMax how much this shard may keep for owners out of reach
 */
public record ShardConfig(
        StoreId self,
        int index,
        int count,
        StoreSettings settings,
        int maxValueBytes,
        int maxSiblings,
        long cacheBytes,
        int operationsMax,
        long hintBytesMax,
        Lifetimes lifetimes) {

    private static final long SIBLING_BYTES_MIN = 16L << 20;

    public ShardConfig {
        if (count < 1 || count > RequestId.SHARDS_MAX || index < 0 || index >= count) {
            throw new IllegalArgumentException("shard " + index + " of " + count);
        }
    }

    long siblingBytesMax() {
        return Math.max(4L * maxValueBytes, SIBLING_BYTES_MIN);
    }
}
