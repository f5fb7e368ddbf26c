package dev.stator.node.antientropy;

/**
 * How fast a shard compares: slower while users wait for it, never not at all (DESIGN §3). Pure.
 *
 * @param lagMillis how late the loop was the last time that this room wanted something of it
 * @param latencyMillis how long replicas take for users' requests at present, nearly always
 */
record Pace(long lagMillis, long latencyMillis) {
    /** An idle shard has compared each of its partitions with one owner after about this time. */
    private static final long ROUND_MILLIS = 15_000;

    private static final long PAUSE_MILLIS_MIN = 5;
    private static final long PAUSE_MILLIS_MAX = 2_000;
    private static final long LAG_MILLIS_MAX = 20;
    private static final long LATENCY_MILLIS_MAX = 50;
    private static final int SLOWER = 8;
    private static final int REPAIRS = 8;

    boolean isBusy() {
        return lagMillis > LAG_MILLIS_MAX || latencyMillis > LATENCY_MILLIS_MAX;
    }

    /** From the end of one exchange to the beginning of the next. */
    long pauseMillis(int partitions, boolean isAnyDue) {
        long pause = isAnyDue ? PAUSE_MILLIS_MIN : ROUND_MILLIS / Math.max(1, partitions);
        return Math.min(PAUSE_MILLIS_MAX, Math.max(PAUSE_MILLIS_MIN, pause) * (isBusy() ? SLOWER : 1));
    }

    /** How many keys are repaired at a time. */
    int repairsAtOnce() {
        return isBusy() ? 1 : REPAIRS;
    }
}
