package dev.stator.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final long DEADLINE = 5_000_000_000L;
    private static final Attempt BUSY = answered(503, "{\"detail\":\"busy\",\"outcome\":\"not-applied\"}");

    private final RetryBudget budget = new RetryBudget();

    @Test
    void whatIsNoServerErrorStands() {
        for (int status : new int[] {200, 204, 300, 304, 400, 404, 412, 413, 428}) {
            assertThat(attempts().after(answered(status, ""), 0)).isInstanceOf(Verdict.Take.class);
        }
    }

    @Test
    void anAnswerTellsHowOftenTheRequestMayHaveBeenCarriedOut() {
        Attempts attempts = attempts();
        attempts.after(new Attempt.NotSent("refused"), 0);
        attempts.after(BUSY, 0);
        attempts.after(new Attempt.Lost("reset"), 0);

        Answer done = ((Attempt.Answered) answered(204, "")).answer();
        assertThat(attempts.after(new Attempt.Answered(done), 0)).isEqualTo(new Verdict.Take(done, 2));
    }

    @Test
    void anotherNodeIsTriedAtOnceWhenOneCannotBeReached() {
        Attempts attempts = attempts();

        assertThat(attempts.after(new Attempt.NotSent("refused"), 0)).isEqualTo(new Verdict.TryAgain(0));
        assertThat(attempts.after(new Attempt.Lost("reset"), 0)).isEqualTo(new Verdict.TryAgain(0));
        assertThat(((Verdict.TryAgain) attempts.after(new Attempt.NotSent("refused"), 0)).delayNanos())
                .as("after the third of three nodes")
                .isBetween(Attempts.PAUSE_NANOS_MIN, Attempts.PAUSE_NANOS_MAX);
    }

    @Test
    void lostConnectionsCostNothingOfTheBudget() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(attempts().after(new Attempt.Lost("reset"), 0)).isInstanceOf(Verdict.TryAgain.class);
        }

        assertThat(budget.spend()).isTrue();
    }

    @Test
    void overloadIsNotAnsweredWithMoreThanATenthMoreLoad() {
        int repeated = 0;
        for (int i = 0; i < 10_000; i++) {
            budget.earn();
            repeated += attempts().after(BUSY, 0) instanceof Verdict.TryAgain ? 1 : 0;
        }

        assertThat(repeated).isBetween(1_000, 1_100);
    }

    @Test
    void aWriteThatNoNodeTookIsKnownNotToHaveHappened() {
        assertThat(attempts().after(BUSY, DEADLINE)).isEqualTo(new Verdict.GiveUp(503, "busy", false));
        assertThat(attempts().after(new Attempt.NotSent("refused"), DEADLINE))
                .isEqualTo(new Verdict.GiveUp(0, "refused", false));
    }

    @Test
    void aDenialSpeaksOfItsOwnAttemptOnly() {
        Attempts attempts = attempts();
        attempts.after(new Attempt.Lost("reset"), 0);

        assertThat(attempts.after(BUSY, DEADLINE)).isEqualTo(new Verdict.GiveUp(503, "busy", true));
    }

    @Test
    void anErrorThatDeniesNothingLeavesTheOutcomeOpen() {
        assertThat(attempts().after(answered(504, "{\"outcome\":\"unknown\",\"detail\":\"1 of 2\"}"), DEADLINE))
                .isEqualTo(new Verdict.GiveUp(504, "1 of 2", true));
        assertThat(attempts().after(answered(502, ""), DEADLINE))
                .isEqualTo(new Verdict.GiveUp(502, "status 502", true));
    }

    @Test
    void fullDisksAreNotAskedAgain() {
        assertThat(attempts().after(answered(507, "{\"outcome\":\"not-applied\",\"detail\":\"full\"}"), 0))
                .isEqualTo(new Verdict.GiveUp(507, "full", false));
    }

    @Test
    void nothingIsTriedAfterTheDeadlineOrWithoutEnd() {
        Attempts attempts = attempts();
        int tries = 1;
        while (attempts.after(new Attempt.NotSent("refused"), 0) instanceof Verdict.TryAgain) {
            tries++;
        }

        assertThat(tries).isEqualTo(Attempts.ATTEMPTS_MAX);
        assertThat(attempts().mayAbandon(DEADLINE)).isFalse();
    }

    @Test
    void whatANodeSaysWhenItsTimeIsOverIsWaitedFor() {
        assertThat(Attempts.lastWait(0)).isBetween(50_000_000L, 500_000_000L);
        assertThat(Attempts.lastWait(1_000)).isEqualTo(Attempts.lastWait(0) + 1_000);
    }

    @Test
    void pausesGrowWithinTheirLimits() {
        long longest = 0;
        Attempts attempts = attempts();
        for (int i = 1; i < Attempts.ATTEMPTS_MAX; i++) {
            long pause = ((Verdict.TryAgain) attempts.after(new Attempt.NotSent("refused"), 0)).delayNanos();
            longest = Math.max(longest, pause);
        }

        assertThat(longest).isBetween(10 * Attempts.PAUSE_NANOS_MIN, Attempts.PAUSE_NANOS_MAX);
    }

    private Attempts attempts() {
        return new Attempts(DEADLINE, 3, budget, new SplittableRandom(7));
    }

    private static Attempt answered(int status, String problem) {
        DefaultHttpHeaders headers = new DefaultHttpHeaders();
        headers.set("content-type", "application/problem+json");
        return new Attempt.Answered(new Answer(status, headers, problem.getBytes(StandardCharsets.UTF_8)));
    }
}
