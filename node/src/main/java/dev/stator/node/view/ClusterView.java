package dev.stator.node.view;

import dev.stator.node.message.DiskState;
import dev.stator.ring.Key;
import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.HashMap;
import java.util.Map;

/**
 * The ring, this store's place in it, and how the others stand. Immutable.
 *
 * @param exceptions the standing of each store that is not {@link Standing#GOOD}: few, also in a large cluster
 * @param isClockOff is this node's clock too far from those of the others to stamp writes (rule 17)?
 */
public record ClusterView(StoreId self, RingState ring, Map<StoreId, Standing> exceptions, boolean isClockOff) {
    public ClusterView {
        exceptions = Map.copyOf(exceptions);
    }

    /** Everybody stands well. */
    public static ClusterView of(StoreId self, RingState ring) {
        return new ClusterView(self, ring, Map.of(), false);
    }

    public Standing standing(StoreId store) {
        return exceptions.getOrDefault(store, Standing.GOOD);
    }

    /** This store always seems alive to itself. */
    public Liveness liveness(StoreId store) {
        return store.equals(self) ? Liveness.ALIVE : standing(store).liveness();
    }

    /** Will it answer, most likely? Whom to ask first. */
    public boolean isReachable(StoreId store) {
        return store.equals(self) || standing(store).isReachable();
    }

    /** Neither dead, removed or left, nor in doubt or full: whom a put may count on. A suspect is usable. */
    public boolean isUsable(StoreId store) {
        return (store.equals(self) ? disk(store).takesWrites() : standing(store).isUsable()) && isAdmitted(store);
    }

    /** The same of a delete, which also a full disk takes: tombstones pass (PROTOCOL §5). */
    public boolean isUsableForDeletes(StoreId store) {
        return (store.equals(self)
                        ? disk(store).takesDeletes()
                        : standing(store).isUsableForDeletes())
                && isAdmitted(store);
    }

    /** Is there so much room that hints for others may come first of all to it (PROTOCOL §5)? */
    public boolean hasAmpleRoom(StoreId store) {
        return disk(store) == DiskState.OK;
    }

    /** Does it coordinate puts, by what it says of its disk? Those that do not answer NOT_ME (rule 8). */
    public boolean coordinatesPuts(StoreId store) {
        return disk(store).compareTo(DiskState.SCARCE) < 0;
    }

    /** Much slower than its peers (fail-slow), though alive: to be asked last. */
    public boolean isSlow(StoreId store) {
        return standing(store).isSlow();
    }

    public DiskState disk(StoreId store) {
        return standing(store).disk();
    }

    /** Whether the ring has the store, and neither as removed nor as one that has left. */
    private boolean isAdmitted(StoreId store) {
        Member member = ring.members().get(store);
        return member != null
                && member.state() != Member.State.LEFT
                && !ring.removed().contains(store);
    }

    public Placement placementOf(Key key) {
        return ring.placement(ring.partitionOf(key));
    }

    public ClusterView with(RingState newRing) {
        return new ClusterView(self, newRing, exceptions, isClockOff);
    }

    public ClusterView with(StoreId store, Standing standing) {
        if (standing(store).equals(standing)) {
            return this;
        }
        Map<StoreId, Standing> next = new HashMap<>(exceptions);
        if (standing.equals(Standing.GOOD)) {
            next.remove(store);
        } else {
            next.put(store, standing);
        }
        return new ClusterView(self, ring, next, isClockOff);
    }
}
