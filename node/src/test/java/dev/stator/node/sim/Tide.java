package dev.stator.node.sim;

/**
 * When users use the store: for a while, then nobody does, again and again. What is deleted at the end of a high tide has the low one
 * to be purged in.
 *
 * @param highNanos how long it is used
 * @param nanos from one beginning to the next
 */
record Tide(long highNanos, long nanos) {
    static final Tide NEVER_LOW = new Tide(1, 1);

    boolean isHigh(long now) {
        return now % nanos < highNanos;
    }

    /** How long it is until it is high; 0 if it is. */
    long untilHigh(long now) {
        return isHigh(now) ? 0 : nanos - now % nanos;
    }
}
