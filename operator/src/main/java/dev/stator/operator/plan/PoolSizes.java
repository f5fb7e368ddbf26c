package dev.stator.operator.plan;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.NodePool;
import dev.stator.operator.api.NodeSlot;
import dev.stator.ring.Member;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many nodes each pool has now. Until there is a ring the resource says it; from then on the ring does, for whoever is in it
 * holds data. Changing the ring's members is not built yet: {@link #notBuiltYet} says what the resource asks for in vain.
 */
public final class PoolSizes {
    private PoolSizes() {}

    /**
     * Replicas by pool. While it is not certain which ring is in force, no pool gets smaller than it is: a node that is not
     * heard may hold the newer one.
     */
    static SortedMap<String, Integer> of(KeyValueStore store, Observed seen) {
        Optional<RingState> ring = seen.knownRing();
        SortedMap<String, Integer> sizes = of(store, ring);
        boolean isCertain = ring.isPresent()
                ? !seen.highestEpoch().isAfter(ring.get().epoch())
                : seen.reports().keySet().containsAll(seen.pods().keySet())
                        && seen.highestEpoch().equals(RingEpoch.NONE);
        if (!isCertain) {
            seen.pools().forEach((pool, state) -> sizes.merge(pool, state.replicas(), Math::max));
        }
        return sizes;
    }

    /** Replicas by pool; pools of the ring that the resource does not name any more are kept. */
    static SortedMap<String, Integer> of(KeyValueStore store, Optional<RingState> ring) {
        SortedMap<String, Integer> sizes = new TreeMap<>();
        for (NodePool pool : store.getSpec().nodePools()) {
            sizes.put(pool.name(), ring.isPresent() ? 0 : pool.replicas());
        }
        ring.ifPresent(known -> known.members().values().stream()
                .filter(member -> member.state() != Member.State.LEFT)
                .forEach(member -> sizes.merge(poolOf(member.name()), ordinalOf(member.name()) + 1, Math::max)));
        return sizes;
    }

    /** The pool in a node's name {@code <store>-<pool>-<ordinal>}. */
    public static String poolOf(String node) {
        String withoutOrdinal = node.substring(0, node.lastIndexOf('-'));
        return withoutOrdinal.substring(withoutOrdinal.lastIndexOf('-') + 1);
    }

    static int ordinalOf(String node) {
        return Integer.parseInt(node.substring(node.lastIndexOf('-') + 1));
    }

    /** What of size and weights the resource asks for and the ring does not have. */
    static Optional<Hold> notBuiltYet(KeyValueStore store, RingState ring) {
        List<String> changes = new ArrayList<>();
        Map<String, Integer> now = of(store, Optional.of(ring));
        Map<String, Integer> wanted = of(store, Optional.empty());
        now.forEach((pool, size) -> {
            int asked = wanted.getOrDefault(pool, 0);
            if (asked != size) {
                changes.add(
                        wanted.containsKey(pool)
                                ? "pool " + pool + " has " + size + " nodes, not " + asked
                                : "pool " + pool + " stays, with " + size + " nodes");
            }
        });
        for (NodeSlot slot : store.nodes()) {
            ring.members().values().stream()
                    .filter(member -> member.name().equals(slot.name()) && member.weight() != slot.capacityWeight())
                    .forEach(member -> changes.add(
                            slot.name() + " has weight " + member.weight() + ", not " + slot.capacityWeight()));
        }
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of(Hold.stuck(
                        "ChangeNotBuiltYet",
                        "changing size or weights of a running store is not built yet, nothing is touched: "
                                + String.join("; ", changes)));
    }
}
