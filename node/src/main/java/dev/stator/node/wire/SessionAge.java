package dev.stator.node.wire;

/**
 * How old the frames of one session are, told without comparing clocks (PROTOCOL rule 15): a frame's offset is the receiver's
 * monotonic time minus the sender's stamp; the least offset of the session belongs to the frame that came fastest, and what
 * another's is above that is its age.
 *
 * <p>Two clocks may run apart by up to a thousandth, so the least offset is let grow as fast: else a session of some days
 * would take each frame for an old one. Pings renew it every second. A frame's age is never taken for more than it is.
 */
final class SessionAge {
    /** Clocks that run apart faster than 1 ms in so many are broken. */
    private static final int DRIFT_MILLIS = 1_000;

    private boolean isBegun;
    private long leastOffset;
    private long leastAt;

    /** Milliseconds that a frame stamped {@code stampMillis} which arrived at {@code nowMillis} was on its way, at least. */
    long of(long stampMillis, long nowMillis) {
        long offset = nowMillis - stampMillis;
        long floor = leastOffset + (nowMillis - leastAt) / DRIFT_MILLIS;
        if (!isBegun || offset <= floor) {
            isBegun = true;
            leastOffset = offset;
            leastAt = nowMillis;
            return 0;
        }
        return offset - floor;
    }
}
