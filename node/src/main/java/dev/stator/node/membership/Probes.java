package dev.stator.node.membership;

import dev.stator.node.message.Gossip;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Randomness;
import dev.stator.node.port.Timers;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The probes of this node, and those that it makes for others:
 *
 * <pre>
 * ping ──▶ ack in time: heard
 *   └─ timeout ─▶ ping requests to three others ──▶ ack from any: heard
 *                    └─ end of the period ─▶ silent, unless this loop was late meanwhile
 * </pre>
 *
 * Who is asked to probe answers in any case, with ack or nack: if not even the nacks come, the trouble is likely here (Lifeguard).
 * All times are multiplied by how ill this node believes itself to be. One loop.
 */
final class Probes {
    /** How many members may wait to be probed out of turn. */
    private static final int URGENT_MAX = 64;

    /** How many of them are probed in one period, beside the one whose turn it is. */
    private static final int URGENT_PER_PERIOD = 3;

    /** How many probes for others may be under way. */
    private static final int FAVOURS_MAX = 256;

    private static final class Probe {
        final StoreId target;
        final long id;
        final Life life;
        final Clock.Ticks sent;
        int nacksMissing;
        boolean wasLate;
        Timers.@Nullable Timer timer;

        /** @param life the one that is believed of the target now: only that one can be found silent */
        Probe(StoreId target, long id, Life life, Clock.Ticks sent) {
            this.target = target;
            this.id = id;
            this.life = life;
            this.sent = sent;
        }
    }

    /** A probe for {@code asker}, who calls it {@code askersId}. */
    private record Favour(StoreId asker, long askersId, StoreId target, Timers.Timer timer) {}

    private final StoreId self;
    private final MembershipSettings settings;
    private final MemberTable table;
    private final LocalHealth health;
    private final Mouth mouth;
    private final Clock clock;
    private final ClockOffsets offsets;
    private final Timers timers;
    private final Randomness randomness;
    private final ProbeOrder order;
    private final Runnable heedLag;
    private final Consumer<StoreId> silent;

    private final Map<Long, Probe> open = new HashMap<>();
    private final Map<Long, Favour> favours = new HashMap<>();
    private final Set<StoreId> urgent = new LinkedHashSet<>();
    private @Nullable StoreId lastDead;
    private int periods;

    /**
     * @param heedLag asked before a member is found silent: says {@link #late} when this loop stood still
     * @param silent told of each member that answered neither this node nor others
     */
    Probes(
            StoreId self,
            MembershipSettings settings,
            MemberTable table,
            LocalHealth health,
            Mouth mouth,
            Clock clock,
            ClockOffsets offsets,
            Timers timers,
            Randomness randomness,
            Runnable heedLag,
            Consumer<StoreId> silent) {
        this.self = self;
        this.settings = settings;
        this.table = table;
        this.health = health;
        this.mouth = mouth;
        this.clock = clock;
        this.offsets = offsets;
        this.timers = timers;
        this.randomness = randomness;
        this.order = new ProbeOrder(randomness);
        this.heedLag = heedLag;
        this.silent = silent;
    }

    /** Once per period: the next in order, some of those that are urgent, and now and then one of the dead. */
    void next() {
        for (int more = 0; more < URGENT_PER_PERIOD; more++) {
            probeFirstUrgent();
        }
        nextInOrder();
        if (++periods % settings.deadProbePeriods() == 0) {
            greetOneOfTheDead();
        }
    }

    private void nextInOrder() {
        int size = table.roster().size();
        for (int tries = 0; tries < size; tries++) {
            int index = order.next(size);
            StoreId store = table.roster().store(index);
            if (!store.equals(self) && table.record(index).state() != MemberRecord.State.DEAD) {
                probe(store);
                return;
            }
        }
    }

    private void greetOneOfTheDead() {
        StoreId next = lastDead == null ? null : table.dead().higher(lastDead);
        if (next == null && !table.dead().isEmpty()) {
            next = table.dead().first();
        }
        lastDead = next;
        if (next != null) {
            mouth.ping(next); // an answer speaks for itself, and silence is no news
        }
    }

    /** That member is to be probed out of turn. */
    void urge(StoreId member) {
        if (urgent.size() < URGENT_MAX && !member.equals(self)) {
            urgent.add(member);
            timers.after(0, this::probeUrgent);
        }
    }

    private void probeUrgent() {
        if (open.size() < URGENT_PER_PERIOD) { // else with the next period
            probeFirstUrgent();
        }
    }

    private void probeFirstUrgent() {
        Iterator<StoreId> first = urgent.iterator();
        if (first.hasNext()) {
            StoreId member = first.next();
            first.remove();
            probe(member);
        }
    }

    /** A few members, by chance, are to be greeted now: who starts wants to be heard, and to hear of itself. */
    void soon(int count) {
        for (StoreId store : others(count, self)) {
            urge(store);
        }
    }

    void forget(StoreId member) {
        urgent.remove(member);
        for (Iterator<Probe> all = open.values().iterator(); all.hasNext(); ) {
            Probe probe = all.next();
            if (probe.target.equals(member)) {
                stop(probe);
                all.remove();
            }
        }
    }

    private void probe(StoreId target) {
        Optional<Life> life = lifeOf(target);
        if (life.isEmpty()) {
            return;
        }
        Probe probe = new Probe(target, mouth.ping(target), life.get(), clock.monotonic());
        open.put(probe.id, probe);
        long timeout = (long) settings.timeoutMillis() * health.multiplier();
        probe.timer = timers.after(timeout, () -> goThroughOthers(probe));
    }

    private void goThroughOthers(Probe probe) {
        for (StoreId helper : others(settings.indirectProbes(), probe.target)) {
            probe.nacksMissing++;
            mouth.ask(helper, probe.id, probe.target);
        }
        long rest = (long) (settings.periodMillis() - settings.timeoutMillis()) * health.multiplier();
        probe.timer = timers.after(rest, () -> end(probe));
    }

    private void end(Probe probe) {
        heedLag.run();
        open.remove(probe.id);
        // of a life that is over there is nothing to hear
        if (probe.wasLate || !lifeOf(probe.target).equals(Optional.of(probe.life))) {
            urge(probe.target);
            return;
        }
        health.doubted(probe.nacksMissing > 0 ? 1 : 0);
        silent.accept(probe.target);
    }

    /** Empty for who is no member. */
    private Optional<Life> lifeOf(StoreId member) {
        return table.record(member).map(MemberRecord::life);
    }

    void acked(StoreId from, Gossip.Ack ack) {
        Favour favour = favours.get(ack.id());
        if (favour != null && favour.target().equals(from)) {
            favours.remove(ack.id());
            favour.timer().cancel();
            mouth.relayAck(favour.asker(), favour.askersId());
            return;
        }
        Probe probe = open.remove(ack.id());
        if (probe != null) {
            stop(probe);
            health.heard();
            if (from.equals(probe.target)) { // else a helper speaks for it
                offsets.heard(from, probe.sent, ack.wallMillis());
            }
        }
    }

    void nacked(StoreId from, Gossip.Nack nack) {
        Probe probe = open.get(nack.id());
        if (probe != null && probe.nacksMissing > 0) {
            probe.nacksMissing--;
        }
    }

    /** Somebody else gets no answer from a member: whatever comes of asking it is told in time. */
    void probeFor(StoreId asker, Gossip.PingRequest request) {
        if (request.target().equals(self)) {
            mouth.relayAck(asker, request.id());
        } else if (table.roster().indexOf(request.target()) < 0 || favours.size() >= FAVOURS_MAX) {
            mouth.nack(asker, request.id());
        } else {
            long id = mouth.ping(request.target());
            Timers.Timer timer = timers.after(settings.timeoutMillis() * 4L / 5, () -> {
                favours.remove(id);
                mouth.nack(asker, request.id());
            });
            favours.put(id, new Favour(asker, request.id(), request.target(), timer));
        }
    }

    /** This loop was late: what probes now under way did not hear says nothing. */
    void late() {
        open.values().forEach(probe -> probe.wasLate = true);
    }

    /** Up to so many members that are not believed dead, by chance, neither this one nor {@code except}. */
    private List<StoreId> others(int count, StoreId except) {
        int size = table.roster().size();
        List<StoreId> chosen = new ArrayList<>(count);
        for (int tries = 0; tries < 4 * count + 8 && chosen.size() < Math.min(count, size); tries++) {
            int index = randomness.below(Math.max(1, size));
            StoreId store = table.roster().store(index);
            if (!store.equals(self)
                    && !store.equals(except)
                    && !chosen.contains(store)
                    && table.record(index).isAlive()) {
                chosen.add(store);
            }
        }
        return chosen;
    }

    private static void stop(Probe probe) {
        Optional.ofNullable(probe.timer).ifPresent(Timers.Timer::cancel);
    }
}
