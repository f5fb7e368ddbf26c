package dev.stator.ring.plan;

import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is to be planned: the stores that shall own partitions, N, Q, and the table as it is now.
 *
 * @param factor N, the owners of every partition; there must be at least as many stores
 * @param present the owners per partition, or an empty list where nothing is placed yet. It may break every rule: name
 *     stores that are gone, or put two owners into one zone
 */
public record PlanRequest(List<Capacity> stores, int factor, int partitions, List<List<StoreId>> present) {
    public static final int MAX_PARTITIONS = 1 << 20;

    public PlanRequest {
        stores = List.copyOf(stores);
        present = List.copyOf(present);
        if (factor < 1) {
            throw new IllegalArgumentException("the factor is at least 1, not " + factor);
        }
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new IllegalArgumentException("partitions must be 1.." + MAX_PARTITIONS + ", not " + partitions);
        }
        Set<StoreId> distinct = new HashSet<>();
        for (Capacity store : stores) {
            if (!distinct.add(store.store())) {
                throw new IllegalArgumentException("a store is listed twice: " + store.store());
            }
        }
        if (stores.size() < factor) {
            throw new IllegalArgumentException("a factor of " + factor + " needs as many stores, not " + stores.size());
        }
        if (!present.isEmpty() && present.size() != partitions) {
            throw new IllegalArgumentException(
                    "the present table has " + present.size() + " partitions, not " + partitions);
        }
        for (List<StoreId> owners : present) {
            if (owners.size() != factor) {
                throw new IllegalArgumentException("the factor is " + factor + ", not that of " + owners);
            }
        }
    }

    /** A first placement. */
    public static PlanRequest initial(List<Capacity> stores, int factor, int partitions) {
        return new PlanRequest(stores, factor, partitions, List.of());
    }

    /** From this ring on, for its ACTIVE members: LEAVING and removed ones give all away. A move under way counts as made. */
    public static PlanRequest from(RingState ring) {
        List<Capacity> stores = ring.members().values().stream()
                .filter(member ->
                        member.state() == Member.State.ACTIVE && !ring.removed().contains(member.id()))
                .map(Capacity::of)
                .toList();
        List<List<StoreId>> present =
                ring.placements().stream().map(Placement::newOwners).toList();
        return new PlanRequest(stores, ring.factor(), ring.partitions(), present);
    }
}
