package dev.stator.node.version;

import dev.stator.ring.Key;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * The sum, mod 2^128, of the hashes of a leaf's records (PROTOCOL §5): what a write adds and takes away needs no look at the
 * leaf's other records, and the order of writes does not matter.
 */
public record LeafSum(long high, long low) {
    public static final LeafSum ZERO = new LeafSum(0, 0);

    /**
     * No sum, but the mark of a leaf that has to be counted anew, since a record in it could not be read when it was replaced. It
     * is equal to nobody's leaf, and nothing is added to it.
     */
    public static final LeafSum UNKNOWN = new LeafSum(-1, -1);

    private static final int VERSION_BYTES = 33;

    /**
     * What one record adds: the hash of its key, and of dot, kind and content hash of each live version. What else is known of
     * the key is left out, and a key without live versions adds nothing: owners with equal live dots have equal sums.
     */
    public static LeafSum of(Key key, KeyState state) {
        if (state.live().isEmpty()) {
            return ZERO;
        }
        ByteSink sink = new ByteSink(
                key.bytes().length + 10 + VERSION_BYTES * state.live().size());
        sink.sized(key.bytes());
        for (Version version : state.live()) {
            Dot dot = version.dot();
            sink.int64(dot.actor().incarnation()).int64(dot.actor().seq()).int64(dot.counter());
            sink.int8(version.sibling().isValue() ? 1 : 0)
                    .int64(version.sibling().contentHash());
        }
        long[] hash = MurmurHash3.hash128x64(sink.array(), 0, sink.length(), 0);
        return new LeafSum(hash[0], hash[1]);
    }

    /** What a record of this store adds: nothing once its tombstones are older than their horizon (PROTOCOL rule 14). */
    public static LeafSum of(Key key, StoredRecord record) {
        return record.mark() instanceof Mark.OldTombstones ? ZERO : of(key, record.state());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LeafSum that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high) * 31 + Long.hashCode(low);
    }

    public boolean isUnknown() {
        return equals(UNKNOWN);
    }

    public LeafSum plus(LeafSum other) {
        long sum = low + other.low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        return new LeafSum(high + other.high + carry, sum);
    }

    public LeafSum minus(LeafSum other) {
        long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
        return new LeafSum(high - other.high - borrow, low - other.low);
    }
}
