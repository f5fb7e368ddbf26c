package dev.stator.node.coordinator;

/**
 * How many users' operations one shard has under way at most: as many as end in good time, so that whoever asks more is told at
 * once, before anything was done, instead of after its deadline (PROTOCOL §5).
 *
 * <ol>
 *   <li>Of each interval the <i>quickest</i> get and the quickest write are looked at, as CoDel does: a standing queue delays all, a
 *       slow peer, a large value or a burst only some.
 *   <li>Was even that slower than {@link #TARGET_NANOS}? Then the limit becomes what was under way, less in proportion, though not less
 *       than half.
 *   <li>Was it not, and the limit was reached? Then it grows by an eighth.
 *   <li>It is never below {@link #LEAST}: few requests are slow for other reasons than for being many.
 * </ol>
 *
 * Pure; one loop.
 */
final class AdmissionLimit {
    enum Kind {
        GET,
        WRITE
    }

    static final long TARGET_NANOS = 150_000_000;
    static final long INTERVAL_NANOS = 100_000_000;
    static final int LEAST = 128;

    /** Fewer of a kind in an interval say nothing. */
    private static final int SAMPLES_MIN = 8;

    /** What was seen of one kind in this interval. */
    private static final class Sample {
        private int count;
        private long quickest = Long.MAX_VALUE;

        private void add(long nanos) {
            count++;
            quickest = Math.min(quickest, nanos);
        }

        /** How long all of them took at least; 0 where that says nothing. Begins anew. */
        private long take() {
            long delay = count < SAMPLES_MIN ? 0 : quickest;
            count = 0;
            quickest = Long.MAX_VALUE;
            return delay;
        }
    }

    private final int least;
    private final int most;
    private final Sample gets = new Sample();
    private final Sample writes = new Sample();
    private int limit;
    private int underWay;
    private int peak;
    private long reviewedNanos;
    private boolean isStrained;

    /** @param nowNanos on the monotonic clock, as all moments here */
    AdmissionLimit(int most, long nowNanos) {
        this.most = most;
        this.least = Math.min(LEAST, most);
        this.limit = most;
        this.reviewedNanos = nowNanos;
    }

    /** False: one more is too many, and is to be shed. */
    boolean admits(long nowNanos) {
        reviewIfDue(nowNanos);
        return underWay < limit;
    }

    void begun() {
        underWay++;
        peak = Math.max(peak, underWay);
    }

    /** One ended without having been done: it says nothing of how long that takes. */
    void refused() {
        underWay--;
    }

    void ended(Kind kind, long beganNanos, long nowNanos) {
        underWay--;
        (kind == Kind.GET ? gets : writes).add(nowNanos - beganNanos);
        reviewIfDue(nowNanos);
    }

    int underWay() {
        return underWay;
    }

    int limit() {
        return limit;
    }

    /** Was everything slow of late? Then nothing is to be done twice, or elsewhere, only because it takes long. */
    boolean isStrained() {
        return isStrained;
    }

    private void reviewIfDue(long nowNanos) {
        if (nowNanos - reviewedNanos < INTERVAL_NANOS) {
            return;
        }
        long delay = Math.max(gets.take(), writes.take());
        isStrained = delay > TARGET_NANOS;
        if (isStrained) {
            double share = Math.max(0.5, (double) TARGET_NANOS / delay);
            limit = Math.max(least, (int) (Math.min(limit, peak) * share));
        } else if (peak >= limit) {
            limit = Math.min(most, limit + Math.max(1, limit / 8));
        }
        reviewedNanos = nowNanos;
        peak = underWay;
    }
}
