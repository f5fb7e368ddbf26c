package dev.stator.node.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.port.Clock;
import org.junit.jupiter.api.Test;

class HorizonTest {
    private static final long DAY = 86_400_000;

    private long wall = 100 * DAY + 12;
    private long monotonic = 7;
    private final Horizon horizon = new Horizon(
            new Clock() {
                @Override
                public Ticks monotonic() {
                    return new Ticks(monotonic * 1_000_000);
                }

                @Override
                public WallTime wall() {
                    return new WallTime(wall);
                }
            },
            10 * DAY);

    @Test
    void horizonIsTenDaysAgoAndMovesOnceADay() {
        assertThat(horizon.millis()).isEqualTo(90 * DAY);

        pass(DAY - 13);
        assertThat(horizon.millis()).isEqualTo(90 * DAY);

        pass(1);
        assertThat(horizon.millis()).isEqualTo(91 * DAY);
    }

    @Test
    void clockThatIsSetForwardMakesNothingOld() { // FAILURES 84
        horizon.millis();

        wall += 30 * DAY;

        assertThat(horizon.millis()).isEqualTo(90 * DAY);
        pass(DAY);
        assertThat(horizon.millis()).isEqualTo(91 * DAY);
    }

    @Test
    void clockThatIsSetBackIsBelieved() {
        horizon.millis();

        wall -= 5 * DAY;

        assertThat(horizon.millis()).isEqualTo(85 * DAY);
    }

    @Test
    void frozenClockMakesNothingOld() {
        long before = horizon.millis();

        monotonic += 3 * DAY;

        assertThat(horizon.millis()).isEqualTo(before);
    }

    private void pass(long millis) {
        wall += millis;
        monotonic += millis;
    }
}
