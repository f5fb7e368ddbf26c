package dev.stator.node.kernel;

import dev.stator.node.message.Life;
import dev.stator.node.message.SessionLives;
import dev.stator.ring.StoreId;

/** Which lives stores are in, as this node knows it: what sessions are compared by (PROTOCOL §4). Any thread; never blocks. */
public interface LifeControl {
    /** What this node says to that store; about a second old at most. */
    SessionLives lives(StoreId other);

    /** Somebody knows of this life of this node's own store, and it is later than the one that this node says it is in. */
    void heardOfOwn(Life later);
}
