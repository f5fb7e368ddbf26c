package dev.stator.node.record;

import dev.stator.node.port.Clock;

/**
 * Before which moment a tombstone must have been made to be old (PROTOCOL rule 14's H). It only says when a purge is tried, and
 * what is no part of hash trees any more: that nothing resurrects is proven, and rests on no clock.
 *
 * <ol>
 *   <li>A tombstone's time is the wall clock's of the node that took the delete in, so it is compared with a wall clock.
 *   <li>With this node's, but one that is set forward while the node runs is not believed: the time is what the clock was found
 *       to be at its least, and what has passed since on the monotonic clock (FAILURES 84). One that is set back is.
 *   <li>A purge needs all owners to find the tombstone old, each by its own clock: one that started with a wrong clock is
 *       outvoted.
 *   <li>The horizon moves in steps of a tenth of H, at the same moments everywhere, so that tombstones leave the owners' trees at
 *       about the same time.
 * </ol>
 *
 * One loop.
 */
public final class Horizon {
    private static final int STEPS = 10;

    private final Clock clock;
    private final long lifetimeMillis;
    private long leastOffset = Long.MAX_VALUE; // of the wall clock to the monotonic one

    public Horizon(Clock clock, long lifetimeMillis) {
        this.clock = clock;
        this.lifetimeMillis = lifetimeMillis;
    }

    /** Milliseconds since 1970. */
    public long millis() {
        long step = Math.max(1, lifetimeMillis / STEPS);
        return Math.floorDiv(now() - lifetimeMillis, step) * step;
    }

    /** The present by the same clock. */
    public long now() {
        long monotonic = Math.floorDiv(clock.monotonic().nanos(), 1_000_000L);
        leastOffset = Math.min(leastOffset, clock.wall().millis() - monotonic);
        return monotonic + leastOffset;
    }
}
