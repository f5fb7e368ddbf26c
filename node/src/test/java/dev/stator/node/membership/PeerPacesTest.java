package dev.stator.node.membership;

import static dev.stator.node.message.Calls.Ask.READ;
import static dev.stator.node.message.Calls.Ask.WRITE;
import static dev.stator.node.message.Calls.Ending.ANSWERED;
import static dev.stator.node.message.Calls.Ending.FAILED;
import static dev.stator.node.message.Calls.Ending.FORGOTTEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Calls;
import dev.stator.node.port.Clock;
import dev.stator.ring.StoreId;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerPacesTest {
    private static final StoreId A = new StoreId(0, 1);
    private static final StoreId B = new StoreId(0, 2);
    private static final StoreId C = new StoreId(0, 3);

    private final PeerPaces paces = new PeerPaces();
    private long nowMillis;

    private Clock.Ticks now() {
        return new Clock.Ticks(nowMillis * 1_000_000);
    }

    /** So many questions that took so long. True when the peer became slow by one of them. */
    private boolean ask(StoreId peer, Calls.Ask kind, double millis, int times) {
        return ask(peer, kind, millis, times, ANSWERED);
    }

    private boolean ask(StoreId peer, Calls.Ask kind, double millis, int times, Calls.Ending ending) {
        boolean became = false;
        for (int i = 0; i < times; i++) {
            nowMillis++;
            became |= paces.add(peer, kind, (long) (millis * 1e6), ending, now());
        }
        return became;
    }

    private void others(double millis) {
        ask(B, WRITE, millis, 30);
        ask(C, WRITE, millis, 30);
        ask(B, READ, millis, 30);
        ask(C, READ, millis, 30);
    }

    @Test
    void peerAHundredTimesSlowerThanOthersIsSlow() {
        others(1);

        assertThat(ask(A, WRITE, 100, 30)).isTrue();

        assertThat(paces.isSlow(A)).isTrue();
        assertThat(paces.isSlow(B)).isFalse();
    }

    @Test
    void nobodyIsSlowWhereAllAre() {
        others(100);
        ask(A, WRITE, 200, 100);

        assertThat(paces.isSlow(A)).isFalse();
    }

    @Test
    void aSingleLateAnswerMakesNobodySlow() {
        others(1);
        ask(A, WRITE, 1, 30);
        ask(A, WRITE, 200, 1);

        assertThat(paces.isSlow(A)).isFalse();
    }

    @Test
    void peerThatSwallowsWhatItIsAskedIsSlow() {
        others(1);

        assertThat(ask(A, WRITE, 400, 40, FORGOTTEN)).isTrue();
    }

    @Test
    void peerThatCannotReadItsDiskIsSlow() {
        others(1);

        assertThat(ask(A, READ, 0.5, 40, FAILED)).isTrue();
    }

    @Test
    void answersThatNobodyWaitedForSayNothing() {
        others(1);
        ask(A, WRITE, 2, 1_000, FORGOTTEN);

        assertThat(paces.isSlow(A)).isFalse();
    }

    @Test
    void slowPeerIsTakenBackWhenItIsWellAndNotBefore() {
        others(1);
        ask(A, WRITE, 100, 30);
        nowMillis += 9_000;
        ask(A, WRITE, 100, 30);
        assertThat(paces.recovered(now())).isEmpty();

        nowMillis += 9_000;
        ask(A, WRITE, 100, 1);
        assertThat(paces.recovered(now())).as("it still is slow").isEmpty();

        ask(A, WRITE, 1, 100);
        assertThat(paces.recovered(now())).containsExactly(A);
        assertThat(paces.isSlow(A)).isFalse();
    }

    @Test
    void peerThatIsAskedNothingGetsAnotherChanceThoughLaterEachTime() {
        others(1);
        ask(A, WRITE, 100, 30);
        nowMillis += 10_000;
        assertThat(paces.recovered(now())).containsExactly(A);

        others(1);
        ask(A, WRITE, 100, 30);
        assertThat(paces.isSlow(A)).isTrue();
        nowMillis += 15_000;
        assertThat(paces.recovered(now())).as("probation has doubled").isEmpty();
        nowMillis += 10_000;
        assertThat(paces.recovered(now())).containsExactly(A);
    }

    @Test
    void peerSlowAtReadingComesBackThoughOnlyWritesAreAskedOfIt() {
        others(1);
        ask(A, READ, 100, 30);
        for (int second = 0; second < 12; second++) {
            nowMillis += 1_000;
            ask(A, WRITE, 1, 10);
        }

        assertThat(paces.recovered(now())).containsExactly(A);
    }

    @Test
    void forgottenPeerIsUnknownAgain() {
        others(1);
        ask(A, WRITE, 100, 30);
        paces.retain(Set.of(B, C));

        assertThat(paces.isSlow(A)).isFalse();
    }
}
