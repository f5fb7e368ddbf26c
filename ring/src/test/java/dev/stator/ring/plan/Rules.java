package dev.stator.ring.plan;

import dev.stator.ring.StoreId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a plan must keep to, worked out anew and differently from the planner: with doubles and bisection. */
final class Rules {
    private final SortedSet<String> zones = new TreeSet<>();
    private final Map<String, Integer> least = new HashMap<>();
    private final Map<String, Integer> most = new HashMap<>();
    private final Map<StoreId, Double> quota = new HashMap<>();

    Rules(PlanRequest request) {
        Map<String, Integer> nodes = new TreeMap<>();
        for (Capacity store : request.stores()) {
            nodes.merge(store.zone(), 1, Integer::sum);
        }
        zones.addAll(nodes.keySet());
        // The most even spread of N: the lowest height that holds N when zones are no higher than their nodes.
        int height = 1;
        while (sumAt(nodes, height) < request.factor()) {
            height++;
        }
        int round = height;
        nodes.forEach((zone, count) -> {
            least.put(zone, Math.min(count, round - 1));
            most.put(zone, Math.min(count, round));
        });
        double total = (double) request.factor() * request.partitions();
        double level = bisect(request, total);
        for (String zone : zones) {
            List<Capacity> stores = request.stores().stream()
                    .filter(store -> store.zone().equals(zone))
                    .toList();
            double target = clamp(zone, held(stores, level, request.partitions()), request.partitions());
            double low = 0;
            double high = 4.0 * request.partitions();
            for (int i = 0; i < 200; i++) {
                double middle = (low + high) / 2;
                if (held(stores, middle, request.partitions()) < target) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            for (Capacity store : stores) {
                quota.put(store.store(), Math.min(request.partitions(), high * store.weight()));
            }
        }
    }

    private static int sumAt(Map<String, Integer> nodes, int height) {
        return nodes.values().stream().mapToInt(n -> Math.min(n, height)).sum();
    }

    private double bisect(PlanRequest request, double total) {
        double low = 0;
        double high = 4.0 * request.partitions();
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            double sum = 0;
            for (String zone : zones) {
                List<Capacity> stores = request.stores().stream()
                        .filter(store -> store.zone().equals(zone))
                        .toList();
                sum += clamp(zone, held(stores, middle, request.partitions()), request.partitions());
            }
            if (sum < total) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static double held(List<Capacity> stores, double level, int partitions) {
        return stores.stream()
                .mapToDouble(store -> Math.min(partitions, level * store.weight()))
                .sum();
    }

    private double clamp(String zone, double held, int partitions) {
        return Math.max((double) least(zone) * partitions, Math.min((double) most(zone) * partitions, held));
    }

    SortedSet<String> zones() {
        return zones;
    }

    int least(String zone) {
        return least.getOrDefault(zone, 0);
    }

    int most(String zone) {
        return most.getOrDefault(zone, 0);
    }

    double quota(StoreId store) {
        return quota.getOrDefault(store, 0.0);
    }
}
