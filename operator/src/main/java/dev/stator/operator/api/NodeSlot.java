package dev.stator.operator.api;

import java.util.ArrayList;
import java.util.List;

/** A node that a manifest asks for: {@code name} is {@code <store>-<pool>-<ordinal>}, its pod's or its process's. */
public record NodeSlot(String name, String pool, int ordinal, int capacityWeight) {

    static List<NodeSlot> of(String store, List<NodePool> pools) {
        List<NodeSlot> slots = new ArrayList<>();
        for (NodePool pool : pools) {
            for (int ordinal = 0; ordinal < pool.replicas(); ordinal++) {
                String name = store + "-" + pool.name() + "-" + ordinal;
                slots.add(new NodeSlot(name, pool.name(), ordinal, pool.capacityWeightOf(ordinal)));
            }
        }
        return List.copyOf(slots);
    }
}
