package dev.stator.ring.plan;

import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;

/** What a plan must keep to, worked out anew and differently from the planner: with doubles and bisection. */
final class Rules {
    private final int partitions;
    private final SortedMap<String, List<Capacity>> zones = new TreeMap<>();
    private final Map<String, Integer> least = new HashMap<>();
    private final Map<String, Integer> most = new HashMap<>();
    private final Map<StoreId, Double> quota = new HashMap<>();

    Rules(PlanRequest request) {
        partitions = request.partitions();
        for (Capacity store : request.stores()) {
            zones.computeIfAbsent(store.zone(), zone -> new ArrayList<>()).add(store);
        }
        int height = 1; // the most even spread of N: the lowest that holds N when zones are no higher than their nodes
        while (sumAt(height) < request.factor()) {
            height++;
        }
        for (Map.Entry<String, List<Capacity>> zone : zones.entrySet()) {
            least.put(zone.getKey(), Math.min(zone.getValue().size(), height - 1));
            most.put(zone.getKey(), Math.min(zone.getValue().size(), height));
        }
        double level = bisect((double) request.factor() * partitions, at -> zones.entrySet().stream()
                .mapToDouble(zone -> clamp(zone.getKey(), held(zone.getValue(), at)))
                .sum());
        zones.forEach((zone, stores) -> {
            double own = bisect(clamp(zone, held(stores, level)), at -> held(stores, at));
            stores.forEach(store -> quota.put(store.store(), Math.min(partitions, own * store.weight())));
        });
    }

    private int sumAt(int height) {
        return zones.values().stream()
                .mapToInt(stores -> Math.min(stores.size(), height))
                .sum();
    }

    private double bisect(double target, DoubleUnaryOperator rising) {
        double low = 0;
        double high = 4.0 * partitions;
        for (int i = 0; i < 100; i++) {
            double middle = (low + high) / 2;
            if (rising.applyAsDouble(middle) < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private double held(List<Capacity> stores, double level) {
        double held = 0;
        for (Capacity store : stores) {
            held += Math.min(partitions, level * store.weight());
        }
        return held;
    }

    private double clamp(String zone, double held) {
        return Math.max((double) least(zone) * partitions, Math.min((double) most(zone) * partitions, held));
    }

    SortedSet<String> zones() {
        return new TreeSet<>(zones.keySet());
    }

    /** Owners of a partition that a zone must have. */
    int least(String zone) {
        return least.getOrDefault(zone, 0);
    }

    /** Owners of a partition that a zone may have. */
    int most(String zone) {
        return most.getOrDefault(zone, 0);
    }

    double quota(StoreId store) {
        return quota.getOrDefault(store, 0.0);
    }
}
