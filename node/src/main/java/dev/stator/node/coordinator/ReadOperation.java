package dev.stator.node.coordinator;

import dev.stator.node.message.Calls;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.record.Records;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One get (PROTOCOL §2):
 *
 * <ol>
 *   <li>The own record first, if this store is an owner; where memory has it, the others are asked with its digest, so that
 *       one who holds the same says only that. So are they where only the cache knows what a large value would be, and a get that would find no {@link ValueRoom} for it
 *       asks nobody.
 *   <li>R owners in all, the nearest; one more for every refusal, and all at once on "not found" or after the hedge time.
 *   <li>R answers are enough: they are merged, the user is answered.
 *   <li>Whoever answered less than is known then, or answers later, is repaired in the background. Of large values nobody is waited for,
 *       and a get that finds no {@link ValueRoom} for them is shed.
 * </ol>
 */
final class ReadOperation {
    private final Coordinator coordinator;
    private final Surroundings around;
    private final Key key;
    private final Consumer<ReadOutcome> then;
    private final Clock.Ticks started;
    private final Clock.Ticks deadline;
    private final List<RequestId> asked = new ArrayList<>(4);
    private final Runnable restart = this::start;

    private GetDecision decision;
    private List<StoreId> notAsked = List.of();
    private Timers.@Nullable Timer timer;
    private @Nullable KeyState own;
    private @Nullable KeyState likelyOwn; // whose digest others were asked with before the own record was read
    private List<StoreId> sameAsLikely = new ArrayList<>();
    private boolean answered;
    private long heldBytes; // of large values
    private long reservedBytes; // of those, for what is not read yet
    private boolean hintIsBeingRead;
    private int round;

    ReadOperation(
            Coordinator coordinator, Surroundings around, Key key, int timeoutMillis, Consumer<ReadOutcome> then) {
        this.coordinator = coordinator;
        this.around = around;
        this.key = key;
        this.then = then;
        this.started = around.clock.monotonic();
        this.deadline = started.plusMillis(timeoutMillis);
        this.decision = new GetDecision(around.settings.readQuorum());
    }

    /** Also the way back in after a newer ring was seen. */
    void start() {
        ClusterView view = around.view();
        if (view == null) {
            throw new IllegalStateException("an operation was started without a ring");
        }
        round++;
        forgetAll();
        giveBack();
        decision = new GetDecision(around.settings.readQuorum());
        own = null;
        likelyOwn = null;
        sameAsLikely = new ArrayList<>();
        Placement placement = Surroundings.placement(view, key);
        List<StoreId> readers = placement.readers();
        notAsked = around.others(view, readers);
        hintIsBeingRead = false;
        if (!readers.contains(around.self())) {
            ask(view, placement, around.settings.readQuorum(), 0);
            if (around.hints.keepsAnyOf(view.ring().partitionOf(key))) {
                readHint(round);
            }
        } else if (!askBesideOwn(view, placement)) {
            return;
        }
        if (!finishIfEnough() && timer == null) {
            long untilDeadline = around.clock.monotonic().millisUntil(deadline);
            timer = around.timers.after(Math.max(0, Math.min(around.hedgeMillis(), untilDeadline)), this::hedge);
        }
    }

    /** The own record, and others. False: there is no room for it, and this get is over. */
    private boolean askBesideOwn(ClusterView view, Placement placement) {
        StoredRecord large = around.records.cachedIfLarge(key);
        if (large != null && !reserve(large.state())) {
            return false;
        }
        KeyState apart = large == null || large.state().isWhole() ? null : large.state();
        StoredRecord now = apart != null ? null : around.records.readNow(key);
        if (now != null) {
            own = now.state();
            if (!hold(own)) {
                return false;
            }
            decision.add(around.self(), own);
            int more = own.isAbsent() ? notAsked.size() : around.settings.readQuorum() - 1;
            ask(view, placement, decision.isEnough() ? 0 : more, more > 0 ? own.digest() : 0);
            return true;
        }
        likelyOwn = apart;
        ask(view, placement, around.settings.readQuorum() - 1, apart == null ? 0 : apart.digest());
        Records.Reader reader = ownReader(round);
        if (apart != null) {
            around.records.readLarge(key, reader);
        } else {
            around.records.read(key, reader);
        }
        return true;
    }

    private Records.Reader ownReader(int thisRound) {
        return new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                if (thisRound == round && hold(record.state())) {
                    own = record.state();
                    answer(around.self(), own);
                    if (thisRound == round) {
                        goOnWithSame();
                    }
                }
            }

            @Override
            public void failed(String reason) {
                if (thisRound == round) {
                    likelyOwn = null; // who has the same is to send it
                    askOneMore();
                    goOnWithSame();
                }
            }
        };
    }

    /** Those have what the cache said; is that what this store has? Else they are asked for all they have. */
    private void goOnWithSame() {
        List<StoreId> waiting = sameAsLikely;
        sameAsLikely = new ArrayList<>();
        waiting.forEach(this::saidSame);
    }

    private void saidSame(StoreId from) {
        KeyState mine = own;
        KeyState likely = likelyOwn;
        if (mine != null && (likely == null || likely.digest() == mine.digest())) {
            answer(from, mine);
        } else if (mine == null && likely != null) {
            sameAsLikely.add(from);
        } else if (!answered) {
            List<StoreId> rest = new ArrayList<>(notAsked);
            rest.add(0, from);
            notAsked = rest;
            askMore(1, 0);
        }
    }

    /** What is kept here for the owners is shown too (PROTOCOL rule 8); if it cannot be read, the owners' answers stand. */
    private void readHint(int thisRound) {
        hintIsBeingRead = true;
        around.hints.records().read(key, new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                if (thisRound == round && hold(record.state())) {
                    decision.addUncounted(record.state());
                    goOn();
                }
            }

            @Override
            public void failed(String reason) {
                if (thisRound == round) {
                    goOn();
                }
            }

            private void goOn() {
                hintIsBeingRead = false;
                finishIfEnough();
            }
        });
    }

    private void ask(ClusterView view, Placement placement, int count, long digest) {
        int now = Math.min(count, notAsked.size());
        List<StoreId> targets = notAsked.subList(0, now);
        notAsked = notAsked.subList(now, notAsked.size());
        int timeout = (int) Math.max(1, around.clock.monotonic().millisUntil(deadline));
        int thisRound = round;
        for (StoreId target : targets) {
            RequestId id = around.calls.open(target, Calls.Ask.READ, reply -> {
                if (thisRound == round) {
                    replied(view, target, reply);
                }
            });
            asked.add(id);
            around.network.send(
                    target, new Request.Read(id, Surroundings.fence(view, placement), key, timeout, digest));
        }
    }

    private void replied(ClusterView used, StoreId from, Reply reply) {
        if (reply instanceof Reply.State state) {
            around.latency.add(around.clock.monotonic().nanosSince(started));
            if (hold(state.state())) {
                answer(from, state.state());
            }
        } else if (reply instanceof Reply.Same) {
            around.latency.add(around.clock.monotonic().nanosSince(started));
            saidSame(from);
        } else if (reply instanceof Reply.Refused refused && refused.reason() == Reply.Reason.STALE_EPOCH) {
            around.telemetry.count(Telemetry.Counter.STALE_EPOCH);
            if (!answered) {
                coordinator.awaitNewerRing(used, restart);
            }
        } else {
            askOneMore();
        }
    }

    private void answer(StoreId from, KeyState state) {
        decision.add(from, state);
        if (answered) {
            repair();
            if (heldBytes > 0) {
                stop();
            }
        } else if (!finishIfEnough() && state.isAbsent()) {
            askMore(notAsked.size());
        }
    }

    private void askOneMore() {
        askMore(1);
    }

    private void askMore(int count) {
        askMore(count, likelyOwn == null ? 0 : likelyOwn.digest());
    }

    private void askMore(int count, long digest) {
        ClusterView view = around.view();
        if (!answered && view != null && !notAsked.isEmpty()) {
            ask(view, Surroundings.placement(view, key), count, digest);
        }
    }

    private void hedge() {
        timer = null;
        long untilDeadline = around.clock.monotonic().millisUntil(deadline);
        if (answered || untilDeadline <= 0) {
            end();
            return;
        }
        if (!notAsked.isEmpty()) {
            around.telemetry.count(Telemetry.Counter.HEDGE);
            askMore(notAsked.size());
        }
        timer = around.timers.after(untilDeadline, this::hedge);
    }

    private boolean finishIfEnough() {
        if (!answered && !hintIsBeingRead && decision.isEnough()) {
            answered = true;
            around.naming.saw(decision.merged().known());
            then.accept(new ReadOutcome.Answer(decision.merged()));
            repair();
            if (heldBytes > 0) {
                stop();
            } else if (timer != null && asked.size() + 1 <= decision.answers()) {
                end();
            }
        }
        return answered;
    }

    /** Room for what the cache says that a large value would take. False: there is none, and this get is over. */
    private boolean reserve(KeyState cached) {
        long bytes = cached.valueSize();
        if (!take(bytes)) {
            return false;
        }
        reservedBytes = bytes;
        return true;
    }

    /** False: there is no room for it beside what other gets hold, and this one is over. */
    private boolean hold(KeyState state) {
        long bytes = state.valueBytes();
        if (!ValueRoom.counts(bytes)) {
            return true;
        }
        long reserved = Math.min(bytes, reservedBytes);
        reservedBytes -= reserved;
        return take(bytes - reserved);
    }

    private boolean take(long bytes) {
        if (!around.values.take(bytes, heldBytes)) {
            shed();
            return false;
        }
        heldBytes += bytes;
        return true;
    }

    private void giveBack() {
        around.values.give(heldBytes);
        heldBytes = 0;
        reservedBytes = 0;
    }

    private void shed() {
        if (!answered) {
            answered = true;
            around.telemetry.count(Telemetry.Counter.SHED);
            then.accept(new ReadOutcome.Unavailable(WriteOutcome.Why.OVERLOADED));
        }
        stop();
    }

    /** What is still on its way is of no use. */
    private void stop() {
        round++;
        end();
    }

    /** Everyone has answered, or the deadline has passed. */
    private void end() {
        giveBack();
        forgetAll();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        coordinator.stopWaiting(restart);
        if (!answered) {
            answered = true;
            then.accept(new ReadOutcome.QuorumNotMet(decision.answers(), around.settings.readQuorum()));
        }
    }

    private void forgetAll() {
        for (RequestId id : asked) {
            around.calls.forget(id);
        }
        asked.clear();
    }

    private void repair() {
        ClusterView view = around.view();
        if (view == null || decision.answers() < 2) {
            return;
        }
        Placement placement = Surroundings.placement(view, key);
        int timeout = (int) Math.max(1, around.clock.monotonic().millisUntil(deadline));
        for (GetDecision.Repair repair : decision.repairs(around.horizon.millis())) {
            around.telemetry.count(Telemetry.Counter.READ_REPAIR);
            if (repair.owner().equals(around.self())) {
                repairOwn(repair.state());
            } else {
                around.network.send(
                        repair.owner(),
                        new Request.Write(
                                around.calls.unanswered(),
                                Surroundings.fence(view, placement),
                                key,
                                timeout,
                                repair.state()));
            }
        }
    }

    private void repairOwn(KeyState missing) {
        around.records.takeWhole(key, new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                if (around.clock.monotonic().isAfter(deadline)) {
                    return; // by now what was read may be what all others have purged (PROTOCOL rule 15)
                }
                KeyState merged = record.state().merge(missing);
                if (merged.isWhole() && !merged.equals(record.state())) {
                    around.naming.heed(record, missing.known());
                    around.records.write(key, record.withState(merged), Storage.Progress.UNWATCHED);
                }
            }

            @Override
            public void failed(String reason) {}
        });
    }
}
