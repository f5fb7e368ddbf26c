package dev.stator.node.kernel;

import dev.stator.node.message.Message;
import dev.stator.ring.StoreId;

/** Where the network adapter delivers. Any thread; never blocks; the work is done later, on the right shard's loop. */
public interface Inbox {
    /** A message of another store of this cluster, whose identity the adapter has proven. */
    void receive(StoreId from, Message message);

    /** A connection to that store works, or works no longer. Routing only. */
    void reachable(StoreId store, boolean reachable);
}
