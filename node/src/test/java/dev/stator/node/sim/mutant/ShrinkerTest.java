package dev.stator.node.sim.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.sim.Shrinker;
import dev.stator.node.sim.Simulation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    private static final int RUNS_MAX = 100;
    private static final long SECONDS_MAX = 60;

    /** A mutant that many seeds find, loaded with a simulator of its own. */
    private static final class Found {
        private final Class<?> simulation;
        private final Class<?> shrinker;
        private final long seed;

        Found(String name) throws ReflectiveOperationException {
            Mutant mutant = Mutants.ALL.stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            MutantLoader loader = new MutantLoader(new MutantCompiler().compile(mutant));
            this.simulation = loader.loadClass(Simulation.class.getName());
            this.shrinker = loader.loadClass(Shrinker.class.getName());
            this.seed = mutant.seed();
        }

        String promiseBrokenWithout(String trim) throws ReflectiveOperationException {
            String violation = (String) simulation
                    .getMethod("firstViolation", long.class, String.class)
                    .invoke(null, seed, trim);
            return violation.split(":", 2)[0];
        }

        String shrunk() throws ReflectiveOperationException {
            return (String) shrinker.getMethod("shrink", long.class, int.class, long.class)
                    .invoke(null, seed, RUNS_MAX, SECONDS_MAX);
        }
    }

    @Test
    void shrunkSeedBreaksTheSamePromiseWithLessTroubleAndInLessTime() throws ReflectiveOperationException {
        Found mutant = new Found("replica overwrites");

        String trim = mutant.shrunk();

        assertThat(mutant.promiseBrokenWithout("")).isNotEmpty().isEqualTo(mutant.promiseBrokenWithout(trim));
        assertThat(List.of(trim.split(",", -1)))
                .as("what was left out")
                .hasSizeGreaterThan(5)
                .anyMatch(part -> part.startsWith("user"))
                .anyMatch(part -> part.startsWith("seconds="));
    }

    @Test
    void seedThatBreaksNothingIsNotShrunk() {
        assertThat(Shrinker.shrink(1, RUNS_MAX, SECONDS_MAX)).isEmpty();
    }
}
