package dev.stator.client;

import java.util.random.RandomGenerator;

/**
 * Decides after each attempt at one request whether there is another (pure: time and chance are handed in):
 *
 * <ol>
 *   <li>An answer that is no 5xx stands, and so does 507: another node would say the same.
 *   <li>After the deadline there is nothing more to try.
 *   <li>A node that could not be reached, or was lost under way: another one at once, free of charge, as long as there may be one
 *       that was not tried; then after a pause.
 *   <li>503, 504 and silence: after a pause, if the {@link RetryBudget} allows it.
 * </ol>
 *
 * <p>Pauses grow and are spread by chance ("decorrelated jitter": each is between the least and three times the one before), so
 * that clients that failed together do not come back together.
 *
 * <p>Whether a write may have happened is remembered over all attempts: a later "not applied" speaks of its own attempt only.
 */
final class Attempts {
    static final long PAUSE_NANOS_MIN = 10_000_000;
    static final long PAUSE_NANOS_MAX = 1_000_000_000;
    static final int ATTEMPTS_MAX = 16;
    private static final long LAST_WORD_NANOS = 250_000_000;

    private final long deadline;
    private final int freeAttempts;
    private final RetryBudget budget;
    private final RandomGenerator random;

    private int made;
    private long pause = PAUSE_NANOS_MIN;
    private int maybeApplied; // how many attempts

    /**
     * @param deadline in the nanoseconds of the clock that {@link #after} is told
     * @param nodes how many there are to try
     */
    Attempts(long deadline, int nodes, RetryBudget budget, RandomGenerator random) {
        this.deadline = deadline;
        this.freeAttempts = Math.max(1, nodes - 1);
        this.budget = budget;
        this.random = random;
    }

    /** How long one attempt may wait for its answer: a quarter of what a request has, so that a hung node costs no more. */
    static long patience(long wholeNanos) {
        return Math.max(PAUSE_NANOS_MIN * 10, wholeNanos / 4);
    }

    /**
     * How long to wait for an answer when there will be no other attempt: a node speaks when its time is over, at the latest, and
     * what it then says is worth the way back.
     */
    static long lastWait(long remainingNanos) {
        return remainingNanos + LAST_WORD_NANOS;
    }

    /** Whether an attempt without answer so far should be given up for another, rather than waited for until the deadline. */
    boolean mayAbandon(long now) {
        return made + 1 < ATTEMPTS_MAX && now < deadline && budget.spend();
    }

    Verdict after(Attempt attempt, long now) {
        made++;
        if (attempt instanceof Attempt.Answered answered) {
            return afterAnswer(answered.answer(), now);
        }
        if (attempt instanceof Attempt.NotSent notSent) {
            return elsewhere(notSent.reason(), now);
        }
        if (attempt instanceof Attempt.Lost lost) {
            maybeApplied++;
            return elsewhere(lost.reason(), now);
        }
        if (attempt instanceof Attempt.Slow slow) { // paid for in mayAbandon, or the deadline has come
            maybeApplied++;
            return made < ATTEMPTS_MAX && now < deadline ? new Verdict.TryAgain(0) : giveUp(0, slow.reason());
        }
        throw new IllegalStateException("no such attempt: " + attempt);
    }

    private Verdict afterAnswer(Answer answer, long now) {
        int status = answer.status();
        if (status < 500 && status != 429) {
            return new Verdict.Take(answer, maybeApplied + 1);
        }
        boolean denied = Problem.saysNotApplied(answer);
        maybeApplied += denied ? 0 : 1;
        String reason = Problem.of(answer);
        if (status == 507 || made >= ATTEMPTS_MAX) {
            return giveUp(status, reason);
        }
        long delay = nextPause();
        return now + delay < deadline && budget.spend() ? new Verdict.TryAgain(delay) : giveUp(status, reason);
    }

    private Verdict elsewhere(String reason, long now) {
        long delay = made <= freeAttempts ? 0 : nextPause();
        return made < ATTEMPTS_MAX && now + delay < deadline ? new Verdict.TryAgain(delay) : giveUp(0, reason);
    }

    private long nextPause() {
        pause = Math.min(PAUSE_NANOS_MAX, random.nextLong(PAUSE_NANOS_MIN, 3 * pause + 1));
        return pause;
    }

    private Verdict giveUp(int status, String reason) {
        return new Verdict.GiveUp(status, reason, maybeApplied > 0);
    }
}
