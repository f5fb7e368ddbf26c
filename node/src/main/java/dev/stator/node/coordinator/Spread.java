package dev.stator.node.coordinator;

import dev.stator.node.message.Calls;
import dev.stator.node.message.Fence;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.record.Records;
import dev.stator.node.version.Dot;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings one state to its write set (PROTOCOL §2, rules 5 and 9):
 *
 * <ol>
 *   <li>It is written here. Once its batch is applied, and while the group's fsync runs, it goes to the other owners: all that
 *       is known, and the bytes of the new version alone. Who lacks other bytes asks for the whole.
 *   <li>For an owner that is out of reach, refuses, or does not answer while W are wanting, the next fallback is asked to keep
 *       it as a hint, where quorums are sloppy; for one that cannot, the fallback after it.
 *   <li>A store counts once it holds it durably; this one after its own fsync. While W owners are in reach, hints count only
 *       after some patience: what owners acknowledge is what reads meet at once.
 *   <li>With W of them the write is acknowledged. Who has not answered until then is sent it once more, until the deadline.
 * </ol>
 */
final class Spread {
    /** Exactly one of these is called, once. */
    interface Ending {
        void kept(KeyState state, int owners, int hinted);

        void unknown(int acks);

        /** A replica's ring is newer: start again when it is here. */
        void stale();
    }

    private static final long RESEND_MILLIS = 400;
    private static final long RESEND_MILLIS_STRAINED = 2_000;
    private static final long PATIENCE_MILLIS_MIN = 20;

    private final Surroundings around;
    private final ClusterView view;
    private final Placement placement;
    private final Key key;
    private final Clock.Ticks deadline;
    private final Records records;
    private final Ending ending;
    private final PutDecision decision;
    private final StandIns standIns;
    private final Map<RequestId, StoreId> sent = new HashMap<>(4);

    private KeyState state = KeyState.EMPTY;
    private Timers.@Nullable Timer timer;
    private boolean isPatient;
    private boolean ended;
    private boolean stopped;

    /** @param records the owner's records, or the hints of a fallback */
    Spread(
            Surroundings around,
            ClusterView view,
            Placement placement,
            Key key,
            Clock.Ticks deadline,
            Records records,
            Ending ending) {
        this.around = around;
        this.view = view;
        this.placement = placement;
        this.key = key;
        this.deadline = deadline;
        this.records = records;
        this.ending = ending;
        this.decision = new PutDecision(around.settings.writeQuorum(), around.settings.isSloppy(), placement);
        this.standIns = new StandIns(() -> around.fallbacks(view, key, placement));
    }

    /** @param made the new version, whose bytes the others lack; null when any bytes may be missing anywhere */
    void write(StoredRecord record, @Nullable Dot made) {
        begin(record.state());
        records.write(key, record, progress(made == null ? state : state.withBytesOnlyOf(made)));
    }

    /** The record has this state already: its ack waits for an fsync that begins now (rule 9). */
    void sync(KeyState current) {
        begin(current);
        records.sync(progress(current));
    }

    private void begin(KeyState toKeep) {
        state = toKeep;
        isPatient = ownersWhoCan(placement.owners()) >= decision.required()
                && ownersWhoCan(placement.newOwners()) >= decision.required();
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

    private int ownersWhoCan(List<StoreId> owners) {
        int count = 0;
        for (StoreId owner : owners) {
            count += canKeep(owner) ? 1 : 0;
        }
        return count;
    }

    /** In reach, and with room for it, as far as is known. */
    private boolean canKeep(StoreId store) {
        return view.isReachable(store)
                && (state.values().isEmpty() ? view.isUsableForDeletes(store) : view.isUsable(store));
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
                if (!canKeep(store)) {
                    askToStandIn(store);
                }
            }
        }
        long resend = resendMillis();
        boolean isHurried = isPatient && resend == RESEND_MILLIS;
        wakeAfter(isHurried ? Math.max(PATIENCE_MILLIS_MIN, Math.min(resend, 2 * around.hedgeMillis())) : resend);
    }

    /** Where everything is slow, sending it once more, or to others too, would only make it slower. */
    private long resendMillis() {
        return around.limit.isStrained() ? RESEND_MILLIS_STRAINED : RESEND_MILLIS;
    }

    private void wakeAfter(long millis) {
        long untilDeadline = around.clock.monotonic().millisUntil(deadline);
        timer = around.timers.after(Math.max(0, Math.min(millis, untilDeadline)), this::tick);
    }

    private void send(StoreId store, KeyState toSend) {
        RequestId id = around.calls.open(store, Calls.Ask.WRITE, reply -> replied(store, reply));
        sent.put(id, store);
        around.network.send(store, new Request.Write(id, fence(), key, timeout(), toSend));
    }

    private void askToStandIn(StoreId owner) {
        if (standIns.hasOne(owner)) {
            return;
        }
        if (!isOwner()
                && !standIns.isAppointed(around.self())) { // a fallback that coordinates keeps it for one of them
            standIns.appoint(owner, around.self());
            return;
        }
        StoreId fallback = standIns.appointNext(owner);
        if (fallback != null) {
            RequestId id = around.calls.open(fallback, reply -> repliedFor(owner, fallback, reply));
            sent.put(id, fallback);
            around.network.send(fallback, new Request.Hint(id, fence(), key, timeout(), state));
        }
    }

    private boolean isOwner() {
        return placement.writers().contains(around.self());
    }

    private Fence fence() {
        return Surroundings.fence(view, placement);
    }

    private int timeout() {
        return (int) Math.max(1, around.clock.monotonic().millisUntil(deadline));
    }

    private void replied(StoreId from, Reply reply) {
        sent.remove(reply.id());
        if (reply instanceof Reply.Kept) {
            add(from);
        } else if (reply instanceof Reply.NeedWhole) {
            around.telemetry.count(Telemetry.Counter.NEED_WHOLE);
            send(from, state);
        } else if (!isStale(reply) && !isBusy(reply) && !stopped) {
            askToStandIn(from);
        }
    }

    /** It lives, and has too much to do: it is asked again, and stood in for only where W are wanting by then. */
    private static boolean isBusy(Reply reply) {
        return reply instanceof Reply.Refused refused && refused.reason() == Reply.Reason.BUSY;
    }

    private void repliedFor(StoreId owner, StoreId fallback, Reply reply) {
        sent.remove(reply.id());
        if (reply instanceof Reply.Kept) {
            decision.addHint(fallback);
            look();
        } else if (!isStale(reply) && !stopped) {
            standIns.failed(owner);
            askToStandIn(owner);
        }
    }

    private boolean isStale(Reply reply) {
        if (!(reply instanceof Reply.Refused refused) || refused.reason() != Reply.Reason.STALE_EPOCH) {
            return false;
        }
        if (!ended) {
            ended = true;
            stop();
            ending.stale();
        }
        return true;
    }

    private void add(StoreId store) {
        if (store.equals(around.self()) && !isOwner()) {
            decision.addHint(store);
        } else {
            decision.add(store);
        }
        look();
    }

    private void look() {
        if (!ended && decision.isEnough(!isPatient)) {
            ended = true;
            ending.kept(state, decision.acks(), decision.hinted());
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
            return;
        }
        if (isPatient) {
            isPatient = false;
            wakeAfter(resendMillis());
            look();
            for (StoreId store : ended ? List.<StoreId>of() : placement.writers()) {
                if (!store.equals(around.self()) && !decision.hasKept(store)) {
                    askToStandIn(store);
                }
            }
            return;
        }
        forgetSent();
        standIns.again();
        for (StoreId store : placement.writers()) {
            if (!store.equals(around.self()) && !decision.hasKept(store) && !isStoodInFor(store)) {
                standIns.failed(store);
                if (canKeep(store)) { // else sendAll asks
                    askToStandIn(store);
                }
            }
        }
        sendAll(state);
    }

    private boolean isStoodInFor(StoreId owner) {
        StoreId fallback = standIns.of(owner);
        return fallback != null && decision.keepsHint(fallback);
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
