package dev.stator.node.message;

import dev.stator.ring.StoreId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The requests of this shard that wait for a reply. Whoever calls also forgets, when it has its answer or its deadline; a
 * reply to something forgotten is dropped. One loop.
 */
public final class Calls {
    private record Call(StoreId to, Consumer<Reply> then) {}

    private final int shard;
    private final Map<RequestId, Call> open = new HashMap<>();
    private long sequence;

    /** @param chance where ids begin, so that a reply to an earlier life of this node meets nothing that is open now */
    public Calls(int shard, long chance) {
        this.shard = shard;
        this.sequence = chance >>> 16;
    }

    public RequestId open(StoreId to, Consumer<Reply> then) {
        RequestId id = RequestId.of(shard, ++sequence);
        open.put(id, new Call(to, then));
        return id;
    }

    /** The id of a request whose reply nobody waits for. */
    public RequestId unanswered() {
        return RequestId.of(shard, ++sequence);
    }

    public void forget(RequestId id) {
        open.remove(id);
    }

    /** A reply has come; one from a store that was not asked is dropped. */
    public void reply(StoreId from, Reply reply) {
        Call call = open.get(reply.id());
        if (call != null && call.to().equals(from)) {
            open.remove(reply.id());
            call.then().accept(reply);
        }
    }

    public int waiting() {
        return open.size();
    }
}
