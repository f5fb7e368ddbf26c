package dev.stator.node.message;

/**
 * One run of a store's process, as others tell it from earlier ones (PROTOCOL §4): the boot counter on its disk, and 64 random
 * bits for the case that a disk was copied or put back and two runs count alike. Ordered by counter, then by the random bits
 * (unsigned): the larger one is the later one, by agreement.
 *
 * @param counter 0 for a life that nobody has heard of yet
 */
public record Life(long counter, long random) implements Comparable<Life> {
    /** Before anything was heard. */
    public static final Life UNKNOWN = new Life(0, 0);

    public Life {
        if (counter < 0) {
            throw new IllegalArgumentException("a boot counter is not negative: " + counter);
        }
    }

    public boolean isAfter(Life other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Life other) {
        int byCounter = Long.compare(counter, other.counter);
        return byCounter != 0 ? byCounter : Long.compareUnsigned(random, other.random);
    }

    @Override
    public String toString() {
        return counter + "." + Long.toHexString(random);
    }
}
