package dev.stator.node.message;

/**
 * One message between two stores. It may be lost, repeated or reordered. A {@link Request} is about a key and goes to the
 * shard of that key at its receiver; a {@link Reply} goes to the shard that asked, which its id names.
 */
public sealed interface Message permits Request, Reply, RingMessage, TreeRequest, Gossip {
    /** No message about data is older than this when it is taken up, in milliseconds (PROTOCOL rule 15). */
    int AGE_MILLIS_MAX = 10_000;

    /** So long at most one waits, at each end, for that the other store has compared (rule 20). */
    int HELD_MILLIS_MAX = 1_000;

    /** No message about data is older than this when it arrives: it may have to wait yet, as it may have had to before it was sent. */
    int AGE_MILLIS_MAX_ON_ARRIVAL = AGE_MILLIS_MAX - 2 * HELD_MILLIS_MAX;

    /** How many bytes of values it carries. */
    default long valueBytes() {
        if (this instanceof Request.Write write) {
            return write.state().valueBytes();
        } else if (this instanceof Request.Hint hint) {
            return hint.state().valueBytes();
        } else if (this instanceof Reply.State state) {
            return state.state().valueBytes();
        }
        return this instanceof Request.Forward forward ? forward.write().bytes().length : 0;
    }
}
