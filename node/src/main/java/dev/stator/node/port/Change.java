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

    /** A leaf, by its partition and its place among the partition's leaves. */
    record LeafId(int partition, int leaf) {}
}
