package dev.stator.node.rocks;

import java.util.concurrent.locks.LockSupport;

/**
 * Keeps two fsyncs apart by half of what one takes: on any disk writes then wait a little longer, and nearly twice as many
 * share an fsync. Measured with 32 writes in flight: 29 instead of 18 in each, and a fifth less CPU per write; longer pauses
 * gain nothing more. Sync thread only.
 */
final class SyncPace {
    private static final double BEGIN_TO_BEGIN = 1.5;
    private static final long SYNC_NANOS_MAX = 5_000_000; // a disk that has grown slow is not made slower
    private static final long PAUSE_NANOS_MIN = 20_000; // less than what going to sleep costs
    private static final int MEMORY = 16;

    private double averageNanos;
    private long begun = System.nanoTime();

    void await() {
        long pause = begun + (long) (BEGIN_TO_BEGIN * averageNanos) - System.nanoTime();
        if (pause >= PAUSE_NANOS_MIN) {
            LockSupport.parkNanos(this, pause);
        }
    }

    void synced(long beginNanos, long endNanos) {
        begun = beginNanos;
        averageNanos += (Math.min(endNanos - beginNanos, SYNC_NANOS_MAX) - averageNanos) / MEMORY;
    }
}
