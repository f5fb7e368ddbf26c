package dev.stator.node.port;

/** What the rooms tell about themselves: counted, never waited for. On the shard's loop; never blocks, never throws. */
public interface Telemetry {
    /** One user's request has ended. */
    void request(Operation operation, Ending ending, long nanos);

    /** How many versions a get showed or a put left. */
    void siblings(int count);

    void count(Counter counter);

    /** Something that an operator should look at: a WARN line with key=value pairs in it. Never per request. */
    void warn(String message);

    enum Operation {
        GET,
        PUT,
        DELETE
    }

    enum Ending {
        OK,
        NOT_FOUND,
        CONDITION_FAILED,
        TOO_MANY_SIBLINGS,
        REJECTED,
        SHED,
        INDETERMINATE,
        QUORUM_NOT_MET
    }

    enum Counter {
        /** Fewer answers than wanted came within the hedge time, so others were asked too. */
        HEDGE,
        READ_REPAIR,
        FORWARD,
        STALE_EPOCH,
        NEED_WHOLE,
        SAME_WRITE,
        /** A context or state knew a dot above our own counter (PROTOCOL rule 3): stays 0. */
        DOT_AMNESIA,
        /** One dot named two contents: stays 0. */
        DOT_CONFLICT,
        /** Bytes did not hash to what their record or frame says. */
        CORRUPT,
        READ_ERROR,
        WRITE_ERROR,
        SHED,
        RING_REFUSED,
        /** A write was coordinated by a store that owns nothing of it, since no owner could be reached. */
        FALLBACK,
        /** A state was kept for owners out of reach. */
        HINT_KEPT,
        /** A hint was not taken in: the book is full, or not counted yet. */
        HINT_REFUSED,
        /** A hint was sent to one of its owners. */
        HINT_SENT,
        /** All owners hold a hint, and it was forgotten. */
        HINT_HOME,
        /** W owners hold a hint: it is BEST_EFFORT from then on. */
        HINT_WEAK,
        /** A BEST_EFFORT hint was dropped, for its owner has been away for hours. */
        HINT_EXPIRED,
        /** Tombstones of a key were purged: nothing older is left anywhere (PROTOCOL rule 14). */
        PURGED,
        /** Dots of actors of long ago were forgotten: nothing of them is left anywhere (PROTOCOL rule 16). */
        PRUNED,
        /** Two owners have compared a partition, and repaired what they found to differ. */
        TREE_EXCHANGE,
        /** A key that was different was made equal, without a read. */
        TREE_DIFFERENCE,
        /** A leaf was not the sum of its records, and was set right: stays 0. */
        LEAF_REBUILT,
        /** A leaf was counted anew, since a record of it, or its own sum, could not be read. */
        LEAF_COUNTED,
        /** A damaged record was replaced by what the other owners have. */
        RECORD_HEALED,
        /** A put was left to other coordinators, since the own disk is scarce. */
        DISK_SCARCE,
        /** A write was left to another coordinator, for the own clock is off (rule 17). */
        CLOCK_OFF,
        /** A copy was not taken in, since the own disk is full. */
        DISK_FULL,
        /** A peer was found to be slow, or to fail, though alive, and is asked last from then on. */
        PEER_SLOW
    }
}
