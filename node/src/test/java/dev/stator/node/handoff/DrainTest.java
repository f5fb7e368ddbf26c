package dev.stator.node.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.port.Clock.Ticks;
import org.junit.jupiter.api.Test;

/** When a shard may say that nothing old is left in its hints (PROTOCOL rule 14). */
class DrainTest {
    private Ticks now = new Ticks(-7);
    private final Drain drain = new Drain(now);

    @Test
    void numberIsDrainedOnceWhatMemoryHeldOnAdoptingItIsGone() {
        drain.adopt(3);

        pass(Drain.MEMORY_MILLIS - 500);
        assertThat(drain.drained(now)).isZero();

        pass(500);
        assertThat(drain.drained(now)).isEqualTo(3);
    }

    @Test
    void standstillForgetsNothing() {
        drain.adopt(3);
        now = now.plusMillis(600_000);

        drain.tick(now);

        assertThat(drain.drained(now)).isZero();
    }

    @Test
    void hintTakenInBeforeTheAdoptionHoldsItUpAndOneTakenInAfterItDoesNot() {
        drain.adopt(3);
        drain.taken(3);
        drain.adopt(4);
        drain.taken(4);

        pass(Drain.MEMORY_MILLIS);

        assertThat(drain.drained(now)).isEqualTo(3);
        drain.gone(3);
        assertThat(drain.drained(now)).isEqualTo(4);
    }

    @Test
    void numberWaitsUntilNoReplayOfAnOlderHintIsOnItsWay() {
        drain.adopt(1);
        drain.taken(0);
        pass(Drain.MEMORY_MILLIS);
        drain.replayed(0, now);
        drain.gone(0);

        pass(Drain.REPLAY_MILLIS - 500);
        assertThat(drain.drained(now)).isZero();

        pass(500);
        assertThat(drain.drained(now)).isEqualTo(1);
    }

    @Test
    void replaysOfYoungerHintsHoldNothingUp() {
        drain.adopt(1);
        pass(Drain.MEMORY_MILLIS);
        drain.taken(1);

        drain.replayed(1, now);

        assertThat(drain.drained(now)).isEqualTo(1);
    }

    @Test
    void eachOfTwoOldHintsHoldsItUp() {
        drain.taken(0);
        drain.taken(0);
        drain.adopt(2);
        pass(Drain.MEMORY_MILLIS);

        drain.gone(0);
        assertThat(drain.drained(now)).isZero();

        drain.gone(0);
        assertThat(drain.drained(now)).isEqualTo(2);
    }

    @Test
    void countThatBeginsAnewCountsEachHintOnce() {
        drain.taken(0);
        drain.recount();
        drain.taken(0);
        drain.adopt(1);
        pass(Drain.MEMORY_MILLIS);

        drain.gone(0);

        assertThat(drain.drained(now)).isEqualTo(1);
    }

    private void pass(long millis) {
        for (long passed = 0; passed < millis; passed += 500) {
            now = now.plusMillis(500);
            drain.tick(now);
        }
    }
}
