package dev.stator.node.port;

import dev.stator.node.version.LeafSum;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;

/** One change of a batch. A batch becomes visible as a whole, and durable as a whole. */
public sealed interface Change {
    /** This record in the place of the one before, if any. */
    record Put(Table table, Key key, StoredRecord record) implements Change {}

    /** The key is forgotten: purged, handed on, or no longer this store's. */
    record Drop(Table table, Key key) implements Change {}

    /** The sum of one leaf of a partition's hash tree, always in the batch of the record that changes it (PROTOCOL §5). */
    record PutLeaf(LeafId leaf, LeafSum sum) implements Change {}

    /** A small fact about this store alone, under a name of the room that keeps it ({@code membership.life}). */
    record PutNote(String name, byte[] value) implements Change {}

    /** A leaf, by its partition and its place among the partition's leaves: each is an equal arc of the partition. */
    record LeafId(int partition, int leaf) {
        /** How many leaves a partition has. Never to be changed: the sums of older stores would mean other arcs. */
        public static final int PER_PARTITION = 128;

        private static final int LEAF_BITS = Integer.numberOfTrailingZeros(PER_PARTITION);

        public LeafId {
            if (partition < 0 || leaf < 0 || leaf >= PER_PARTITION) {
                throw new IllegalArgumentException("leaf " + leaf + " of partition " + partition);
            }
        }

        /** The leaf of the key, where there are so many partitions. */
        public static LeafId of(Key key, int partitions) {
            long inPartition = key.position() << Integer.numberOfTrailingZeros(partitions);
            return new LeafId(key.partition(partitions), (int) (inPartition >>> (Long.SIZE - LEAF_BITS)));
        }

        /** Where its keys lie. */
        public Span span(int partitions) {
            return Span.of(partition, partitions).part(leaf, PER_PARTITION);
        }
    }
}
