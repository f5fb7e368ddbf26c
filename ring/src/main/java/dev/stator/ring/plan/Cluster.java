package dev.stator.ring.plan;

import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The stores of a request as numbers: nodes 0..size-1 in the order of their ids, zones in the order of their names. So the
 * plan depends on who the stores are, not on the order in which they were listed.
 */
final class Cluster {
    private final List<Capacity> stores;
    private final Map<StoreId, Integer> numbers;
    private final List<String> zoneNames;
    private final int[] zoneOf;
    private final int[] weight;
    private final int[][] nodesOf;

    Cluster(List<Capacity> unordered) {
        stores =
                unordered.stream().sorted(Comparator.comparing(Capacity::store)).toList();
        numbers = new HashMap<>(stores.size() * 2);
        zoneOf = new int[stores.size()];
        weight = new int[stores.size()];
        SortedMap<String, List<Integer>> byZone = new TreeMap<>();
        for (int node = 0; node < stores.size(); node++) {
            Capacity store = stores.get(node);
            numbers.put(store.store(), node);
            weight[node] = store.weight();
            byZone.computeIfAbsent(store.zone(), zone -> new ArrayList<>()).add(node);
        }
        zoneNames = List.copyOf(byZone.keySet());
        nodesOf = new int[byZone.size()][];
        int zone = 0;
        for (List<Integer> nodes : byZone.values()) {
            nodesOf[zone] = nodes.stream().mapToInt(Integer::intValue).toArray();
            for (int node : nodes) {
                zoneOf[node] = zone;
            }
            zone++;
        }
    }

    int size() {
        return stores.size();
    }

    int zones() {
        return nodesOf.length;
    }

    int zoneOf(int node) {
        return zoneOf[node];
    }

    int weight(int node) {
        return weight[node];
    }

    /** The nodes of a zone, ascending. Not to be changed. */
    int[] nodesOf(int zone) {
        return nodesOf[zone];
    }

    String zoneName(int zone) {
        return zoneNames.get(zone);
    }

    StoreId store(int node) {
        return stores.get(node).store();
    }

    /** The number of a store, or -1 for one that is not of this cluster. */
    int number(StoreId store) {
        return numbers.getOrDefault(store, -1);
    }
}
