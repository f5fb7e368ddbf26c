package dev.stator.node.sim;

import dev.stator.node.message.Message;
import dev.stator.node.port.Table;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;

/** Watches one promise. What it sees it must not change; what it finds it tells {@link History#violated}. */
interface Checker {
    /**
     * A shard hands a record to its disk.
     *
     * @param before what it handed over before in this life, or found on the disk
     */
    default void writes(SimNode node, Key key, StoredRecord before, StoredRecord after) {}

    /** A shard gives a record up: a hint that is home, or expired, or a key that is purged. */
    default void drops(SimNode node, Table table, Key key, StoredRecord before) {}

    /** A shard says this to another store; it may have to wait before it is sent, or never be. */
    default void says(SimNode from, Message message) {}

    default void sends(SimNode from, Message message) {}

    default void arrives(SimNode from, SimNode to, Message message) {}

    /** A node has a ring in force. */
    default void sees(SimNode node, RingState ring) {}

    default void begun(Operation operation) {}

    /** At the moment of its end: disks are as they are now. */
    default void ended(Operation operation) {}

    /** All is quiet, and every key has been read at every node. */
    default void finished(Cluster cluster) {}
}
