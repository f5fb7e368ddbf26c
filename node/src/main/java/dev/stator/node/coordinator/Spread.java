package dev.stator.node.coordinator;

import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.version.Dot;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings one state to its write set (PROTOCOL §2, rules 5 and 9):
 *
 * <ol>
 *   <li>It is written here. Once its batch is applied, and while the group's fsync runs, it goes to the other owners: all that
 *       is known, and the bytes of the new version alone. Who lacks other bytes asks for the whole.
 *   <li>A store counts once it holds it durably; this one after its own fsync.
 *   <li>With W of them the write is acknowledged. Who has not answered until then is sent it once more, until the deadline.
 * </ol>
 */
final class Spread {
    /** Exactly one of these is called, once. */
    interface Ending {
        void kept(KeyState state, int acks);

        void unknown(int acks);

        /** A replica's ring is newer: start again when it is here. */
        void stale();
    }

    private static final long RESEND_MILLIS = 400;

    private final Surroundings around;
    private final ClusterView view;
    private final Placement placement;
    private final Key key;
    private final Clock.Ticks deadline;
    private final Ending ending;
    private final PutDecision decision;
    private final Map<RequestId, StoreId> sent = new HashMap<>(4);

    private KeyState state = KeyState.EMPTY;
    private Timers.@Nullable Timer timer;
    private boolean ended;
    private boolean stopped;

    Spread(Surroundings around, ClusterView view, Placement placement, Key key, Clock.Ticks deadline, Ending ending) {
        this.around = around;
        this.view = view;
        this.placement = placement;
        this.key = key;
        this.deadline = deadline;
        this.ending = ending;
        this.decision = new PutDecision(around.settings.writeQuorum(), placement);
    }

    /** @param made the new version, whose bytes the others lack; null when any bytes may be missing anywhere */
    void write(StoredRecord record, @Nullable Dot made) {
        state = record.state();
        around.records.write(key, record, progress(made == null ? state : state.withBytesOnlyOf(made)));
    }

    /** The record has this state already: its ack waits for an fsync that begins now (rule 9). */
    void sync(KeyState current) {
        state = current;
        around.records.sync(progress(current));
    }

    private Storage.Progress progress(KeyState toSend) {
        return new Storage.Progress() {
            @Override
            public void applied() {
                sendAll(toSend);
            }

            @Override
            public void durable() {
                add(around.self());
            }

            @Override
            public void failed(String reason) { // what the disk holds of it shows at the next start
                end();
            }
        };
    }

    int acks() {
        return decision.acks();
    }

    private void sendAll(KeyState toSend) {
        if (stopped) {
            return;
        }
        for (StoreId store : placement.writers()) {
            if (!store.equals(around.self()) && !decision.hasKept(store)) {
                send(store, toSend);
            }
        }
        long untilDeadline = around.clock.monotonic().millisUntil(deadline);
        timer = around.timers.after(Math.max(0, Math.min(RESEND_MILLIS, untilDeadline)), this::tick);
    }

    private void send(StoreId store, KeyState toSend) {
        int timeout = (int) Math.max(1, around.clock.monotonic().millisUntil(deadline));
        RequestId id = around.calls.open(store, reply -> replied(store, reply));
        sent.put(id, store);
        around.network.send(store, new Request.Write(id, Surroundings.fence(view, placement), key, timeout, toSend));
    }

    private void replied(StoreId from, Reply reply) {
        sent.remove(reply.id());
        if (reply instanceof Reply.Kept) {
            add(from);
        } else if (reply instanceof Reply.NeedWhole) {
            around.telemetry.count(Telemetry.Counter.NEED_WHOLE);
            send(from, state);
        } else if (!ended && reply instanceof Reply.Refused refused && refused.reason() == Reply.Reason.STALE_EPOCH) {
            ended = true;
            stop();
            ending.stale();
        }
    }

    private void add(StoreId store) {
        decision.add(store);
        if (!ended && decision.isEnough()) {
            ended = true;
            ending.kept(state, decision.acks());
        }
        if (ended && sent.isEmpty()) {
            stop();
        }
    }

    private void tick() {
        timer = null;
        long untilDeadline = around.clock.monotonic().millisUntil(deadline);
        if (untilDeadline <= 0 || ended) {
            end();
        } else {
            forgetSent();
            sendAll(state);
        }
    }

    private void end() {
        stop();
        if (!ended) {
            ended = true;
            ending.unknown(decision.acks());
        }
    }

    /** Nothing more is sent, and late answers are not waited for. */
    void stop() {
        stopped = true;
        forgetSent();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void forgetSent() {
        for (RequestId id : sent.keySet()) {
            around.calls.forget(id);
        }
        sent.clear();
    }
}
