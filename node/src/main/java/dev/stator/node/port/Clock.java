package dev.stator.node.port;

/** Monotonic for waiting, wall for stamping; never mixed: two methods, two types. Any thread. */
public interface Clock {
    Ticks monotonic();

    WallTime wall();

    /** A moment on this process's monotonic clock; comparable only with others of the same process. */
    record Ticks(long nanos) implements Comparable<Ticks> {
        public Ticks plusMillis(long millis) {
            return new Ticks(nanos + millis * 1_000_000);
        }

        public long nanosSince(Ticks earlier) {
            return nanos - earlier.nanos;
        }

        /** Whole milliseconds until {@code later}, rounded down; negative when it has passed. */
        public long millisUntil(Ticks later) {
            return Math.floorDiv(later.nanos - nanos, 1_000_000L);
        }

        public boolean isAfter(Ticks other) {
            return nanos - other.nanos > 0;
        }

        @Override
        public int compareTo(Ticks other) {
            return Long.signum(nanos - other.nanos);
        }
    }

    /** Milliseconds since 1970 as this node's clock has them: for stamps, never for waiting. */
    record WallTime(long millis) {}
}
