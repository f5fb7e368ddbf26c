package dev.stator.ring.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The largest clusters that are meant to work: 10,000 nodes, 131,072 partitions. Takes a second or two a plan. */
class PlacementPlannerSizeTest {
    private static final int NODES = 10_000;
    private static final int PARTITIONS = 131_072;

    @Test
    void tenThousandNodesInExactlyAsManyZonesAsReplicas() {
        growAndShrink(3);
    }

    @Test
    void tenThousandNodesThatAreZonesThemselves() {
        growAndShrink(NODES);
    }

    @Test
    void everythingChangesAtOnce() {
        Random random = new Random(4711);
        List<Capacity> before = nodes(2);
        List<Capacity> after = new ArrayList<>();
        for (Capacity store : before) {
            if (random.nextInt(3) > 0) {
                after.add(new Capacity(store.store(), "y" + random.nextInt(4), 1 + random.nextInt(10_000)));
            }
        }
        Plan first = checked(PlanRequest.initial(before, 3, PARTITIONS));

        checked(new PlanRequest(after, 3, PARTITIONS, first.table()));
    }

    @Test
    void aMillionPartitionsOnFiveNodesTakeAHeavySixth() {
        List<Capacity> nodes = new ArrayList<>(nodes(5).subList(0, 5));
        Plan first = checked(PlanRequest.initial(nodes, 3, PlanRequest.MAX_PARTITIONS));
        nodes.add(new Capacity(new StoreId(1, 0), "z9", 10_000));

        Plan second = checked(new PlanRequest(nodes, 3, PlanRequest.MAX_PARTITIONS, first.table()));

        assertThat(second.shares().get(5).load()).isEqualTo(PlanRequest.MAX_PARTITIONS);
        assertThat(second.moves()).isEqualTo(PlanRequest.MAX_PARTITIONS);
    }

    private static void growAndShrink(int zones) {
        List<Capacity> nodes = nodes(zones);
        Plan plan = checked(PlanRequest.initial(nodes, 3, PARTITIONS));
        nodes.add(new Capacity(new StoreId(1, 0), "z0", 400));

        Plan joined = checked(new PlanRequest(nodes, 3, PARTITIONS, plan.table()));
        nodes.remove(1234);
        Plan left = checked(new PlanRequest(nodes, 3, PARTITIONS, joined.table()));

        // who stays gives to the new one and takes from the old one, and nothing is moved between them
        assertThat(joined.moves())
                .isLessThanOrEqualTo(joined.shares().get(NODES).load() + zones);
        assertThat(left.moves()).isLessThanOrEqualTo(joined.shares().get(1234).load() + zones);
    }

    private static List<Capacity> nodes(int zones) {
        Random random = new Random(zones);
        List<Capacity> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Capacity(new StoreId(0, i), "z" + i % zones, 100 << random.nextInt(3)));
        }
        return nodes;
    }

    private static Plan checked(PlanRequest request) {
        Plan plan = PlacementPlanner.plan(request);
        PlanChecks.check(request, plan, request.stores().size() + " nodes");
        return plan;
    }
}
