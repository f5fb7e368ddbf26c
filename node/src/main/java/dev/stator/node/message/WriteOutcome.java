package dev.stator.node.message;

import dev.stator.node.version.CausalContext;
import dev.stator.node.version.WriteIdentity;

/** How a put or delete ended: done, provably not applied, or unknown; never a false "failed" (G7). */
public sealed interface WriteOutcome {
    /**
     * Done: W distinct stores hold it durably.
     *
     * @param context what the user has now seen
     * @param write the version's identity: the ETag, if the key shows just this
     * @param siblings how many versions the key shows at the coordinator
     * @param owners how many of the stores are owners; {@code hinted} the others
     */
    record Written(CausalContext context, WriteIdentity write, int siblings, int owners, int hinted, int required)
            implements WriteOutcome {}

    /** A delete of a key that nobody asked had heard of: nothing was written (PROTOCOL rule 19). */
    record NothingToDelete(int asked) implements WriteOutcome {}

    /** The condition does not hold; nothing was written. */
    record ConditionFailed() implements WriteOutcome {}

    /** The put would only add to too many versions (PROTOCOL rule 13); nothing was written. */
    record TooManySiblings(int siblings, long bytes) implements WriteOutcome {}

    /** Provably not applied. {@code available} of the {@code required} stores (or answers) were to be had. */
    record Rejected(Why why, int available, int required) implements WriteOutcome {}

    /** Written or sent somewhere, and fewer than W said in time that they keep it: it may be there or not. */
    record Indeterminate(int acks, int required) implements WriteOutcome {}

    enum Why {
        /** Fewer than W usable stores in view. */
        TOO_FEW_STORES,
        /** Fewer than R answers to check the condition on. */
        CONDITION_UNCHECKED,
        /** Shed: too much is queued. */
        OVERLOADED,
        /** The deadline passed before anything was done. */
        LATE,
        /** Fewer than W stores have room on their disks. */
        DISK_FULL,
        /** No owner could coordinate. */
        NO_COORDINATOR,
        /** The store has no ring yet, is starting or stopping. */
        NOT_READY
    }
}
