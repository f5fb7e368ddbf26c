package dev.stator.node.message;

/**
 * Which ring a store has: its epoch, and the first 64 bits of its hash, by which two rings of one epoch are told apart. Ordered
 * by epoch; the hash only makes the order total.
 */
public record RingVersion(long epoch, long hash) implements Comparable<RingVersion> {
    public static final RingVersion NONE = new RingVersion(0, 0);

    public RingVersion {
        if (epoch < 0) {
            throw new IllegalArgumentException("a ring epoch is not negative: " + epoch);
        }
    }

    @Override
    public int compareTo(RingVersion other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compareUnsigned(hash, other.hash);
    }
}
