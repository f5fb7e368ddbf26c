package dev.stator.ring.plan;

import dev.stator.ring.Placement;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who holds how much of all N·Q replicas, and who should: fractions that sum to 1. */
public final class Shares {
    private Shares() {}

    /** By the weights of the ring's active members, under the planner's caps; stores that are to give all away have none. */
    public static SortedMap<StoreId, Double> target(RingState ring) {
        PlanRequest request = PlanRequest.from(ring);
        Cluster cluster = new Cluster(request.stores());
        Quotas quotas =
                new Quotas(cluster, new Spread(cluster, request.factor()), request.factor(), request.partitions());
        double all = (double) request.factor() * request.partitions();
        SortedMap<StoreId, Double> shares = new TreeMap<>();
        ring.members().keySet().forEach(store -> shares.put(store, 0.0));
        request.stores()
                .forEach(store -> shares.put(
                        store.store(), quotas.of(cluster.number(store.store())).value() / all));
        return shares;
    }

    /** By the ring's table as it is. */
    public static SortedMap<StoreId, Double> actual(RingState ring) {
        Map<StoreId, Integer> replicas = new HashMap<>();
        for (Placement placement : ring.placements()) {
            placement.owners().forEach(store -> replicas.merge(store, 1, Integer::sum));
        }
        double all = (double) ring.factor() * ring.partitions();
        SortedMap<StoreId, Double> shares = new TreeMap<>();
        ring.members().keySet().forEach(store -> shares.put(store, replicas.getOrDefault(store, 0) / all));
        return shares;
    }
}
