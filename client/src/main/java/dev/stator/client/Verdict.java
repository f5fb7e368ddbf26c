package dev.stator.client;

/** What to do after an attempt. */
sealed interface Verdict {

    /**
     * The answer stands.
     *
     * @param attempts 1, and those before that may have been carried out too
     */
    record Take(Answer answer, int attempts) implements Verdict {}

    /** Try another node in {@code delayNanos}. */
    record TryAgain(long delayNanos) implements Verdict {}

    /**
     * No more attempts: time, budget or nodes ran out.
     *
     * @param maybeApplied some attempt was sent and not denied, so a write may have happened
     */
    record GiveUp(int status, String reason, boolean maybeApplied) implements Verdict {}
}
