package dev.stator.node.kernel;

import dev.stator.node.message.DiskState;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.Liveness;
import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.Set;

/**
 * What is to become of a store in doubt (PROTOCOL rule 20), by what it sees of the other owners of its partitions. For people: nothing acts
 * on it. A value.
 *
 * @param then what to do
 * @param missing how many owners of its worst partition are in doubt or dead, this store among them
 */
public record DoubtAdvice(Then then, int missing) {
    public enum Then {
        /** The other owners have all that was acknowledged: a new store may take its place. */
        MAKE_NEW,

        /** Perhaps nobody has it any more: nothing is dropped before a human has decided. */
        WAIT_FOR_HUMAN,

        /** Of some other owners nothing was heard yet: they may be in doubt as well. */
        LOOK_AGAIN
    }

    /**
     * @param heard of whom something was heard since this process began
     * @param writeQuorum W: so many stores had each acknowledged write, at least
     */
    public static DoubtAdvice of(ClusterView view, Set<StoreId> heard, int writeQuorum) {
        int worst = 1; // this store
        int worstYet = 1; // if those not heard of are in doubt
        for (Placement placement : view.ring().placements()) {
            if (placement.writers().contains(view.self())) {
                int missing = 0;
                int unheard = 0;
                for (StoreId owner : placement.owners()) {
                    if (isMissing(view, owner)) {
                        missing++;
                    } else if (!heard.contains(owner)) {
                        unheard++;
                    }
                }
                worst = Math.max(worst, missing);
                worstYet = Math.max(worstYet, missing + unheard);
            }
        }
        if (worst >= writeQuorum) {
            return new DoubtAdvice(Then.WAIT_FOR_HUMAN, worst);
        }
        return new DoubtAdvice(worstYet < writeQuorum ? Then.MAKE_NEW : Then.LOOK_AGAIN, worst);
    }

    private static boolean isMissing(ClusterView view, StoreId owner) {
        return owner.equals(view.self())
                || view.liveness(owner) == Liveness.DEAD
                || view.disk(owner) == DiskState.IN_DOUBT
                || view.ring().removed().contains(owner);
    }

    /** For people. */
    public String text() {
        return switch (then) {
            case MAKE_NEW ->
                "the other owners have all that was acknowledged: put the newer disk back, or leave it like this until a new"
                        + " store can take its place; if the loss is accepted, reads may miss writes for a while, and deletes be"
                        + " undone";
            case WAIT_FOR_HUMAN ->
                missing
                        + " owners of a partition are in doubt or dead, so what was acknowledged may be nowhere else: put newer"
                        + " disks back, or accept that writes are lost and deletes undone";
            case LOOK_AGAIN -> "not all other owners were heard yet: look again in half a minute";
        };
    }
}
