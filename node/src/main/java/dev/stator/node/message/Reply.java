package dev.stator.node.message;

import dev.stator.node.version.KeyState;
import dev.stator.node.version.LeafSum;
import dev.stator.ring.Key;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An answer to the {@link Request} or {@link TreeRequest} of the same id. */
public sealed interface Reply extends Message {
    RequestId id();

    /** One replica's answer to a read, an ask or a write. */
    sealed interface FromReplica extends Reply {}

    /** What the replica holds, EMPTY when it never heard of the key; without bytes when it was asked, not read. */
    record State(RequestId id, KeyState state) implements FromReplica {}

    /** The replica holds just what the read's digest says. */
    record Same(RequestId id) implements FromReplica {}

    /** The state is merged and durable. */
    record Kept(RequestId id) implements FromReplica {}

    /** Not merged: bytes of another live version are missing, send the whole state. */
    record NeedWhole(RequestId id) implements FromReplica {}

    /** Nothing was done. {@code epoch} is the replica's ring. */
    record Refused(RequestId id, Reason reason, long epoch) implements FromReplica {}

    /** The sums of a partition's leaves, by the leaf's place in the partition; one that is not here is zero. */
    record Leaves(RequestId id, Map<Integer, LeafSum> sums) implements Reply {}

    /**
     * The keys on which the two owners differ, as far as this answer goes: to the key {@code upTo}, or, where it is empty, to
     * the end of the leaf.
     */
    record Differences(RequestId id, List<Key> keys, Optional<Key> upTo) implements Reply {}

    /**
     * Of which keys the answering owner holds something else than it was asked about, or cannot tell.
     *
     * @param sweep the sweep number that it has adopted
     */
    record Objections(RequestId id, long sweep, List<Key> keys) implements Reply {}

    /** How a forwarded write ended. */
    record Outcome(RequestId id, WriteOutcome outcome) implements Reply {}

    /** The receiver of a forwarded write does not coordinate it, and has done nothing. */
    record NotMe(RequestId id, Reason reason, long epoch) implements Reply {}

    /** Why nothing was done. */
    enum Reason {
        /** The sender's placement of the partition is older than the replica's: fetch the ring and start again. */
        STALE_EPOCH,
        /** The replica's ring is older than the sender's: it fetches the ring. */
        BEHIND,
        /** By both rings, the replica does not own the partition. */
        NOT_OWNER,
        /** The local record cannot be read: this is "no answer", never "absent". */
        READ_ERROR,
        /** The disk is too full. */
        DISK_FULL,
        /** The clock is off (LastWriteWins stores). */
        CLOCK,
        /** The bytes do not hash to what they should: damaged on the way, or one dot with two contents. */
        DAMAGED,
        /** Too much is queued here already. */
        BUSY,
        /** The start-by moment, or the deadline, has passed. */
        LATE,
        /** Starting, stopping, or in doubt about the own disk. */
        NOT_READY
    }
}
