package dev.stator.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BackoffTest {
    private final Backoff backoff = new Backoff(50, 2_000);

    @Test
    void waitsDoubleUpToTheirLimit() {
        assertThat(backoff.millis(1, 0)).isEqualTo(50);
        assertThat(backoff.millis(2, 0)).isEqualTo(100);
        assertThat(backoff.millis(6, 0)).isEqualTo(1_600);
        assertThat(backoff.millis(7, 0)).isEqualTo(2_000);
        assertThat(backoff.millis(Integer.MAX_VALUE, 0)).isEqualTo(2_000);
    }

    @Test
    void chanceTakesAwayUpToHalf() {
        assertThat(backoff.millis(7, 0.5)).isEqualTo(1_500);
        assertThat(backoff.millis(7, 0.999)).isBetween(1_000L, 1_002L);
    }
}
