package dev.stator.node.antientropy;

import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.port.Network;
import dev.stator.node.port.Timers;
import dev.stator.ring.StoreId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** What this room has asked and waits for, each for {@value #WAIT_MILLIS} ms at most. One loop. */
final class Questions {
    /** The timeout of what is asked of replicas, too. */
    static final int WAIT_MILLIS = 4_000;

    /** Ids from here on are this room's, those below the coordinator's. */
    private static final long FIRST = 1L << 48;

    private record Open(StoreId to, Consumer<Optional<Reply>> then, Timers.Timer timer) {}

    private final StoreId self;
    private final int shard;
    private final Timers timers;
    private final Network network;
    private final BiConsumer<Request.ToReplica, Consumer<Reply>> ownReplica;
    private final Map<RequestId, Open> open = new HashMap<>();
    private long sequence;

    /**
     * @param chance where ids begin, so that an answer to an earlier life meets nothing that is open now
     * @param ownReplica serves requests of this store to itself
     */
    Questions(
            StoreId self,
            int shard,
            long chance,
            Timers timers,
            Network network,
            BiConsumer<Request.ToReplica, Consumer<Reply>> ownReplica) {
        this.self = self;
        this.shard = shard;
        this.sequence = FIRST + (chance >>> 17);
        this.timers = timers;
        this.network = network;
        this.ownReplica = ownReplica;
    }

    /** {@code then} gets the answer, or nothing when there is none in time; later, never inside the call. */
    void ask(StoreId to, Function<RequestId, Message> question, Consumer<Optional<Reply>> then) {
        network.send(to, question.apply(opened(to, then)));
    }

    /** The same to the replica of this shard; the answer may come inside the call. */
    void askOwn(Function<RequestId, Request.ToReplica> question, Consumer<Optional<Reply>> then) {
        ownReplica.accept(question.apply(opened(self, then)), reply -> answered(self, reply));
    }

    private RequestId opened(StoreId to, Consumer<Optional<Reply>> then) {
        RequestId id = RequestId.of(shard, ++sequence);
        Timers.Timer timer = timers.after(WAIT_MILLIS, () -> {
            open.remove(id);
            then.accept(Optional.empty());
        });
        open.put(id, new Open(to, then, timer));
        return id;
    }

    /** A reply has come; false if it is to nothing that is open here. */
    boolean answered(StoreId from, Reply reply) {
        Open question = open.get(reply.id());
        if (question == null || !question.to().equals(from)) {
            return false;
        }
        open.remove(reply.id());
        question.timer().cancel();
        question.then().accept(Optional.of(reply));
        return true;
    }
}
