package dev.stator.node.coordinator;

import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts the stores that hold a write durably, until the ack rule is met: W of the owners and, while a replica moves, W of the
 * new owners too (PROTOCOL rule 9, §3). Where quorums are sloppy, a store that keeps it as a hint counts for an owner, in each
 * of the sets. Pure; one loop.
 */
final class PutDecision {
    private final int required;
    private final boolean isSloppy;
    private final List<StoreId> owners;
    private final List<StoreId> newOwners;
    private final Set<StoreId> kept = new LinkedHashSet<>();
    private final Set<StoreId> hinted = new LinkedHashSet<>();

    /** @param required W */
    PutDecision(int required, boolean isSloppy, Placement placement) {
        this.required = required;
        this.isSloppy = isSloppy;
        this.owners = placement.owners();
        this.newOwners = placement.newOwners();
    }

    /** Repeated acks of one store count once. */
    void add(StoreId store) {
        kept.add(store);
    }

    /** A store that is no owner keeps it for one. */
    void addHint(StoreId store) {
        hinted.add(store);
    }

    boolean hasKept(StoreId store) {
        return kept.contains(store);
    }

    boolean keepsHint(StoreId store) {
        return hinted.contains(store);
    }

    /** Do owners alone, or owners and hints, meet the ack rule? */
    boolean isEnough(boolean withHints) {
        int hints = withHints && isSloppy ? hinted.size() : 0;
        return count(owners) + hints >= required && (owners == newOwners || count(newOwners) + hints >= required);
    }

    /** How many owners hold it, of the set that has fewer. */
    int acks() {
        return owners == newOwners ? count(owners) : Math.min(count(owners), count(newOwners));
    }

    int hinted() {
        return hinted.size();
    }

    int required() {
        return required;
    }

    private int count(List<StoreId> set) {
        int count = 0;
        for (StoreId store : set) {
            count += kept.contains(store) ? 1 : 0;
        }
        return count;
    }
}
