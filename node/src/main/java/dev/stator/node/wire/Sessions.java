package dev.stator.node.wire;

import dev.stator.ring.StoreId;
import io.netty.channel.Channel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The inbound connections, one per store and shard of it: who dials anew has given the old one up. Any thread. */
// A write that fails closes its channel, and handlers see that: its future says nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class Sessions {
    private record Caller(StoreId store, int shard) {}

    private final Map<Caller, Channel> open = new ConcurrentHashMap<>();

    /** Closes the connection before this one, unread. */
    void opened(StoreId store, int shard, Channel channel) {
        Channel before = open.put(new Caller(store, shard), channel);
        if (before != null && before != channel) {
            before.close();
        }
    }

    void closeAll() {
        open.values().forEach(Channel::close);
    }

    void closed(StoreId store, int shard, Channel channel) {
        open.remove(new Caller(store, shard), channel);
    }
}
