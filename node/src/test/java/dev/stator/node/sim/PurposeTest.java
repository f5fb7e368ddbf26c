package dev.stator.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PurposeTest {
    private static final int SEEDS = 4_000;

    @Test
    void mostSwarmsHaveNoPurposeAndEachOtherPurposeHasSome() {
        Map<Purpose, Integer> drawn = new EnumMap<>(Purpose.class);

        for (long seed = 1; seed <= SEEDS; seed++) {
            drawn.merge(Simulation.swarmOf(seed).purpose(), 1, Integer::sum);
        }

        assertThat(drawn.get(Purpose.NONE)).isBetween(SEEDS * 81 / 100, SEEDS * 87 / 100);
        assertThat(drawn.get(Purpose.DELETION)).isBetween(SEEDS * 4 / 100, SEEDS * 6 / 100);
        assertThat(drawn.get(Purpose.RETRIES)).isBetween(SEEDS * 2 / 100, SEEDS * 4 / 100);
        assertThat(drawn.get(Purpose.REFUSALS)).isBetween(SEEDS * 2 / 100, SEEDS * 4 / 100);
        assertThat(drawn.get(Purpose.STRAGGLERS)).isBetween(SEEDS * 4 / 100, SEEDS * 6 / 100);
    }

    @Test
    void whatIsToBePurgedIsLeftAloneForLongEnough() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Swarm swarm = Simulation.swarmOf(seed);
            Tide tide = swarm.tide();

            if (swarm.purpose() == Purpose.DELETION || swarm.purpose() == Purpose.STRAGGLERS) {
                assertThat(tide.nanos() - tide.highNanos()).isGreaterThan(36 * Scheduler.SECONDS);
                assertThat(swarm.chaosNanos()).isGreaterThan(2 * tide.nanos());
            } else {
                assertThat(tide.untilHigh(seed)).isZero();
            }
        }
    }

    @Test
    void atLowTideUsersWaitForTheNextHighOne() {
        Tide tide = new Tide(10, 3, 50);

        assertThat(tide.untilHigh(109)).isZero();
        assertThat(tide.untilHigh(110)).isEqualTo(40);
        assertThat(tide.untilHigh(149)).isEqualTo(1);
        assertThat(tide.untilHigh(150)).isZero();
        assertThat(tide.isEbb(106)).isFalse();
        assertThat(tide.isEbb(107)).isTrue();
        assertThat(tide.isEbb(110)).isFalse();
    }
}
