package dev.stator.node.message;

import dev.stator.node.version.LeafSum;
import dev.stator.ring.Key;
import java.util.List;
import java.util.Optional;

/**
 * A question of one owner of a partition to another, to find out where they differ (PROTOCOL §5). It goes to the partition's
 * shard at its receiver; whose placement is another one refuses. What differs is then read and written key by key, as ever.
 */
public sealed interface TreeRequest extends Message {
    RequestId id();

    Fence fence();

    int partition();

    /** "Are your sums these?" Answered by {@link Reply.Leaves}, or {@link Reply.Same} when the sum of all leaves is {@code root}. */
    record CompareLeaves(RequestId id, Fence fence, int partition, LeafSum root) implements TreeRequest {}

    /**
     * "These are my keys on a stretch of a leaf. Where do you differ?" Answered by {@link Reply.Differences}.
     *
     * @param after where the stretch begins, behind this key; empty: where the leaf does
     * @param keys all of the stretch, in the order of positions and keys
     * @param reachesEnd does the stretch go to the end of the leaf? Else it ends with the last of the keys
     */
    record CompareKeys(
            RequestId id,
            Fence fence,
            int partition,
            int leaf,
            Optional<Key> after,
            List<KeySum> keys,
            boolean reachesEnd)
            implements TreeRequest {
        /** The most keys of one question. */
        public static final int KEYS_MAX = 1024;

        public CompareKeys {
            keys = List.copyOf(keys);
            if (keys.size() > KEYS_MAX || keys.isEmpty() && !reachesEnd) {
                throw new IllegalArgumentException("a stretch of " + keys.size() + " keys");
            }
        }
    }

    /** A key and what its record adds to the leaf. */
    record KeySum(Key key, LeafSum sum) {}
}
