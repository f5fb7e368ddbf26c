package dev.stator.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the sweep number grows (PROTOCOL rule 14). */
class SweepDecisionTest {
    @Test
    void numberWaitsForWhoeverHasNotAdoptedTheOneBefore() {
        assertThat(SweepDecision.next(3, 3, 2, true)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, false, 0",
        "0, 0, 0, true,  1",
        "3, 3, 2, true,  3", // somebody has not adopted it yet
        "3, 3, 3, false, 3",
        "3, 3, 3, true,  4",
        "3, 5, 2, false, 5", // who was away takes up what the others have
        "3, 4, 3, true,  4",
    })
    void numberIsRaisedOnceAllHaveIt(long adopted, long heard, long least, boolean isTime, long next) {
        assertThat(SweepDecision.next(adopted, heard, least, isTime)).isEqualTo(next);
    }
}
