package dev.stator.ring.plan;

import dev.stator.ring.Member;
import dev.stator.ring.StoreId;

/** What the planner needs to know of a store: its failure domain, and how much it can carry relative to the others. */
public record Capacity(StoreId store, String zone, int weight) {
    public Capacity {
        if (zone.isEmpty()) {
            throw new IllegalArgumentException("a store needs a zone: " + store);
        }
        if (weight < 1 || weight > Member.MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "weight of " + store + " must be 1.." + Member.MAX_WEIGHT + ", not " + weight);
        }
    }

    public static Capacity of(Member member) {
        return new Capacity(member.id(), member.zone(), member.weight());
    }
}
