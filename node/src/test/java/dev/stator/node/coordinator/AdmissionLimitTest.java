package dev.stator.node.coordinator;

import static dev.stator.node.coordinator.AdmissionLimit.INTERVAL_NANOS;
import static dev.stator.node.coordinator.AdmissionLimit.LEAST;
import static dev.stator.node.coordinator.AdmissionLimit.TARGET_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.coordinator.AdmissionLimit.Kind;
import org.junit.jupiter.api.Test;

class AdmissionLimitTest {
    private static final int MOST = 4096;
    private static final long MILLIS = 1_000_000;

    private long now = 5_000 * MILLIS;
    private final AdmissionLimit limit = new AdmissionLimit(MOST, now);

    /** An interval in which so many are under way, and the quickest takes so long. */
    private void interval(int underWay, long quickestNanos) {
        interval(underWay, Kind.WRITE, quickestNanos, underWay);
    }

    private void interval(int underWay, Kind kind, long quickestNanos, int samples) {
        for (int i = 0; i < underWay; i++) {
            limit.begun();
        }
        for (int i = 0; i < underWay; i++) {
            if (i < samples) {
                limit.ended(kind, now - quickestNanos - i * MILLIS, now);
            } else {
                limit.refused();
            }
        }
        now += INTERVAL_NANOS;
        limit.admits(now);
    }

    @Test
    void whatEndsInGoodTimeIsNotLimitedButByTheMost() {
        interval(3000, 20 * MILLIS);

        assertThat(limit.limit()).isEqualTo(MOST);
        assertThat(limit.isStrained()).isFalse();
    }

    @Test
    void standingQueueShrinksTheLimitInProportion() {
        interval(1000, TARGET_NANOS * 4 / 3);

        assertThat(limit.limit()).isEqualTo(750);
        assertThat(limit.isStrained()).isTrue();
    }

    @Test
    void limitIsAtMostHalvedAtATimeAndNeverBelowTheLeast() {
        interval(1000, 20 * TARGET_NANOS);
        assertThat(limit.limit()).isEqualTo(500);
        for (int i = 0; i < 10; i++) {
            interval(limit.limit(), 20 * TARGET_NANOS);
        }

        assertThat(limit.limit()).isEqualTo(LEAST);
    }

    @Test
    void oneQuickWriteTellsThatTheOthersWereSlowForAnotherReason() {
        for (int i = 0; i < 9; i++) {
            limit.begun();
            limit.ended(Kind.WRITE, now - (i == 8 ? MILLIS : 3_000 * MILLIS), now);
        }
        now += INTERVAL_NANOS;

        assertThat(limit.admits(now)).isTrue();
        assertThat(limit.limit()).isEqualTo(MOST);
    }

    @Test
    void quickReadsDoNotHideThatAllWritesWait() {
        for (int i = 0; i < 500; i++) {
            limit.begun();
            limit.begun();
            limit.ended(Kind.GET, now - MILLIS, now);
            limit.ended(Kind.WRITE, now - 2 * TARGET_NANOS, now);
        }
        now += INTERVAL_NANOS;
        limit.admits(now);

        assertThat(limit.isStrained()).isTrue();
    }

    @Test
    void fewOperationsSayNothing() {
        interval(7, 40 * TARGET_NANOS);

        assertThat(limit.limit()).isEqualTo(MOST);
    }

    @Test
    void refusalsSayNothingOfHowLongThingsTake() {
        interval(100, Kind.WRITE, 40 * TARGET_NANOS, 0);

        assertThat(limit.limit()).isEqualTo(MOST);
        assertThat(limit.underWay()).isZero();
    }

    @Test
    void limitThatIsReachedGrowsAgainOnceThingsAreQuick() {
        interval(800, 40 * TARGET_NANOS);
        interval(100, 10 * MILLIS);
        assertThat(limit.limit()).as("not reached").isEqualTo(400);

        interval(400, 10 * MILLIS);
        assertThat(limit.limit()).isEqualTo(450);
        for (int i = 0; i < 40; i++) {
            interval(limit.limit(), 10 * MILLIS);
        }

        assertThat(limit.limit()).isEqualTo(MOST);
    }

    @Test
    void oneMoreThanTheLimitIsNotAdmitted() {
        AdmissionLimit small = new AdmissionLimit(2, now);
        small.begun();
        assertThat(small.admits(now)).isTrue();
        small.begun();
        assertThat(small.admits(now)).isFalse();
        small.ended(Kind.GET, now, now);
        assertThat(small.admits(now)).isTrue();
    }
}
