package dev.stator.node.handoff;

import dev.stator.node.version.KeyState;
import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who holds one hint's state by now, of those who must: the write set as it is when the hint is delivered, whomever it was
 * kept for (PROTOCOL §5, row 45). Pure.
 */
final class Delivery {
    private final KeyState state;
    private final Set<StoreId> missing;
    private final Set<StoreId> kept = new HashSet<>();

    Delivery(KeyState state, Collection<StoreId> writers) {
        this.state = state;
        this.missing = new HashSet<>(writers);
    }

    KeyState state() {
        return state;
    }

    /** Those who are not known to hold it, in the order of {@code writers}. */
    List<StoreId> missing(List<StoreId> writers) {
        return writers.stream().filter(missing::contains).toList();
    }

    /** @return whether all hold it now */
    boolean kept(StoreId store) {
        missing.remove(store);
        kept.add(store);
        return missing.isEmpty();
    }

    /** Do as many owners hold it, in the old set and in the new one, as an acknowledgement needs? Then it rests on no hint. */
    boolean restsOnOwners(Placement placement, int writeQuorum) {
        return count(placement.owners()) >= writeQuorum && count(placement.newOwners()) >= writeQuorum;
    }

    private int count(List<StoreId> owners) {
        int count = 0;
        for (StoreId owner : owners) {
            count += kept.contains(owner) ? 1 : 0;
        }
        return count;
    }
}
