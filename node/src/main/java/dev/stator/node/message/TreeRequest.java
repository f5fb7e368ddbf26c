package dev.stator.node.message;

import dev.stator.node.version.DottedSet;
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

    /**
     * "Of these keys I hold nothing but tombstones, and old ones. Do you hold the same, and find them old, or lack the key?" Answered by
     * {@link Reply.Objections} (PROTOCOL rule 14).
     *
     * @param keys with the sums of their live versions, whether they are part of the tree or not
     */
    record CompareTombstones(RequestId id, Fence fence, int partition, List<KeySum> keys) implements TreeRequest {
        /** The most keys of one question. */
        public static final int KEYS_MAX = 256;

        public CompareTombstones {
            keys = List.copyOf(keys);
            if (keys.size() > KEYS_MAX) {
                throw new IllegalArgumentException(keys.size() + " keys");
            }
        }
    }

    /**
     * "Of this key I know dots of these actors, and none of them is live. Do you know them, is the same live with you, has nobody
     * touched it for as long, and is none of them yours?" Answered by {@link Reply.Objections} (PROTOCOL rule 16).
     *
     * @param sum of the live versions
     * @param isForGood forget them now, if so: nothing of them is left anywhere
     */
    record ComparePast(
            RequestId id, Fence fence, int partition, Key key, LeafSum sum, DottedSet past, boolean isForGood)
            implements TreeRequest {}

    /** A key and what its record adds to the leaf. */
    record KeySum(Key key, LeafSum sum) {}
}
