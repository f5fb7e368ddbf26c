package dev.stator.node.message;

import dev.stator.ring.StoreId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests of this shard that wait for a reply. Whoever calls also forgets, when it has its answer or its deadline; a
 * reply to something forgotten is dropped. One loop.
 */
public final class Calls {
    /** What a replica is asked for, as far as its pace is concerned. */
    public enum Ask {
        READ,
        WRITE
    }

    public enum Ending {
        ANSWERED,

        /** It could not read what it was asked for. */
        FAILED,

        /** Nobody waits for the answer any longer. */
        FORGOTTEN
    }

    /** Told how each question to a replica ended, after so long: the paces of peers are judged by it. On the loop. */
    public interface Observer {
        void ended(StoreId peer, Ask ask, long nanos, Ending ending);
    }

    /** @param ask null for what is no measure of its receiver: a forwarded write waits for others, a hint for its turn */
    private record Call(StoreId to, @Nullable Ask ask, long openedNanos, Consumer<Reply> then) {}

    private final int shard;
    private final LongSupplier nanos;
    private final Observer observer;
    private final Map<RequestId, Call> open = new HashMap<>();
    private long sequence;

    /**
     * @param chance where ids begin, so that a reply to an earlier life of this node meets nothing that is open now
     * @param nanos the monotonic clock
     */
    public Calls(int shard, long chance, LongSupplier nanos, Observer observer) {
        this.shard = shard;
        this.sequence = chance >>> 16;
        this.nanos = nanos;
        this.observer = observer;
    }

    /** A question whose answer does not say how fast the other store is. */
    public RequestId open(StoreId to, Consumer<Reply> then) {
        return open(to, null, then);
    }

    public RequestId open(StoreId to, @Nullable Ask ask, Consumer<Reply> then) {
        RequestId id = RequestId.of(shard, ++sequence);
        open.put(id, new Call(to, ask, ask == null ? 0 : nanos.getAsLong(), then));
        return id;
    }

    /** The id of a request whose reply nobody waits for. */
    public RequestId unanswered() {
        return RequestId.of(shard, ++sequence);
    }

    public void forget(RequestId id) {
        Call call = open.remove(id);
        if (call != null) {
            ended(call, Ending.FORGOTTEN);
        }
    }

    private void ended(Call call, Ending ending) {
        if (call.ask() != null) {
            observer.ended(call.to(), call.ask(), nanos.getAsLong() - call.openedNanos(), ending);
        }
    }

    /** A reply has come; one from a store that was not asked is dropped. */
    public void reply(StoreId from, Reply reply) {
        Call call = open.get(reply.id());
        if (call != null && call.to().equals(from)) {
            open.remove(reply.id());
            boolean hasFailed = reply instanceof Reply.Refused refused && refused.reason() == Reply.Reason.READ_ERROR;
            ended(call, hasFailed ? Ending.FAILED : Ending.ANSWERED);
            call.then().accept(reply);
        }
    }

    public int waiting() {
        return open.size();
    }
}
