package dev.stator.node.sim.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/**
 * The simulator notices what it must. Without properties: every mutant still applies and compiles, and is found by the seed that
 * is written beside it, or by one soon after, for seeds tell other stories whenever the code changes; or, where no seed is, by a
 * unit test. After a minute no more are begun; each day begins with others.
 *
 * <p>{@code -Dmutants.hunt=true} hunts them from seed 1 on and prints how many seeds each kill took: the table of docs/TESTING.md. With
 * it {@code -Dmutants.only=PATTERN}, those of such names; {@code -Dmutants.kills=N}, {@code -Dmutants.seeds=N}, per mutant; {@code
 * -Dmutants.seconds=N}, in all; {@code -Dmutants.threads=N}; {@code -Dmutants.swarms=PATTERN}, only seeds that drew such a swarm, such as
 * {@code 'read-errors'}.
 */
class MutantsTest {
    private static final int THREADS = Integer.getInteger("mutants.threads", 2);
    private static final int NEIGHBOURS = 50;
    private static final long SECONDS_USUALLY = 60;

    @Test
    void everyMutantAppliesToTheSourceAsItIs() {
        List<String> stale = new ArrayList<>();

        for (Mutant mutant : Mutants.ALL) {
            try {
                assertThat(MutantCompiler.changed(mutant)).as(mutant.name()).isNotEmpty();
            } catch (MutantCompiler.StaleMutantException e) {
                stale.add(String.valueOf(e.getMessage()));
            }
        }

        assertThat(stale).isEmpty();
    }

    @Test
    void theNodeAsItIsPassesTheTestsThatMutantsFail() throws ReflectiveOperationException {
        assertThat(UnitTests.failing(new MutantLoader(Map.of()), "")).isEmpty();
    }

    @Test
    void everyMutantIsFound() throws InterruptedException, ExecutionException {
        boolean isHunt = Boolean.getBoolean("mutants.hunt");
        List<Mutant> mutants = new ArrayList<>(Mutants.ALL);
        mutants.removeIf(mutant -> !mutant.name().matches(System.getProperty("mutants.only", ".*")));
        int today = Math.floorMod(LocalDate.now(ZoneOffset.UTC).toEpochDay() * 17, Math.max(1, mutants.size()));
        Collections.rotate(mutants, isHunt ? 0 : today);
        int kills = Integer.getInteger("mutants.kills", 1);
        int seeds = Integer.getInteger("mutants.seeds", isHunt ? 2000 : NEIGHBOURS);
        long seconds = Long.getLong("mutants.seconds", isHunt ? 86_400L : SECONDS_USUALLY);
        Hunt hunt = new Hunt(isHunt, THREADS, kills, seeds, System.getProperty("mutants.swarms", ""), seconds);

        List<Hunt.Catch> catches = hunt.run(mutants);

        List<String> alive = new ArrayList<>();
        for (Hunt.Catch caught : catches) {
            if (!caught.isKilled()
                    && !caught.isCutShort()
                    && caught.mutant().atLarge().isEmpty()) {
                alive.add(caught.toString());
            }
        }
        assertThat(alive).as("mutants that nothing finds").isEmpty();
    }
}
