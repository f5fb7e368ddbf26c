package dev.stator.node.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whose session ends, and who hears that it lives elsewhere, by what two ends of a session say (PROTOCOL §4). */
class SessionLivesTest {
    private static final Life NONE = Life.UNKNOWN;
    private static final Life EARLIER = new Life(4, 9);
    private static final Life LATER = new Life(5, 1);
    private static final Life SAME_COUNTER = new Life(5, -1); // unsigned: the larger random

    @Test
    void whoIsInALifeOfWhichALaterOneIsKnownIsRefusedWithIt() {
        assertThat(refusal(NONE, NONE)).isEqualTo("no");
        assertThat(refusal(EARLIER, NONE)).as("nothing is known").isEqualTo("no");
        assertThat(refusal(EARLIER, EARLIER)).isEqualTo("no");
        assertThat(refusal(LATER, EARLIER)).as("news of it is on its way").isEqualTo("no");
        assertThat(refusal(EARLIER, LATER)).isEqualTo("for 5.1");
    }

    @Test
    void ofTwoLivesOfOneCounterTheLargerRandomIsTheLaterOne() {
        assertThat(refusal(LATER, SAME_COUNTER)).isEqualTo("for 5.ffffffffffffffff");
        assertThat(refusal(SAME_COUNTER, LATER)).isEqualTo("no");
    }

    @Test
    void whoHasClaimedNoLifeIsNotRefused() { // it asks first what is remembered of it, or is in doubt (rule 20)
        assertThat(refusal(NONE, LATER)).isEqualTo("no");
        assertThat(news(NONE, LATER)).isEqualTo("none");
    }

    @Test
    void bothEndsHearOfALaterLifeOfTheirOwn() {
        assertThat(news(EARLIER, LATER)).isEqualTo("5.1");
        assertThat(news(LATER, SAME_COUNTER)).isEqualTo("5.ffffffffffffffff");
        assertThat(news(LATER, EARLIER)).isEqualTo("none");
        assertThat(news(LATER, LATER)).isEqualTo("none");
        assertThat(news(LATER, NONE)).isEqualTo("none");
    }

    @Test
    void whoeverIsRefusedHearsItFromTheOtherEndToo() {
        SessionLives knows = new SessionLives(LATER, LATER);
        SessionLives isOver = new SessionLives(EARLIER, NONE);

        assertThat(knows.refusal(isOver)).isEqualTo(isOver.news(knows)).contains(LATER);
        assertThat(isOver.refusal(knows)).isEmpty();
        assertThat(knows.news(isOver)).isEmpty();
    }

    private static String refusal(Life theirs, Life known) {
        return new SessionLives(new Life(1, 1), known)
                .refusal(new SessionLives(theirs, NONE))
                .map(later -> "for " + later)
                .orElse("no");
    }

    private static String news(Life own, Life known) {
        return new SessionLives(own, NONE)
                .news(new SessionLives(new Life(1, 1), known))
                .map(Life::toString)
                .orElse("none");
    }
}
