package dev.stator.node.rocks;

import dev.stator.node.port.Change.LeafId;
import dev.stator.node.version.LeafSum;
import java.nio.ByteBuffer;

/** A leaf as RocksDB has it: partition and place, big-endian, so that the leaves of a partition lie side by side. */
final class LeafKey {
    private LeafKey() {}

    static byte[] of(LeafId leaf) {
        return ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(leaf.partition())
                .putInt(leaf.leaf())
                .array();
    }

    static LeafId read(byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(key);
        return new LeafId(bytes.getInt(), bytes.getInt());
    }

    static byte[] encoded(LeafSum sum) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(sum.high())
                .putLong(sum.low())
                .array();
    }

    static LeafSum decoded(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        return new LeafSum(bytes.getLong(), bytes.getLong());
    }
}
