package dev.stator.node.kernel;

import static dev.stator.node.message.DiskState.FILLING;
import static dev.stator.node.message.DiskState.FULL;
import static dev.stator.node.message.DiskState.IN_DOUBT;
import static dev.stator.node.message.DiskState.OK;
import static dev.stator.node.message.DiskState.SCARCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class DiskThresholdsTest {
    @Test
    void eachThresholdTakesLess() {
        assertThat(DiskThresholds.next(OK, 0)).isEqualTo(OK);
        assertThat(DiskThresholds.next(OK, 0.8499)).isEqualTo(OK);
        assertThat(DiskThresholds.next(OK, 0.85)).isEqualTo(FILLING);
        assertThat(DiskThresholds.next(FILLING, 0.9199)).isEqualTo(FILLING);
        assertThat(DiskThresholds.next(OK, 0.92)).isEqualTo(SCARCE);
        assertThat(DiskThresholds.next(SCARCE, 0.9499)).isEqualTo(SCARCE);
        assertThat(DiskThresholds.next(OK, 0.95)).isEqualTo(FULL);
        assertThat(DiskThresholds.next(OK, 1.7)).isEqualTo(FULL);
    }

    @Test
    void stateEndsALittleBelowWhereItBegan() {
        assertThat(DiskThresholds.next(FULL, 0.946)).isEqualTo(FULL);
        assertThat(DiskThresholds.next(FULL, 0.944)).isEqualTo(SCARCE);
        assertThat(DiskThresholds.next(SCARCE, 0.916)).isEqualTo(SCARCE);
        assertThat(DiskThresholds.next(SCARCE, 0.914)).isEqualTo(FILLING);
        assertThat(DiskThresholds.next(FULL, 0.3)).isEqualTo(OK);
    }

    @Test
    void roomDoesNotMakeADoubtfulDiskTrustworthy() {
        assertThat(DiskThresholds.next(IN_DOUBT, 0.3)).isEqualTo(IN_DOUBT);
        assertThat(DiskThresholds.next(IN_DOUBT, 0.99)).isEqualTo(IN_DOUBT);
    }

    @Test
    void unknownUseFillsNothing() {
        assertThat(DiskUse.UNKNOWN.share()).isZero();
        assertThat(new DiskUse(150, 100).share()).isEqualTo(1.5);
        assertThatIllegalArgumentException().isThrownBy(() -> new DiskUse(-1, 100));
    }
}
