package dev.stator.node.message;

import dev.stator.node.version.KeyState;
import dev.stator.ring.Key;

/** A question about one key. Whoever gets it answers within {@code timeoutMillis} of sending, or not at all. */
public sealed interface Request extends Message {
    RequestId id();

    Key key();

    int timeoutMillis();

    /** One that a replica serves from its own storage, under the fence of its sender's ring. */
    sealed interface ToReplica extends Request {
        Fence fence();
    }

    /**
     * "What do you hold?" Answered by {@link Reply.State}, or {@link Reply.Same} when {@code digest} is not 0 and equals the
     * {@link KeyState#digest} of what is held.
     */
    record Read(RequestId id, Fence fence, Key key, int timeoutMillis, long digest) implements ToReplica {}

    /** "What do you know?" (PROTOCOL §1, asking first). Answered by {@link Reply.State} without bytes. */
    record Ask(RequestId id, Fence fence, Key key, int timeoutMillis) implements ToReplica {}

    /**
     * "Merge this and keep it." The state after a put in full, but for bytes that the receiver should have; answered by {@link
     * Reply.Kept} once durable, or {@link Reply.NeedWhole} when it lacks bytes of another live version (PROTOCOL rule 5).
     *
     * @param isSynced whether the ack waits for an fsync in stores of durability Buffered too: the sender will delete its own copy
     */
    record Write(RequestId id, Fence fence, Key key, int timeoutMillis, KeyState state, boolean isSynced)
            implements ToReplica {
        /** One whose ack is as durable as the store's acks are. */
        public Write(RequestId id, Fence fence, Key key, int timeoutMillis, KeyState state) {
            this(id, fence, key, timeoutMillis, state, false);
        }
    }

    /**
     * "Keep this for an owner that I cannot reach, and give it to the owners later" (PROTOCOL §5). The state in full; answered as
     * {@link Write} is, by a store that is not among the owners.
     */
    record Hint(RequestId id, Fence fence, Key key, int timeoutMillis, KeyState state) implements ToReplica {}

    /**
     * A user's write from a node that does not coordinate it (PROTOCOL rule 8). Answered by {@link Reply.Outcome} or {@link
     * Reply.NotMe}.
     *
     * @param startByMillis later than this after sending, the receiver must not take the key: the sender has gone elsewhere
     * @param askFirst ask the other owners although there is a context: this is a second attempt
     * @param last nobody else is left: coordinate also with little disk or a bad clock
     * @param asFallback no owner could be reached: coordinate without being one, and keep the state as a hint
     */
    record Forward(
            RequestId id,
            long epoch,
            int timeoutMillis,
            int startByMillis,
            boolean askFirst,
            boolean last,
            boolean asFallback,
            ClientWrite write)
            implements Request {
        @Override
        public Key key() {
            return write.key();
        }
    }
}
