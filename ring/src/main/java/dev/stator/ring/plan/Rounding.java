package dev.stator.ring.plan;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whole quotas: each the exact one rounded down or up, so that all sum to N·Q and every zone stays within its limits.
 *
 * <p>Who is rounded up is free to choose, and chosen so that the least moves: first the nodes that hold that many replicas
 * already, then those with the largest remainder. Greedy is optimal here, as "any set within the zones' limits" is a matroid.
 */
final class Rounding {
    private Rounding() {}

    /**
     * @param load the replicas per node that could stay where they are
     * @return the replicas that each node shall hold
     */
    static int[] round(Cluster cluster, Quotas quotas, long total, int[] load) {
        int[] rounded = new int[cluster.size()];
        int[] zoneSum = new int[cluster.zones()];
        long left = total;
        for (int node = 0; node < rounded.length; node++) {
            rounded[node] = quotas.of(node).floor();
            zoneSum[cluster.zoneOf(node)] += rounded[node];
            left -= rounded[node];
        }
        List<Integer> candidates = IntStream.range(0, rounded.length)
                .filter(node -> !quotas.of(node).isWhole())
                .boxed()
                .sorted(Comparator.comparing((Integer node) -> load[node] <= rounded[node])
                        .thenComparing(node -> -quotas.of(node).fraction())
                        .thenComparing(node -> node))
                .toList();
        boolean[] up = new boolean[rounded.length];
        for (boolean toTheLeast : new boolean[] {true, false}) {
            for (int node : candidates) {
                int zone = cluster.zoneOf(node);
                long limit = toTheLeast ? quotas.least(zone) : quotas.most(zone);
                if (left > 0 && !up[node] && zoneSum[zone] < limit) {
                    up[node] = true;
                    zoneSum[zone]++;
                    left--;
                }
            }
        }
        if (left != 0) {
            throw new IllegalStateException(left + " replicas of " + total + " are nobody's");
        }
        for (int node = 0; node < rounded.length; node++) {
            rounded[node] += up[node] ? 1 : 0;
        }
        return rounded;
    }
}
