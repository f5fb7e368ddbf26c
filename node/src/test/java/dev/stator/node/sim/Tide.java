package dev.stator.node.sim;

/**
 * When users use the store: for a while, then nobody does, again and again. What is deleted at the end of a high tide has the low one
 * to be purged in.
 *
 * @param highNanos how long it is used
 * @param ebbNanos how long, at the end of that, users mostly delete
 * @param nanos from one beginning to the next
 */
record Tide(long highNanos, long ebbNanos, long nanos) {
    static final Tide NEVER_LOW = new Tide(1, 0, 1);

    boolean isHigh(long now) {
        return now % nanos < highNanos;
    }

    boolean isEbb(long now) {
        return isHigh(now) && now % nanos >= highNanos - ebbNanos;
    }

    /** How long it is until it is high; 0 if it is. */
    long untilHigh(long now) {
        return isHigh(now) ? 0 : nanos - now % nanos;
    }
}
