package dev.stator.node.version;

/**
 * What a node notes beside a record for itself alone: how far the record is on its way out (PROTOCOL rules 14 and 16, §5). It is
 * true of the state that it stands beside: when that changes, the mark goes. Never replicated.
 */
public sealed interface Mark {
    /** An ordinary record; also a hint that was written before hints were marked. */
    record None() implements Mark {
        public static final None MARK = new None();
    }

    /**
     * A hint. It stays one whatever is merged into it, since its oldest part is still inside.
     *
     * @param born the largest sweep number that the node had adopted when the oldest part of it was taken in
     * @param weakSince when it became BEST_EFFORT, in units of the node's own time awake; 0 while it is COUNTED
     */
    record Hint(long born, long weakSince) implements Mark {
        public boolean isCounted() {
            return weakSince == 0;
        }
    }

    /**
     * Tombstones that are older than their horizon: they are no part of the hash tree any more.
     *
     * @param placementVersion under which all owners agreed on them; 0: they have not yet
     * @param sweep the largest sweep number among the owners when they did
     */
    record OldTombstones(int placementVersion, long sweep) implements Mark {
        public static final OldTombstones NOT_AGREED = new OldTombstones(0, 0);

        public boolean isAgreed() {
            return placementVersion > 0;
        }
    }

    /**
     * A record that knows dots of very many actors.
     *
     * @param since when it was first found as it is, in milliseconds since 1970 by this node's clock
     * @param agreement of the owners that some of them may be forgotten
     */
    record LongPast(long since, OldTombstones agreement) implements Mark {}

    /** Of a hint, the sweep number that it was born at; where nothing is said of it, it may be as old as any. */
    default long born() {
        return this instanceof Hint hint ? hint.born() : 0;
    }

    /** What stays true when the state beside it becomes another. */
    default Mark ofChanged() {
        return this instanceof Hint hint ? new Hint(hint.born(), 0) : None.MARK;
    }
}
