package dev.stator.node.handoff;

/**
 * How many hints may be on their way at once: more while targets answer fast, half as many when one is slow or silent, so that
 * a store that has just come back is not buried under what was kept for it (PROTOCOL §5, row 48). Never none. Pure.
 */
final class ReplayWindow {
    private static final int MAX = 32;
    private static final long SLOW_NANOS = 100_000_000;

    private int size = 4;
    private int underWay;

    boolean hasRoom() {
        return underWay < size;
    }

    boolean isIdle() {
        return underWay == 0;
    }

    void begun() {
        underWay++;
    }

    /** @param nanos how long it took, or {@link Long#MAX_VALUE} for one that failed */
    void ended(long nanos) {
        underWay--;
        size = nanos > SLOW_NANOS ? Math.max(1, size / 2) : Math.min(MAX, size + 1);
    }

    int size() {
        return size;
    }
}
