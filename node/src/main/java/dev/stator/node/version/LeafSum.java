package dev.stator.node.version;

/**
 * The sum, mod 2^128, of the hashes of a leaf's records (PROTOCOL §5): what a write adds and takes away needs no look at the
 * leaf's other records, and the order of writes does not matter.
 */
public record LeafSum(long high, long low) {
    public static final LeafSum ZERO = new LeafSum(0, 0);

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
