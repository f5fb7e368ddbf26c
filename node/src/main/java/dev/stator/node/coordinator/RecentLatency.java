package dev.stator.node.coordinator;

import java.util.Arrays;

/**
 * How long replicas took lately, to know when waiting for one more is waiting too long. Keeps the last {@value #WINDOW}
 * latencies and looks at them every {@value #EVERY}. Pure; one loop.
 */
final class RecentLatency {
    private static final int WINDOW = 256;
    private static final int EVERY = 64;

    private final long[] nanos = new long[WINDOW];
    private int count;
    private long p95Nanos;

    RecentLatency(long assumedNanos) {
        Arrays.fill(nanos, assumedNanos);
        p95Nanos = assumedNanos;
    }

    void add(long latencyNanos) {
        nanos[count++ % WINDOW] = latencyNanos;
        if (count % EVERY == 0) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            p95Nanos = sorted[WINDOW * 95 / 100];
        }
    }

    /** The 95th percentile, within these bounds. */
    long p95Millis(long atLeast, long atMost) {
        return Math.max(atLeast, Math.min(atMost, p95Nanos / 1_000_000 + 1));
    }
}
