package dev.stator.ring.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ScenarioTest {
    private static final Scenario.Node A = new Scenario.Node("a", "z1", 100);
    private static final Scenario.Node B = new Scenario.Node("b", "z2", 100);
    private static final Scenario.Node C = new Scenario.Node("c", "z3", 100);
    private static final Scenario.Node D = new Scenario.Node("d", "z3", 100);

    @Test
    void eachStepIsPlannedFromTheOneBefore() {
        List<StepReport> reports =
                run(new Scenario("grow", 3, 16, List.of(step(A, B, C), step(D, C, B, A), step(A, B, D))));

        assertThat(reports)
                .extracting(StepReport::step, StepReport::nodes, StepReport::moves, StepReport::lowerBound)
                .containsExactly(
                        tuple(1, 3, 48, 48),
                        tuple(2, 4, 8, 8), // half of zone z3's sixteen
                        tuple(3, 3, 8, 8));
        assertThat(reports).allSatisfy(report -> {
            assertThat(report.maxDeviation()).isZero();
            assertThat(report.maxOverQuota()).isEqualTo(1.0);
            assertThat(report.zoneViolations()).isZero();
            assertThat(report.nodeViolations()).isZero();
        });
    }

    @Test
    void timeIsTakenByTheCallersClock() {
        assertThat(run(new Scenario("s", 1, 16, List.of(step(A), step(A)))))
                .extracting(StepReport::seconds)
                .containsExactly(2.0, 2.0);
    }

    @Test
    void aStepWithFewerNodesThanTheFactorIsNamed() {
        assertThatThrownBy(() -> new Scenario("s", 3, 16, List.of(step(A, B, C), step(A, B))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step 2: a factor of 3 needs as many stores, not 2");
    }

    @Test
    void aNodeWithABadWeightIsNamed() {
        assertThatThrownBy(() -> new Scenario("s", 1, 16, List.of(step(new Scenario.Node("x", "z", 0)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step 1: x: the weight must be 1..10000, not 0");
    }

    @Test
    void aNodeListedTwiceIsNamed() {
        assertThatThrownBy(() -> new Scenario("s", 1, 16, List.of(step(A, A))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("step 1: a node is listed twice: a");
    }

    private static List<StepReport> run(Scenario scenario) {
        List<StepReport> reports = new ArrayList<>();
        AtomicLong clock = new AtomicLong();
        scenario.run(() -> clock.getAndAdd(2_000_000_000L), reports::add);
        return reports;
    }

    private static Scenario.Step step(Scenario.Node... nodes) {
        return new Scenario.Step(List.of(nodes));
    }
}
