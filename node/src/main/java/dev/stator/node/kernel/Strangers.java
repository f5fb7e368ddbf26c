package dev.stator.node.kernel;

import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.port.Clock;
import dev.stator.ring.StoreId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What is said about data to and by stores that have not compared yet what they remember of this one (PROTOCOL rule 20):
 *
 * <ol>
 *   <li>They are asked to, and what was said goes on then, if that is soon ({@link Message#HELD_MILLIS_MAX}); a forwarded write as much
 *       later as its moments allow. What owners compare is refused, for it can be compared another time.
 *   <li>While this store is in doubt, questions are refused, and nothing else is said. Forwarded writes are met with silence: NOT_ME would
 *       say that nothing was done, and this process, or one before it, may have carried out the same one when it first came.
 * </ol>
 *
 * On shard 0's loop.
 */
final class Strangers {
    /** What becomes of a message. */
    enum Fate {
        PASS,
        HOLD,
        REFUSE,
        DROP
    }

    private static final int HELD_MAX = 1024;
    private static final long HELD_BYTES_MAX = 32L << 20;

    private record Held(StoreId other, boolean isOut, Message message, Clock.Ticks since) {}

    private final Ports ports;
    private final Predicate<StoreId> hasCompared;
    private final Consumer<StoreId> meet;
    private final BiConsumer<StoreId, Message> heard;
    private final Deque<Held> held = new ArrayDeque<>();
    private long heldBytes;

    /**
     * @param hasCompared has that store compared what it remembers?
     * @param meet asks it to
     * @param heard given what a store said, once it has compared
     */
    Strangers(Ports ports, Predicate<StoreId> hasCompared, Consumer<StoreId> meet, BiConsumer<StoreId, Message> heard) {
        this.ports = ports;
        this.hasCompared = hasCompared;
        this.meet = meet;
        this.heard = heard;
    }

    /** Of what a store says to this one. */
    static Fate ofHeard(Message message, boolean isInDoubt, boolean hasCompared) {
        boolean canBeRefused = message instanceof Request.ToReplica || message instanceof TreeRequest;
        if (isInDoubt) {
            return canBeRefused ? Fate.REFUSE : Fate.DROP;
        } else if (hasCompared) {
            return Fate.PASS;
        }
        return message instanceof TreeRequest ? Fate.REFUSE : Fate.HOLD;
    }

    /** Of what a shard says to another store. */
    static Fate ofTold(boolean isInDoubt, boolean hasCompared) {
        if (isInDoubt) {
            return Fate.DROP;
        }
        return hasCompared ? Fate.PASS : Fate.HOLD;
    }

    /**
     * That store says this.
     *
     * @param epoch of the ring that this store has, 0 for none
     */
    void says(StoreId from, Message message, boolean isInDoubt, long epoch) {
        switch (ofHeard(message, isInDoubt, hasCompared.test(from))) {
            case PASS -> heard.accept(from, message);
            case HOLD -> hold(from, false, message);
            case REFUSE -> {
                if (!isInDoubt) {
                    meet.accept(from);
                }
                refuse(from, message, epoch);
            }
            case DROP -> {}
        }
    }

    /** That store is to be told this. */
    void isTold(StoreId to, Message message, boolean isInDoubt) {
        switch (ofTold(isInDoubt, hasCompared.test(to))) {
            case PASS -> ports.network().send(to, message);
            case HOLD -> hold(to, true, message);
            case REFUSE, DROP -> {}
        }
    }

    private void refuse(StoreId from, Message message, long epoch) {
        if (message instanceof Request request) {
            ports.network().send(from, new Reply.Refused(request.id(), Reply.Reason.NOT_READY, epoch));
        } else if (message instanceof TreeRequest question) {
            ports.network().send(from, new Reply.Refused(question.id(), Reply.Reason.NOT_READY, epoch));
        }
    }

    private void hold(StoreId other, boolean isOut, Message message) {
        meet.accept(other);
        Clock.Ticks now = ports.clock().monotonic();
        held.add(new Held(other, isOut, message, now));
        heldBytes += message.valueBytes();
        while (held.size() > HELD_MAX || heldBytes > HELD_BYTES_MAX || isOver(held.element(), now)) {
            heldBytes -= held.remove().message().valueBytes();
        }
    }

    private static boolean isOver(Held one, Clock.Ticks now) {
        return one.since().millisUntil(now) > Message.HELD_MILLIS_MAX;
    }

    /** That store may have compared by now. */
    void review(StoreId store) {
        if (held.isEmpty() || !hasCompared.test(store)) {
            return;
        }
        List<Held> due = new ArrayList<>();
        held.removeIf(one -> one.other().equals(store) && due.add(one));
        Clock.Ticks now = ports.clock().monotonic();
        for (Held one : due) {
            heldBytes -= one.message().valueBytes();
            if (isOver(one, now)) {
                continue;
            }
            long millis = one.since().millisUntil(now);
            if (!(one.message() instanceof Request.Forward forward)) {
                goOn(one, one.message());
            } else if (forward.startByMillis() > millis) { // else its sender has gone elsewhere by now
                goOn(one, later(forward, (int) millis));
            }
        }
    }

    private void goOn(Held one, Message message) {
        if (one.isOut()) {
            ports.network().send(one.other(), message);
        } else {
            heard.accept(one.other(), message);
        }
    }

    private static Request.Forward later(Request.Forward forward, int millis) {
        return new Request.Forward(
                forward.id(),
                forward.epoch(),
                Math.max(1, forward.timeoutMillis() - millis),
                forward.startByMillis() - millis,
                forward.askFirst(),
                forward.last(),
                forward.asFallback(),
                forward.write());
    }
}
