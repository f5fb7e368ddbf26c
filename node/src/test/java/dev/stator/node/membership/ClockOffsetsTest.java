package dev.stator.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.port.Clock;
import dev.stator.ring.StoreId;
import org.junit.jupiter.api.Test;

class ClockOffsetsTest {
    private static final StoreId ONE = new StoreId(0, 1);
    private static final StoreId TWO = new StoreId(0, 2);
    private static final StoreId THREE = new StoreId(0, 3);

    private long nowMillis = 1_000_000;
    private final ClockOffsets offsets = new ClockOffsets(new Clock() {
        @Override
        public Ticks monotonic() {
            return new Ticks(nowMillis * 1_000_000);
        }

        @Override
        public WallTime wall() {
            return new WallTime(nowMillis);
        }
    });

    @Test
    void ownClockIsOffWhereTheOthersAgreeOnAnotherTime() {
        heard(ONE, 400);
        heard(TWO, 420);

        assertThat(offsets.medianAheadMillis()).isEqualTo(400);
        assertThat(ClockOffsets.isOff(offsets.medianAheadMillis())).isTrue();
    }

    @Test
    void oneOtherThatIsOffSaysNothingAboutThisOne() {
        heard(ONE, 86_400_000);
        heard(TWO, 3);

        assertThat(offsets.medianAheadMillis()).isEqualTo(3);
    }

    @Test
    void oneOtherAloneCannotTellWhoseClockIsOff() {
        heard(ONE, 86_400_000);

        assertThat(offsets.medianAheadMillis()).isZero();
    }

    @Test
    void ofAnEvenNumberTheMiddleTwoCount() {
        heard(ONE, 300);
        heard(TWO, 500);
        heard(THREE, 700);

        assertThat(offsets.medianAheadMillis()).isEqualTo(400);
    }

    @Test
    void whatWasHeardLongAgoCountsNoMore() {
        heard(ONE, 400);
        nowMillis += 61_000;
        heard(TWO, 400);

        assertThat(offsets.medianAheadMillis()).isZero();
    }

    @Test
    void answerThatTookLongSaysTooLittle() {
        Clock.Ticks asked = new Clock.Ticks(nowMillis * 1_000_000);
        nowMillis += 250;
        offsets.heard(ONE, asked, nowMillis + 400);
        heard(TWO, 400);

        assertThat(offsets.medianAheadMillis()).isZero();
    }

    @Test
    void halfOfTheRoundTripIsTheAgeOfWhatWasSaid() {
        for (StoreId member : new StoreId[] {ONE, TWO}) {
            Clock.Ticks asked = new Clock.Ticks(nowMillis * 1_000_000);
            nowMillis += 100;
            offsets.heard(member, asked, nowMillis - 50);
        }

        assertThat(offsets.medianAheadMillis()).isZero();
    }

    private void heard(StoreId member, long aheadMillis) {
        offsets.heard(member, new Clock.Ticks(nowMillis * 1_000_000), nowMillis + aheadMillis);
    }
}
