package dev.stator.ring.plan;

import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Plans which stores own which partitions (Dynamo §6.2's third strategy, with the owners chosen instead of walked to). Pure:
 * equal requests give equal plans, wherever and in whatever order the stores are listed.
 *
 * <ol>
 *   <li>{@link Spread}: how many owners of a partition each zone may and must have.
 *   <li>{@link Quotas}: how many replicas each node should hold, by weight under those limits. Exact fractions.
 *   <li>{@link Keep}: everyone stays where the spread allows it.
 *   <li>{@link Rounding}: quotas become whole, in favour of those who hold that much already.
 *   <li>{@link Chains}, as far as they cost nothing: what stays is rearranged until no more of it could stay.
 *   <li>{@link Deal}: what is vacant or too much goes directly to those that have too little.
 *   <li>{@link Chains} again, for what could not be dealt directly, the cheapest first. Now no table has fewer moves.
 *   <li>{@link Roles}: who is first.
 * </ol>
 *
 * <p>It always ends with every node at its quota and no zone violated, because that is always possible: a partition that
 * gave quota/Q of a replica to every node would be within every limit, and flows whose limits are whole have whole solutions.
 */
public final class PlacementPlanner {
    private PlacementPlanner() {}

    public static Plan plan(PlanRequest request) {
        Cluster cluster = new Cluster(request.stores());
        Spread spread = new Spread(cluster, request.factor());
        Quotas quotas = new Quotas(cluster, spread, request.factor(), request.partitions());
        Draft draft =
                new Draft(cluster, spread, quotas, request.factor(), request.partitions(), present(request, cluster));

        Keep.into(draft, quotas);
        draft.roundQuotas();
        Chains.repairWithoutMoves(draft);
        int lowerBound = Deal.out(draft);
        lowerBound += Chains.repair(draft);
        Roles.assign(draft);
        return report(draft, quotas, spread, lowerBound);
    }

    private static int[] present(PlanRequest request, Cluster cluster) {
        int[] present = new int[request.partitions() * request.factor()];
        Arrays.fill(present, -1);
        int slot = 0;
        for (List<StoreId> owners : request.present()) {
            for (StoreId owner : owners) {
                present[slot++] = cluster.number(owner);
            }
        }
        return present;
    }

    private static Plan report(Draft draft, Quotas quotas, Spread spread, int lowerBound) {
        Cluster cluster = draft.cluster();
        int[] firsts = new int[cluster.size()];
        int zoneViolations = 0;
        int nodeViolations = 0;
        List<List<StoreId>> table = new ArrayList<>(draft.partitions());
        for (int partition = 0; partition < draft.partitions(); partition++) {
            StoreId[] owners = new StoreId[draft.factor()];
            int[] nodes = new int[draft.factor()];
            for (int i = 0; i < nodes.length; i++) {
                int slot = draft.firstSlot(partition) + i;
                nodes[i] = draft.owner(slot);
                owners[i] = cluster.store(nodes[i]);
            }
            firsts[nodes[0]]++;
            zoneViolations += spread.isKeptBy(nodes, cluster) ? 0 : 1;
            nodeViolations += Arrays.stream(nodes).distinct().count() == nodes.length ? 0 : 1;
            table.add(List.of(owners));
        }
        double[] firstTargets = Roles.targets(draft);
        List<Plan.Share> shares = new ArrayList<>(cluster.size());
        for (int node = 0; node < cluster.size(); node++) {
            shares.add(new Plan.Share(
                    cluster.store(node), quotas.of(node).value(), draft.load(node), firstTargets[node], firsts[node]));
        }
        return new Plan(
                draft.factor(),
                table,
                shares,
                quotas.caps(),
                draft.moves(),
                lowerBound,
                zoneViolations,
                nodeViolations);
    }
}
