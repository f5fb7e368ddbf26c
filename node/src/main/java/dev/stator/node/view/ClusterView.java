package dev.stator.node.view;

import dev.stator.ring.Key;
import dev.stator.ring.Placement;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.Set;
import java.util.TreeSet;

/** The ring, this store's place in it, and which others cannot be reached. Immutable. */
public record ClusterView(StoreId self, RingState ring, Set<StoreId> unreachable) {
    public ClusterView {
        unreachable = Set.copyOf(unreachable);
    }

    /** This store always seems alive to itself. */
    public boolean isReachable(StoreId store) {
        return store.equals(self) || !unreachable.contains(store);
    }

    public Placement placementOf(Key key) {
        return ring.placement(ring.partitionOf(key));
    }

    public ClusterView with(RingState newRing) {
        return new ClusterView(self, newRing, unreachable);
    }

    public ClusterView with(StoreId store, boolean reachable) {
        Set<StoreId> next = new TreeSet<>(unreachable);
        if (reachable ? next.remove(store) : next.add(store)) {
            return new ClusterView(self, ring, next);
        }
        return this;
    }
}
