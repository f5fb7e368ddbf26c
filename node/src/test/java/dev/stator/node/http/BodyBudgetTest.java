package dev.stator.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.port.NoTelemetry;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    private final BodyBudget budget = new BodyBudget(100_000, new NoTelemetry());

    @Test
    void moreThanThereIsIsNotTaken() {
        assertThat(budget.take(60_000)).isTrue();
        assertThat(budget.take(60_000)).isFalse();
        assertThat(budget.take(40_000)).as("what was refused took nothing").isTrue();
        assertThat(budget.take(20_000)).isFalse();

        budget.give(60_000);

        assertThat(budget.take(60_000)).isTrue();
    }

    @Test
    void smallBodiesAreNotCounted() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(budget.take(1_000)).isTrue();
        }

        budget.give(1_000);

        assertThat(budget.take(100_000)).isTrue();
        assertThat(budget.take(20_000)).isFalse();
    }
}
