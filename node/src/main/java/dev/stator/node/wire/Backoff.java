package dev.stator.node.wire;

/** How long to wait before dialling again: doubling from {@code minMillis} to {@code maxMillis}, less up to half by chance. */
record Backoff(int minMillis, int maxMillis) {
    /**
     * @param failures dials that failed in a row
     * @param chance in [0, 1): so that all peers of a store that comes back do not dial at once
     */
    long millis(int failures, double chance) {
        long whole = Math.min(maxMillis, (long) minMillis << Math.min(20, Math.max(0, failures - 1)));
        return Math.max(1, Math.round(whole * (1 - chance / 2)));
    }
}
