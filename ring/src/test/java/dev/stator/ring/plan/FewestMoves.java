package dev.stator.ring.plan;

import dev.stator.ring.StoreId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The exact answer for small clusters, found in another way than the planner's: the cheapest flow from partitions over zones
 * to nodes, where a replica that is not at home costs 1. Every node may take its quota rounded down or up, whichever is
 * cheaper, and every zone must have its least and most of each partition.
 */
final class FewestMoves {
    private static final long MUST = 1_000_000;

    private final List<int[]> edges = new ArrayList<>(); // to, capacity left; odd ones are the way back
    private final List<Long> costs = new ArrayList<>();
    private final List<List<Integer>> edgesOf = new ArrayList<>();

    /** The fewest moves by which any table meets all rules. */
    static int of(PlanRequest request) {
        return Math.toIntExact(new FewestMoves().solve(request, new Rules(request)));
    }

    private long solve(PlanRequest request, Rules rules) {
        int source = vertex();
        int sink = vertex();
        Map<StoreId, Integer> stores = new HashMap<>();
        long musts = 0;
        for (Capacity store : request.stores()) {
            int vertex = vertex();
            stores.put(store.store(), vertex);
            double quota = rules.quota(store.store());
            int low = (int) Math.floor(quota + 1e-7);
            int high = (int) Math.ceil(quota - 1e-7);
            edge(vertex, sink, low, -MUST);
            edge(vertex, sink, high - low, 0);
            musts += low;
        }
        for (int p = 0; p < request.partitions(); p++) {
            int partition = vertex();
            edge(source, partition, request.factor(), 0);
            Map<String, Integer> zones = new HashMap<>();
            for (String zone : rules.zones()) {
                int vertex = vertex();
                zones.put(zone, vertex);
                edge(partition, vertex, rules.least(zone), -MUST);
                edge(partition, vertex, rules.most(zone) - rules.least(zone), 0);
                musts += rules.least(zone);
            }
            for (Capacity store : request.stores()) {
                boolean home =
                        !request.present().isEmpty() && request.present().get(p).contains(store.store());
                edge(zones.getOrDefault(store.zone(), -1), stores.getOrDefault(store.store(), -1), 1, home ? 0 : 1);
            }
        }
        long flow = 0;
        long cost = 0;
        long step = augment(source, sink);
        while (step != Long.MAX_VALUE) {
            flow++;
            cost += step;
            step = augment(source, sink);
        }
        long moves = cost + musts * MUST;
        if (flow != (long) request.factor() * request.partitions() || moves < 0 || moves > flow) {
            throw new AssertionError("no table meets these rules: flow " + flow + ", cost " + cost);
        }
        return moves;
    }

    private int vertex() {
        edgesOf.add(new ArrayList<>());
        return edgesOf.size() - 1;
    }

    private void edge(int from, int to, int capacity, long cost) {
        edgesOf.get(from).add(edges.size());
        edges.add(new int[] {to, capacity});
        costs.add(cost);
        edgesOf.get(to).add(edges.size());
        edges.add(new int[] {from, 0});
        costs.add(-cost);
    }

    /** Bellman and Ford with a queue. Answers the cost of the cheapest path, after sending one unit along it. */
    private long augment(int source, int sink) {
        long[] distance = new long[edgesOf.size()];
        int[] by = new int[edgesOf.size()];
        boolean[] queued = new boolean[edgesOf.size()];
        Arrays.fill(distance, Long.MAX_VALUE);
        distance[source] = 0;
        ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(source));
        while (!queue.isEmpty()) {
            int at = queue.poll();
            queued[at] = false;
            for (int e : edgesOf.get(at)) {
                int to = edges.get(e)[0];
                if (edges.get(e)[1] > 0 && distance[at] + costs.get(e) < distance[to]) {
                    distance[to] = distance[at] + costs.get(e);
                    by[to] = e;
                    if (!queued[to]) {
                        queued[to] = true;
                        queue.add(to);
                    }
                }
            }
        }
        for (int at = sink; distance[sink] != Long.MAX_VALUE && at != source; at = edges.get(by[at] ^ 1)[0]) {
            edges.get(by[at])[1]--;
            edges.get(by[at] ^ 1)[1]++;
        }
        return distance[sink];
    }
}
