package dev.stator.node.coordinator;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Timers;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import dev.stator.ring.Placement;
import dev.stator.ring.PreferenceList;
import dev.stator.ring.StoreId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A write at a store that does not coordinate it (PROTOCOL rule 8):
 *
 * <ol>
 *   <li>The first healthy owner gets it, with a moment after which it must not start any more: a fifth of the deadline.
 *   <li>Where quorums are sloppy and no owner is in reach, or none coordinates, the first fallback gets it: this store itself, if
 *       it is that.
 *   <li>NOT_ME, or rejected for want of something that another may have: the next owner gets it.
 *   <li>Silence until that moment, or "unknown": the next owner gets it too, under the same identity, and asks the others first. The
 *       first to have done it answers for both. Who does not take it then makes room for one more: two at a time may have done it.
 *   <li>A refusal counts only if no other attempt may have been carried out; else it waits for that one, or is unknown.
 *   <li>Nobody is left in reach, and some would not for want of room on their disks, or for their clocks: they are asked once more, one
 *       after the other, as the last: who is not full takes it then.
 *   <li>At last, where quorums are strict, the owners that seem to be out of reach and are not dead: they may be back.
 * </ol>
 */
final class ForwardOperation {
    private static final int SILENCE_DIVISOR = 5;

    /** A store that may coordinate: an owner, or one that stands in for all of them. */
    private record Candidate(StoreId store, boolean asFallback) {}

    private enum Turn {
        FIRST,
        /** The one before was silent: ask the other owners first. */
        SECOND,
        /** All others would rather not. */
        LAST
    }

    /** How many fallbacks are tried, at most. */
    private static final int FALLBACKS_MAX = 3;

    private final Coordinator coordinator;
    private final Surroundings around;
    private final ClientWrite write;
    private final Key key;
    private final Clock.Ticks deadline;
    private final Consumer<WriteOutcome> then;
    private final Deque<Candidate> candidates = new ArrayDeque<>();
    private final Deque<Candidate> outOfReach = new ArrayDeque<>(0); // as far as is known here
    private final Map<RequestId, Candidate> attempts = new LinkedHashMap<>(2);
    private final Set<RequestId> silentOnes = new HashSet<>(0); // attempts that hold nobody else up any more
    private final Deque<Candidate> reluctant = new ArrayDeque<>(0);
    private final Clock.Ticks silentAt;
    private Timers.@Nullable Timer timer;
    private @Nullable WriteOutcome refusal;
    private WriteOutcome.Rejected rejection;
    private boolean maybeApplied;
    private boolean secondSent;
    private boolean isLastTurn;
    private boolean ended;

    ForwardOperation(
            Coordinator coordinator,
            Surroundings around,
            ClientWrite write,
            Clock.Ticks deadline,
            Consumer<WriteOutcome> then) {
        this.coordinator = coordinator;
        this.around = around;
        this.write = write;
        this.key = write.key();
        this.deadline = deadline;
        this.then = then;
        Clock.Ticks now = around.clock.monotonic();
        this.rejection = new WriteOutcome.Rejected(WriteOutcome.Why.NO_COORDINATOR, 0, around.settings.writeQuorum());
        this.silentAt = now.plusMillis(Math.max(1, now.millisUntil(deadline) / SILENCE_DIVISOR));
    }

    /** This store is an owner and has said NOT_ME. */
    void startAfter(Reply.Reason reason) {
        heedReluctance(new Candidate(around.self(), false), reason);
        start();
    }

    void start() {
        ClusterView view = around.view();
        if (view == null) {
            throw new IllegalStateException("an operation was started without a ring");
        }
        Placement placement = Surroundings.placement(view, key);
        for (StoreId owner : around.others(view, placement.readers())) {
            if (view.isReachable(owner)) {
                candidates.add(new Candidate(owner, false));
            } else if (isLastHope(view, owner)) {
                outOfReach.add(new Candidate(owner, false));
            }
        }
        addFallbacks(view, placement);
        next(false);
        if (!ended) {
            schedule(Math.max(1, around.clock.monotonic().millisUntil(silentAt)));
        }
    }

    /**
     * Where quorums are strict nobody stands in for an owner that does not seem to answer. One that is dead gets nothing: it would
     * keep silent, and what the others have refused would end as unknown, and only at the deadline.
     */
    private boolean isLastHope(ClusterView view, StoreId owner) {
        return !around.settings.isSloppy() && view.isUsableForDeletes(owner);
    }

    /** In preference order, those that coordinate puts first; this store has its place among them. */
    private void addFallbacks(ClusterView view, Placement placement) {
        if (!around.settings.isSloppy()) {
            return;
        }
        List<Candidate> willing = new ArrayList<>(FALLBACKS_MAX);
        List<Candidate> others = new ArrayList<>(0);
        for (StoreId store : PreferenceList.of(view.ring(), key).fallbacks()) {
            boolean isUsable = write.isDelete() ? view.isUsableForDeletes(store) : view.isUsable(store);
            if (isUsable && view.isReachable(store) && !placement.writers().contains(store)) {
                List<Candidate> list = write.isDelete() || view.coordinatesPuts(store) ? willing : others;
                if (list.size() < FALLBACKS_MAX) {
                    list.add(new Candidate(store, true));
                }
                if (willing.size() == FALLBACKS_MAX) {
                    break;
                }
            }
        }
        candidates.addAll(willing);
        candidates.addAll(others);
    }

    private void next(boolean isSecond) {
        Candidate target = candidates.poll();
        if (target == null && (reluctant.isEmpty() || refusal != null)) {
            target = outOfReach.poll();
        }
        if (target == null) {
            giveUpIfNobodyIsLeft();
        } else {
            send(target, isSecond ? Turn.SECOND : Turn.FIRST);
        }
    }

    private void send(Candidate target, Turn turn) {
        ClusterView view = around.view();
        if (view == null) {
            throw new IllegalStateException("the ring is gone");
        }
        if (target.store().equals(around.self())) {
            coordinateHere(target, turn);
            return;
        }
        RequestId id = around.calls.open(target.store(), this::replied);
        attempts.put(id, target);
        around.network.send(
                target.store(),
                new Request.Forward(
                        id,
                        view.ring().epoch().number(),
                        remaining(),
                        startByMillis(turn),
                        secondSent,
                        turn == Turn.LAST,
                        target.asFallback(),
                        write));
    }

    private int startByMillis(Turn turn) {
        return turn == Turn.FIRST ? (int) Math.max(1, around.clock.monotonic().millisUntil(silentAt)) : remaining();
    }

    /** As if it had been forwarded to this store and answered by it. */
    private void coordinateHere(Candidate self, Turn turn) {
        RequestId id = around.calls.unanswered();
        attempts.put(id, self);
        Clock.Ticks startBy = around.clock.monotonic().plusMillis(startByMillis(turn));
        Attempt attempt = new Attempt(deadline, startBy, secondSent, self.asFallback(), turn == Turn.LAST);
        new WriteOperation(coordinator, around, write, attempt, new WriteOperation.Ending() {
                    @Override
                    public void done(WriteOutcome outcome) {
                        replied(new Reply.Outcome(id, outcome));
                    }

                    @Override
                    public void notMe(Reply.Reason reason) {
                        replied(new Reply.NotMe(id, reason, 0));
                    }
                })
                .start();
    }

    private void replied(Reply reply) {
        Candidate from = attempts.remove(reply.id());
        if (ended) {
            return;
        }
        if (reply instanceof Reply.NotMe notMe && from != null) {
            heedReluctance(from, notMe.reason());
        }
        if (reply instanceof Reply.Outcome outcome) {
            if (outcome.outcome() instanceof WriteOutcome.Rejected rejected) { // it could not; the next one may
                rejection = rejected;
            } else {
                concluded(outcome.outcome());
                return;
            }
        }
        if (refusal == null && isNobodyAtIt()) { // NOT_ME, or rejected: it has done nothing
            next(secondSent);
        } else {
            giveUpIfNobodyIsLeft();
        }
    }

    private void heedReluctance(Candidate candidate, Reply.Reason reason) {
        boolean isReluctant = reason == Reply.Reason.DISK_FULL || reason == Reply.Reason.CLOCK;
        if (isReluctant && !isLastTurn) {
            reluctant.add(candidate);
        }
        if (reason == Reply.Reason.DISK_FULL
                && rejection.why() != WriteOutcome.Why.CONDITION_UNCHECKED) { // room would not help
            rejection = new WriteOutcome.Rejected(WriteOutcome.Why.DISK_FULL, 0, around.settings.writeQuorum());
        }
    }

    private void concluded(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Written || outcome instanceof WriteOutcome.NothingToDelete) {
            end(outcome);
        } else if (outcome instanceof WriteOutcome.Indeterminate) {
            maybeApplied = true;
            refusal = outcome;
            if (!secondSent) { // its disk may have failed, or it is cut off: another can still make it certain
                secondSent = true;
                next(true);
                return;
            }
        } else if (!maybeApplied) {
            refusal = outcome;
        }
        giveUpIfNobodyIsLeft();
    }

    /** Is there no attempt, or none but silent ones? */
    private boolean isNobodyAtIt() {
        return silentOnes.containsAll(attempts.keySet());
    }

    private void giveUpIfNobodyIsLeft() {
        if (ended || !isNobodyAtIt()) {
            return;
        }
        Candidate last = refusal == null ? reluctant.poll() : null;
        if (last != null) {
            isLastTurn = true;
            send(last, Turn.LAST);
        } else if (attempts.isEmpty()) {
            end(refusal != null ? refusal : rejection);
        }
    }

    private void silent() {
        if (around.clock.monotonic().millisUntil(deadline) <= 0) {
            attempts.keySet().forEach(around.calls::forget);
            end(new WriteOutcome.Indeterminate(0, around.settings.writeQuorum()));
            return;
        }
        if (!secondSent) {
            secondSent = true;
            silentOnes.addAll(attempts.keySet());
            next(true);
        }
        if (!ended) {
            schedule(remaining());
        }
    }

    private void schedule(long millis) {
        timer = around.timers.after(millis, this::silent);
    }

    private int remaining() {
        return (int) Math.max(1, around.clock.monotonic().millisUntil(deadline));
    }

    private void end(WriteOutcome outcome) {
        if (!ended) {
            ended = true;
            attempts.keySet().forEach(around.calls::forget);
            if (timer != null) {
                timer.cancel();
            }
            then.accept(outcome);
        }
    }
}
