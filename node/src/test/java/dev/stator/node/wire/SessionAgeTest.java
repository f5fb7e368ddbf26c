package dev.stator.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class SessionAgeTest {
    private final SessionAge age = new SessionAge();

    @Test
    void theFastestFrameOfASessionIsNew() {
        assertThat(age.of(1_000, 500)).isZero(); // two clocks that have nothing to do with each other
        assertThat(age.of(1_100, 600)).isZero();
        assertThat(age.of(1_200, 650)).isZero(); // faster still
    }

    @Test
    void whatTookLongerThanTheFastestIsOlderByThat() {
        age.of(1_000, 500);

        assertThat(age.of(1_100, 900)).isEqualTo(300);
        assertThat(age.of(1_100, 10_700)).isBetween(10_089L, 10_100L);
    }

    @Test
    void clocksThatRunApartForAMonthMakeNoFrameOld() {
        double drift = 1.0005; // half a thousandth: the worst that NTP slews by
        long day = 86_400_000;

        for (long now = 0; now < 30 * day; now += 1_000) {
            assertThat(age.of(now, (long) (now * drift))).isLessThanOrEqualTo(1);
        }
        long later = (long) (30 * day * drift);
        assertThat(age.of(30 * day - 5_000, later)).isBetween(4_990L, 5_003L);
    }

    @Test
    void noFrameIsTakenForOlderThanItIs() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            SessionAge session = new SessionAge();
            long skew = random.nextInt();
            long now = 0;
            for (int i = 0; i < 200; i++) {
                now += random.nextInt(2_000);
                long delay = random.nextInt(random.nextInt(10) == 0 ? 20_000 : 50);
                assertThat(session.of(now - delay + skew, now))
                        .as("seed %d", seed)
                        .isBetween(0L, delay);
            }
        }
    }
}
