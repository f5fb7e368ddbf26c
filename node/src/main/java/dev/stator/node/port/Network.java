package dev.stator.node.port;

import dev.stator.node.message.Message;
import dev.stator.ring.StoreId;

/**
 * Sends one message to another store of this cluster, never to this one. Called on the shard's loop; never blocks, never
 * throws. May lose, repeat or reorder: senders have deadlines and retry. What arrives comes by {@code Shard.receive} on the
 * loop of the shard that it is for.
 */
public interface Network {
    void send(StoreId to, Message message);
}
