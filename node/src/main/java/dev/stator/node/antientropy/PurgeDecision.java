package dev.stator.node.antientropy;

import dev.stator.node.version.Mark;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Placement;

/**
 * What is to be done next about a record that may be nothing but old tombstones (PROTOCOL rule 14), in this order. Pure.
 *
 * <p>A key goes by proof, never by age: whoever held, on adopting the second sweep number after the owners agreed, anything that
 * was there before, has none of it left. With one number less that is not so: a store may have been a number ahead of the
 * owners when it took in what they knew nothing of.
 */
enum PurgeDecision {
    /** It has a value, or is too young. */
    KEEP,
    /** It is old: it leaves the hash tree, here as everywhere. */
    LEAVE_TREE,
    /** The owners have to agree on it: first of all, or again, since the placement is another one. */
    AGREE,
    /** They agree, and not all members report yet that nothing older is left with them. */
    WAIT,
    /** Nothing older is left anywhere: it goes, if it is the same at every owner still. */
    PURGE;

    /** How many sweep numbers after the agreement must be drained. */
    private static final int SWEEPS = 2;

    /**
     * @param horizon what was made before is old, in milliseconds since 1970
     * @param drained the largest sweep number that every member reports as drained
     */
    static PurgeDecision of(StoredRecord record, Placement placement, long horizon, long drained) {
        if (!record.state().isDeletedBefore(horizon)) {
            return KEEP;
        }
        if (!(record.mark() instanceof Mark.OldTombstones old)) {
            return LEAVE_TREE;
        }
        // A move holds it up. So must an abort or a clean-up that is not over, once there are moves (issue 7): the
        // placement alone
        // does not tell.
        if (placement.phase() != Placement.Phase.STABLE) {
            return WAIT;
        }
        if (!old.isAgreed() || old.placementVersion() != placement.version()) {
            return AGREE;
        }
        return isDrained(old, drained) ? PURGE : WAIT;
    }

    static boolean isDrained(Mark.OldTombstones agreed, long drained) {
        return drained >= agreed.sweep() + SWEEPS;
    }
}
