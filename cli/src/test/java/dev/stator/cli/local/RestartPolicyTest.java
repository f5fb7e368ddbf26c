package dev.stator.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private static final Duration YOUNG = Duration.ofMillis(500);
    private static final Duration OLD = Duration.ofMinutes(1);

    @Test
    void aNodeIsStartedAgainWithinTwoSecondsHoweverOftenItDied() {
        int early = 0;
        Duration last = Duration.ZERO;
        for (int deaths = 1; deaths <= 100; deaths++) {
            early = RestartPolicy.earlyDeaths(early, YOUNG);
            Duration pause = RestartPolicy.pause(early);

            assertThat(pause).isPositive().isLessThan(Duration.ofSeconds(2)).isGreaterThanOrEqualTo(last);
            last = pause;
        }
    }

    @Test
    void whoLivedLongIsStartedAgainSoon() {
        int early = RestartPolicy.earlyDeaths(20, OLD);

        assertThat(RestartPolicy.pause(early)).isEqualTo(RestartPolicy.pause(1)).isLessThan(RestartPolicy.pause(20));
    }
}
