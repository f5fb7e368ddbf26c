package dev.stator.node.sim;

import dev.stator.node.port.Clock;

/** The clock of one machine: its monotonic time drifts, its wall time is off and jumps. */
final class SimClock implements Clock {
    private static final long EPOCH_MILLIS = 1_767_225_600_000L; // 2026-01-01

    private final Scheduler scheduler;
    private final double rate;
    private final long bootNanos;
    private long wallOffsetMillis;

    /** @param rate nanoseconds of this clock per true nanosecond */
    SimClock(Scheduler scheduler, double rate, long bootNanos, long wallOffsetMillis) {
        this.scheduler = scheduler;
        this.rate = rate;
        this.bootNanos = bootNanos;
        this.wallOffsetMillis = wallOffsetMillis;
    }

    @Override
    public Ticks monotonic() {
        return new Ticks(nanos());
    }

    @Override
    public WallTime wall() {
        return new WallTime(EPOCH_MILLIS + wallOffsetMillis + (nanos() - bootNanos) / Scheduler.MILLIS);
    }

    void setWall(long offsetMillis) {
        wallOffsetMillis = offsetMillis;
    }

    /** How long {@code millis} of this clock truly take, rounded up. */
    long trueNanos(long millis) {
        return (long) Math.ceil(millis * Scheduler.MILLIS / rate) + 1;
    }

    private long nanos() {
        return bootNanos + (long) (scheduler.now() * rate);
    }
}
