package dev.stator.ring;

/** The number of a published ring: grows by one with each, and no node goes back. 0 is "no ring yet". */
public record RingEpoch(long number) implements Comparable<RingEpoch> {
    public static final RingEpoch NONE = new RingEpoch(0);

    public RingEpoch {
        if (number < 0) {
            throw new IllegalArgumentException("a ring epoch is not negative: " + number);
        }
    }

    public RingEpoch next() {
        return new RingEpoch(number + 1);
    }

    public boolean isAfter(RingEpoch other) {
        return number > other.number;
    }

    @Override
    public int compareTo(RingEpoch other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
