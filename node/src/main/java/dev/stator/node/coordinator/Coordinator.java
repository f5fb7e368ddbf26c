package dev.stator.node.coordinator;

import dev.stator.node.handoff.HintBook;
import dev.stator.node.message.Calls;
import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Network;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.record.Horizon;
import dev.stator.node.record.Naming;
import dev.stator.node.record.Records;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Answers users' requests for the keys of one shard (PROTOCOL §2):
 *
 * <ol>
 *   <li>A get is coordinated here, whoever owns the key: {@link ReadOperation}.
 *   <li>A write is coordinated here if this store is among the owners that reads ask: {@link WriteOperation}. Else it is
 *       forwarded, once, to the first healthy one of them: {@link ForwardOperation} (rule 8).
 *   <li>Where no owner can be reached and quorums are sloppy, the first fallback coordinates and keeps the state as a hint.
 *   <li>When a replica's ring turns out to be newer, the operation starts again once that ring is here, within its deadline.
 * </ol>
 *
 * One loop.
 */
public final class Coordinator {
    /**
     * @param readQuorum R; {@code writeQuorum} W; {@code askQuorum} N-W+1
     * @param isSloppy whether others may stand in for owners who cannot be reached
     * @param valueBytesMax how many bytes of large values gets may hold at once
     * @param operationsMax how many of a shard's operations may be under way before more are shed
     * @param keepsLastOnly whether of two versions the later one is kept, and the other forgotten (rule 17)
     */
    public record Settings(
            StoreId self,
            int readQuorum,
            int writeQuorum,
            int askQuorum,
            int siblingsMax,
            long siblingBytesMax,
            long valueBytesMax,
            int operationsMax,
            boolean isSloppy,
            boolean keepsLastOnly) {}

    /** How many forwarded writes are remembered, so that a repeated message is known. */
    private static final int HEARD_MAX = 1024;

    private record Heard(StoreId from, RequestId id) {}

    private final Surroundings around;
    private final Set<Heard> heard = new LinkedHashSet<>();
    private final List<Runnable> waitingForRing = new ArrayList<>();

    public Coordinator(
            Settings settings,
            Clock clock,
            Timers timers,
            Network network,
            Telemetry telemetry,
            Records records,
            HintBook hints,
            Naming naming,
            Horizon horizon,
            Calls calls) {
        around = new Surroundings(settings, clock, timers, network, telemetry, records, hints, naming, horizon, calls);
    }

    /** The cluster has changed; operations that waited for a newer ring go on. */
    public void see(ClusterView view) {
        ClusterView before = around.view();
        around.see(view);
        if (before == null || view.ring().epoch().isAfter(before.ring().epoch())) {
            List<Runnable> waiters = List.copyOf(waitingForRing);
            waitingForRing.clear();
            waiters.forEach(Runnable::run);
        }
    }

    /** How long replicas take at present, nearly always: 5 to 200 ms; 0 while nobody waits for them. */
    public long latencyMillis() {
        return around.limit.underWay() == 0 ? 0 : around.hedgeMillis();
    }

    /** Runs {@code retry} when a newer ring than {@code used} is seen: at once if it was meanwhile, never if none is. */
    void awaitNewerRing(ClusterView used, Runnable retry) {
        ClusterView now = around.view();
        if (now != null && now.ring().epoch().isAfter(used.ring().epoch())) {
            retry.run();
        } else if (!waitingForRing.contains(retry)) {
            waitingForRing.add(retry);
        }
    }

    void stopWaiting(Runnable retry) {
        waitingForRing.remove(retry);
    }

    public void get(Key key, int timeoutMillis, Consumer<ReadOutcome> then) {
        if (around.view() == null) {
            then.accept(new ReadOutcome.Unavailable(WriteOutcome.Why.NOT_READY));
            return;
        }
        long began = nowNanos();
        if (!around.limit.admits(began)) {
            around.telemetry.count(Telemetry.Counter.SHED);
            then.accept(new ReadOutcome.Unavailable(WriteOutcome.Why.OVERLOADED));
            return;
        }
        around.limit.begun();
        new ReadOperation(this, around, key, timeoutMillis, outcome -> {
                    if (outcome instanceof ReadOutcome.Unavailable) {
                        around.limit.refused();
                    } else {
                        around.limit.ended(AdmissionLimit.Kind.GET, began, nowNanos());
                    }
                    then.accept(outcome);
                })
                .start();
    }

    private long nowNanos() {
        return around.clock.monotonic().nanos();
    }

    /** One is no longer under way that began then. */
    private void ended(WriteOutcome outcome, long began) {
        if (outcome instanceof WriteOutcome.Rejected) {
            around.limit.refused();
        } else {
            around.limit.ended(AdmissionLimit.Kind.WRITE, began, nowNanos());
        }
    }

    /** Operations that are under way, and how many there may be now. */
    public int underWay() {
        return around.limit.underWay();
    }

    public int underWayMax() {
        return around.limit.limit();
    }

    public void write(ClientWrite request, int timeoutMillis, Consumer<WriteOutcome> then) {
        ClusterView view = around.view();
        if (view == null) {
            then.accept(rejected(WriteOutcome.Why.NOT_READY));
            return;
        }
        long began = nowNanos();
        if (!around.limit.admits(began)) {
            around.telemetry.count(Telemetry.Counter.SHED);
            then.accept(rejected(WriteOutcome.Why.OVERLOADED));
            return;
        }
        ClientWrite write = takenIn(request, view);
        around.limit.begun();
        Consumer<WriteOutcome> done = outcome -> {
            ended(outcome, began);
            then.accept(outcome);
        };
        Clock.Ticks deadline = around.clock.monotonic().plusMillis(timeoutMillis);
        if (Surroundings.placement(view, write.key()).readers().contains(around.self())) {
            new WriteOperation(this, around, write, Attempt.first(deadline), new WriteOperation.Ending() {
                        @Override
                        public void done(WriteOutcome outcome) {
                            done.accept(outcome);
                        }

                        @Override
                        public void notMe(Reply.Reason reason) { // another owner must do it
                            new ForwardOperation(Coordinator.this, around, write, deadline, done).startAfter(reason);
                        }
                    })
                    .start();
        } else {
            around.telemetry.count(Telemetry.Counter.FORWARD);
            new ForwardOperation(this, around, write, deadline, done).start();
        }
    }

    /** Only stamps need to know when; where the own clock is off, the coordinator's counts (rule 17). */
    private ClientWrite takenIn(ClientWrite request, ClusterView view) {
        return around.settings.keepsLastOnly() && !view.isClockOff()
                ? request.takenInAt(around.clock.wall().millis())
                : request;
    }

    /** A write that another store has forwarded: coordinated here, or NOT_ME. A repeated message is not heard twice (G7). */
    public void forwarded(StoreId from, Request.Forward request, Consumer<Reply> answer) {
        if (!heard.add(new Heard(from, request.id()))) {
            return;
        }
        if (heard.size() > HEARD_MAX) {
            heard.remove(heard.iterator().next());
        }
        ClusterView view = around.view();
        if (view == null) {
            answer.accept(new Reply.NotMe(request.id(), Reply.Reason.NOT_READY, 0));
            return;
        }
        long epoch = view.ring().epoch().number();
        if (!request.write().isIntact()) { // who forwards it still has what the user sent
            around.telemetry.count(Telemetry.Counter.CORRUPT);
            answer.accept(new Reply.NotMe(request.id(), Reply.Reason.DAMAGED, epoch));
            return;
        }
        boolean isOwner = Surroundings.placement(view, request.key()).readers().contains(around.self());
        if (!isOwner && !(request.asFallback() && around.settings.isSloppy())) {
            Reply.Reason reason = request.epoch() > epoch ? Reply.Reason.BEHIND : Reply.Reason.NOT_OWNER;
            answer.accept(new Reply.NotMe(request.id(), reason, epoch));
            return;
        }
        long began = nowNanos();
        if (!around.limit.admits(began)) {
            around.telemetry.count(Telemetry.Counter.SHED);
            answer.accept(new Reply.NotMe(request.id(), Reply.Reason.BUSY, epoch));
            return;
        }
        around.limit.begun();
        Clock.Ticks now = around.clock.monotonic();
        WriteOperation.Ending ending = new WriteOperation.Ending() {
            @Override
            public void done(WriteOutcome outcome) {
                ended(outcome, began);
                answer.accept(new Reply.Outcome(request.id(), outcome));
            }

            @Override
            public void notMe(Reply.Reason reason) {
                around.limit.refused();
                answer.accept(new Reply.NotMe(request.id(), reason, epoch));
            }
        };
        new WriteOperation(
                        this,
                        around,
                        request.write(),
                        new Attempt(
                                now.plusMillis(request.timeoutMillis()),
                                now.plusMillis(request.startByMillis()),
                                request.askFirst(),
                                request.asFallback(),
                                request.last()),
                        ending)
                .start();
    }

    private WriteOutcome rejected(WriteOutcome.Why why) {
        return new WriteOutcome.Rejected(why, 0, around.settings.writeQuorum());
    }
}
