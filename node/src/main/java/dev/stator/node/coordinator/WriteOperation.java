package dev.stator.node.coordinator;

import dev.stator.node.message.Calls;
import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.record.Records;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.WriteIdentity;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.Liveness;
import dev.stator.ring.Key;
import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One put or delete at its coordinator (PROTOCOL §2):
 *
 * <ol>
 *   <li>ASKING: fewer than W stores in reach → rejected. A write without a context, or with a condition, asks other owners what
 *       they know; where they are slow it goes on with those who answered, for a put is never refused for want of reading.
 *   <li>TAKING: the key is taken, {@link WriteDecision} decides on its newest state. Where another owner knows this very write,
 *       what it holds is fetched first, and the key taken again.
 *   <li>Where no owner can be reached, the first fallback does all this on its hint of the key (rule 8).
 *   <li>SPREADING: {@link Spread} writes and sends the state, and ends when W stores hold it durably.
 * </ol>
 *
 * Until the key is written, running out of time rejects: nothing was done. From then on the outcome is done or unknown.
 */
final class WriteOperation {
    /** Where the operation ends; exactly one of the two is called. */
    interface Ending {
        void done(WriteOutcome outcome);

        /** This store does not coordinate this write, and has done nothing (rule 8). */
        void notMe(Reply.Reason reason);
    }

    private enum Phase {
        ASKING,
        TAKING,
        SPREADING,
        ENDED
    }

    /** A slow owner is waited for this much longer than the hedge time, before the put goes on without it. */
    private static final int PATIENCE = 10;

    private static final long UNCONNECTED_PATIENCE_MILLIS = 500;
    private static final long ALIVE_PATIENCE_MILLIS = 2000;

    private final Coordinator coordinator;
    private final Surroundings around;
    private final ClientWrite write;
    private final Key key;
    private final Clock.Ticks started;
    private final Clock.Ticks deadline;
    private final Attempt attempt;
    private final Ending ending;
    private final Runnable restart = this::start;
    private final Map<RequestId, StoreId> asking = new LinkedHashMap<>(4);

    private Phase phase = Phase.ASKING;
    private AskDecision asked = new AskDecision(0);
    private List<StoreId> notAsked = List.of();
    private KeyState fetched = KeyState.EMPTY;
    private Timers.@Nullable Timer timer;
    private @Nullable Spread spread;
    private boolean mayBeApplied;
    private boolean isOwner = true;
    private Records records;

    WriteOperation(Coordinator coordinator, Surroundings around, ClientWrite write, Attempt attempt, Ending ending) {
        this.coordinator = coordinator;
        this.around = around;
        this.write = write;
        this.key = write.key();
        this.started = around.clock.monotonic();
        this.attempt = attempt;
        this.deadline = attempt.deadline();
        this.records = around.records;
        this.ending = ending;
    }

    /** Also the way back in after a newer ring was seen; what is written already is then found as the same write. */
    void start() {
        ClusterView view = around.view();
        if (view == null) {
            throw new IllegalStateException("an operation was started without a ring");
        }
        forget();
        Placement placement = Surroundings.placement(view, key);
        isOwner = placement.readers().contains(around.self());
        records = isOwner ? around.records : around.hints.records();
        if (!isOwner && !(attempt.asFallback() && around.hints.hasRoom())) {
            Reply.Reason reason = attempt.asFallback() ? Reply.Reason.BUSY : Reply.Reason.NOT_OWNER;
            end(mayBeApplied ? indeterminate(0) : null, reason);
            return;
        }
        if (!isOwner) {
            around.telemetry.count(Telemetry.Counter.FALLBACK);
        }
        WriteOutcome refusal = around.refusal(view, write, placement);
        Reply.Reason reluctance = around.reluctance(view, write, attempt);
        if (refusal != null || reluctance != null && !mayBeApplied) {
            end(refusal, reluctance);
            return;
        }
        phase = Phase.ASKING;
        asked = new AskDecision(othersToAsk());
        fetched = KeyState.EMPTY;
        if (asked.isEnough()) {
            takeKey(view, placement);
            return;
        }
        notAsked = around.others(view, placement.readers());
        ask(view, placement, asked.wanted());
        wait(Math.min(around.hedgeMillis(), untilStartBy() / 2), () -> {
            around.telemetry.count(Telemetry.Counter.HEDGE);
            ask(view, placement, notAsked.size());
            wait(patienceMillis(latest(view)), () -> takeKey(view, placement));
        });
    }

    private ClusterView latest(ClusterView begun) {
        ClusterView now = around.view();
        return now == null ? begun : now;
    }

    private long untilStartBy() {
        return Math.max(0, around.clock.monotonic().millisUntil(attempt.startBy()));
    }

    private int othersToAsk() {
        if (around.settings.keepsLastOnly() && write.condition().isNone()) {
            return 0;
        }
        boolean asksAsPlain = write.context().isEmpty() || write.isDeleteUnseen() || attempt.askFirst();
        int owners = asksAsPlain ? around.settings.askQuorum() : 1;
        if (!write.condition().isNone()) {
            owners = Math.max(around.settings.readQuorum(), Math.max(owners, around.settings.askQuorum()));
        }
        return isOwner ? owners - 1 : owners;
    }

    /**
     * A condition needs its answers. A plain write goes on without them, and may then become a sibling: so it is slow to give
     * up on an owner that seems alive, which a busy machine makes late; less so on one whose connection is lost, though long
     * enough for it to be made anew: who just came back may be the only other one that knows the last put. And quick where all
     * who were asked are dead.
     */
    private long patienceMillis(ClusterView view) {
        long half = untilStartBy() / 2; // later than that moment the key is not taken any more
        if (!write.condition().isNone()) {
            return half;
        }
        long least = 0;
        for (StoreId asked : asking.values()) {
            boolean isDead = view.liveness(asked) == Liveness.DEAD;
            long patience = view.isReachable(asked) ? ALIVE_PATIENCE_MILLIS : UNCONNECTED_PATIENCE_MILLIS;
            least = isDead ? least : Math.max(least, patience);
        }
        return least == 0 ? 0 : Math.min(half, Math.max(least, PATIENCE * around.hedgeMillis()));
    }

    private void ask(ClusterView view, Placement placement, int count) {
        int now = Math.min(count, notAsked.size());
        List<StoreId> targets = notAsked.subList(0, now);
        notAsked = notAsked.subList(now, notAsked.size());
        for (StoreId target : targets) {
            RequestId id = around.calls.open(target, Calls.Ask.READ, reply -> toldBy(view, placement, target, reply));
            asking.put(id, target);
            around.network.send(target, new Request.Ask(id, Surroundings.fence(view, placement), key, remaining()));
        }
    }

    private void toldBy(ClusterView view, Placement placement, StoreId from, Reply reply) {
        asking.remove(reply.id());
        if (phase != Phase.ASKING) {
            return;
        }
        if (reply instanceof Reply.State state) {
            around.latency.add(around.clock.monotonic().nanosSince(started));
            asked.add(from, state.state());
        } else if (isStale(reply)) {
            awaitNewerRing(view);
            return;
        } else {
            ask(view, placement, 1);
        }
        if (asked.isEnough() || asking.isEmpty() && notAsked.isEmpty()) {
            takeKey(view, placement);
        }
    }

    private void takeKey(ClusterView view, Placement placement) {
        forget();
        phase = Phase.TAKING;
        wait(remaining(), () -> {});
        records.take(key, taker(view, placement, false));
    }

    private Records.Reader taker(ClusterView view, Placement placement, boolean isWhole) {
        return new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                if (phase == Phase.TAKING) {
                    decide(view, placement, record, isWhole);
                }
            }

            @Override
            public void failed(String reason) {
                if (phase == Phase.TAKING) {
                    end(mayBeApplied ? indeterminate(0) : null, Reply.Reason.READ_ERROR);
                }
            }
        };
    }

    private void decide(ClusterView view, Placement placement, StoredRecord record, boolean isWhole) {
        Clock.Ticks now = around.clock.monotonic();
        if (now.isAfter(attempt.startBy()) && !now.isAfter(deadline) && !mayBeApplied) {
            end(null, Reply.Reason.LATE);
            return;
        }
        if (!now.isAfter(attempt.startBy()) || mayBeApplied) {
            KeyState own = record.state().merge(fetched);
            WriteDecision decision = around.settings.keepsLastOnly()
                    ? WriteDecision.ofRegister(write, own, isOwner, asked, around.settings.readQuorum())
                    : WriteDecision.of(
                            write,
                            own,
                            isOwner,
                            asked,
                            around.settings.readQuorum(),
                            new WriteDecision.Limits(around.settings.siblingsMax(), around.settings.siblingBytesMax()));
            boolean isNew = decision instanceof WriteDecision.NewVersion;
            if (isNew && now.isAfter(attempt.startBy())) {
                end(indeterminate(0), null); // begun anew, and forgotten meanwhile: another makes it by now
            } else if (decision instanceof WriteDecision.NewVersion version) {
                put(view, placement, record, version, isWhole);
            } else if (decision instanceof WriteDecision.SameWrite same) {
                around.telemetry.count(Telemetry.Counter.SAME_WRITE);
                keep(view, placement, record, own, same.ack(), isWhole);
            } else if (decision instanceof WriteDecision.SameTombstones same) {
                keep(view, placement, record, same.state(), same.ack(), isWhole);
            } else if (decision instanceof WriteDecision.FetchSameWrite) {
                fetch(view, placement, asked.whoKnows(write.write()).orElseThrow());
            } else {
                end(WriteDecision.refusal(decision, around.settings.readQuorum()), null);
            }
        } else {
            end(rejected(WriteOutcome.Why.LATE), null);
        }
    }

    private void put(
            ClusterView view,
            Placement placement,
            StoredRecord record,
            WriteDecision.NewVersion decided,
            boolean isWhole) {
        KeyState.Put put = around.naming.put(record, decided.context(), write, around.clock);
        KeyState next = put.state().remembering(decided.remembered());
        if (next.isWhole()) {
            StoredRecord written = new StoredRecord(next, put.made().dot().actor());
            spread(view, placement, put.ack()).write(written, put.made().dot());
        } else {
            takeWhole(view, placement, isWhole);
        }
    }

    /** Nothing new: {@code state} is made the record if it says more, and rests on W copies before it is acknowledged. */
    private void keep(
            ClusterView view,
            Placement placement,
            StoredRecord record,
            KeyState state,
            CausalContext ack,
            boolean isWhole) {
        if (!state.isWhole()) {
            takeWhole(view, placement, isWhole);
        } else if (state.equals(record.state())) {
            spread(view, placement, ack).sync(state);
        } else {
            around.naming.heed(record, state.known());
            spread(view, placement, ack).write(record.withState(state), null);
        }
    }

    private void takeWhole(ClusterView view, Placement placement, boolean isWhole) {
        if (isWhole) {
            throw new IllegalStateException("bytes are missing from the whole record of a key; write=" + write.write());
        }
        records.takeWhole(key, taker(view, placement, true));
    }

    private void fetch(ClusterView view, Placement placement, StoreId from) {
        RequestId id = around.calls.open(from, Calls.Ask.READ, reply -> {
            if (phase != Phase.TAKING) {
                return;
            }
            if (reply instanceof Reply.State state
                    && state.state().dotsOf(write.write()).isEmpty()) {
                end(indeterminate(0), null); // it was done, and has been replaced so often since that it is forgotten
            } else if (reply instanceof Reply.State state) {
                fetched = state.state();
                asked = new AskDecision(0); // what it knew is in what was fetched
                records.take(key, taker(view, placement, false));
            } else if (isStale(reply)) {
                awaitNewerRing(view);
            } else {
                end(indeterminate(0), null); // the write is somewhere, and we cannot get at it
            }
        });
        asking.put(id, from);
        mayBeApplied = true;
        around.network.send(from, new Request.Read(id, Surroundings.fence(view, placement), key, remaining(), 0));
    }

    /** The timer that ends it at its deadline has run since the key was taken. */
    private Spread spread(ClusterView view, Placement placement, CausalContext ack) {
        forgetAsked();
        phase = Phase.SPREADING;
        mayBeApplied = true;
        Spread next = new Spread(around, view, placement, key, deadline, records, new Spread.Ending() {
            @Override
            public void kept(KeyState state, int owners, int hinted) {
                end(written(state, ack, owners, hinted), null);
            }

            @Override
            public void unknown(int acks) {
                end(indeterminate(acks), null);
            }

            @Override
            public void stale() {
                if (phase == Phase.SPREADING) { // else the time is over, and only the spread has gone on
                    awaitNewerRing(view);
                }
            }
        });
        spread = next;
        return next;
    }

    private WriteOutcome written(KeyState state, CausalContext ack, int owners, int hinted) {
        WriteIdentity identity = write.write();
        return new WriteOutcome.Written(
                ack, identity, state.values().size(), owners, hinted, around.settings.writeQuorum());
    }

    private static boolean isStale(Reply reply) {
        return reply instanceof Reply.Refused refused && refused.reason() == Reply.Reason.STALE_EPOCH;
    }

    private void awaitNewerRing(ClusterView used) {
        around.telemetry.count(Telemetry.Counter.STALE_EPOCH);
        forget();
        wait(remaining(), () -> {});
        coordinator.awaitNewerRing(used, restart);
    }

    /** One timer at a time; whatever it was for, at the deadline the operation ends. */
    private void wait(long millis, Runnable then) {
        if (timer != null) {
            timer.cancel();
        }
        int untilDeadline = remaining();
        timer = around.timers.after(Math.min(millis, untilDeadline), () -> {
            timer = null;
            if (around.clock.monotonic().millisUntil(deadline) <= 0) {
                end(rejected(WriteOutcome.Why.LATE), null);
            } else {
                then.run();
            }
        });
    }

    private int remaining() {
        return (int) Math.max(1, around.clock.monotonic().millisUntil(deadline));
    }

    private void forgetAsked() {
        for (RequestId id : asking.keySet()) {
            around.calls.forget(id);
        }
        asking.clear();
    }

    private void forget() {
        forgetAsked();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (spread != null) {
            spread.stop();
            spread = null;
        }
    }

    /**
     * A refusal of whatever kind is one only as long as nothing was written or sent (G7): a key that forgot this write, replaced
     * more often than is remembered, may refuse it after all when the operation starts again.
     */
    private void end(@Nullable WriteOutcome outcome, Reply.@Nullable Reason notMe) {
        if (phase == Phase.ENDED) {
            return;
        }
        phase = Phase.ENDED;
        Spread last = spread;
        spread = null; // it goes on by itself, for those who have not answered yet
        forget();
        coordinator.stopWaiting(restart);
        if (outcome == null && notMe != null) {
            ending.notMe(notMe);
        } else if (mayBeApplied && !(outcome instanceof WriteOutcome.Written)) {
            ending.done(indeterminate(last == null ? 0 : last.acks()));
        } else if (outcome != null) {
            ending.done(outcome);
        }
    }

    private WriteOutcome rejected(WriteOutcome.Why why) {
        return new WriteOutcome.Rejected(why, 0, around.settings.writeQuorum());
    }

    private WriteOutcome indeterminate(int acks) {
        return new WriteOutcome.Indeterminate(acks, around.settings.writeQuorum());
    }
}
