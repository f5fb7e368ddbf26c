package dev.stator.ring.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every plan, over thousands of clusters that seeds make up. A failure names its seed and step. */
class PlacementPlannerLawsTest {
    private static final int STEPS = 4;

    @Test
    void smallClustersArePlannedWithTheFewestMovesThereAre() {
        for (long seed = 0; seed < 2_000; seed++) {
            RandomCluster cluster = new RandomCluster(seed, 4, 5, 8);
            List<List<StoreId>> present = seed % 4 == 0 ? cluster.anyTable() : List.of();
            for (int step = 1; step <= STEPS; step++) {
                PlanRequest request = new PlanRequest(cluster.stores(), cluster.factor, cluster.partitions, present);
                String story = "seed " + seed + " step " + step;

                Plan plan = PlacementPlanner.plan(request);

                PlanChecks.check(request, plan, story);
                if (seed % 4 < 2) { // the other way to find out takes longer than planning
                    int fewest = FewestMoves.of(request);
                    assertThat(plan.moves()).as(story).isEqualTo(fewest);
                    assertThat(plan.lowerBound()).as(story).isEqualTo(fewest);
                }
                present = plan.table();
                cluster.change(3);
            }
        }
    }

    @Test
    void middlingClustersKeepAllRulesThroughJoinsLeavesAndEdits() {
        for (long seed = 10_000; seed < 10_200; seed++) {
            RandomCluster cluster = new RandomCluster(seed, 7, 10, 60);
            List<List<StoreId>> present = seed % 4 == 0 ? cluster.anyTable() : List.of();
            for (int step = 1; step <= STEPS; step++) {
                PlanRequest request = new PlanRequest(cluster.stores(), cluster.factor, cluster.partitions, present);

                Plan plan = PlacementPlanner.plan(request);

                PlanChecks.check(request, plan, "seed " + seed + " step " + step);
                present = plan.table();
                cluster.change(seed % 2 == 0 ? 2 : 60);
            }
        }
    }

    @Test
    void planningAgainChangesNothing() {
        for (long seed = 20_000; seed < 20_300; seed++) {
            RandomCluster cluster = new RandomCluster(seed, 5, 8, 20);
            Plan plan =
                    PlacementPlanner.plan(PlanRequest.initial(cluster.stores(), cluster.factor, cluster.partitions));

            Plan again = PlacementPlanner.plan(
                    new PlanRequest(cluster.stores(), cluster.factor, cluster.partitions, plan.table()));

            assertThat(again.table()).as("seed %d", seed).isEqualTo(plan.table());
            assertThat(again.moves()).as("seed %d", seed).isZero();
        }
    }

    @Test
    void theOrderInWhichStoresAreListedDoesNotMatter() {
        for (long seed = 30_000; seed < 30_300; seed++) {
            RandomCluster cluster = new RandomCluster(seed, 5, 8, 20);
            List<List<StoreId>> present = cluster.anyTable();
            List<Capacity> shuffled = new ArrayList<>(cluster.stores());
            Collections.shuffle(shuffled, new Random(seed));

            Plan plan = PlacementPlanner.plan(
                    new PlanRequest(cluster.stores(), cluster.factor, cluster.partitions, present));
            Plan other = PlacementPlanner.plan(new PlanRequest(shuffled, cluster.factor, cluster.partitions, present));

            assertThat(other).as("seed %d", seed).isEqualTo(plan);
        }
    }
}
