package dev.stator.node.antientropy;

import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Network;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.record.Horizon;
import dev.stator.node.record.LeafTable;
import dev.stator.node.record.Records;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.SweepSeen;
import dev.stator.ring.StoreId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the owners of this shard's partitions equal, without end (PROTOCOL §5, Dynamo §4.7):
 *
 * <ol>
 *   <li>{@link Rounds} says which partition is compared with whom next, {@link Pace} how soon. One {@link Exchange} runs at a
 *       time.
 *   <li>What is suspect waits {@value #SUSPICION_MILLIS} ms; others have their turn meanwhile.
 *   <li>An exchange that is refused or not answered is tried again later, after others.
 *   <li>Beside it {@link TreeCheck} reads everything again, {@link Healing} replaces what turns out to be damaged, and {@link
 *       Tombstones} and {@link Pasts} forget what may be forgotten.
 * </ol>
 *
 * One loop.
 */
public final class AntiEntropy {
    private static final long SUSPICION_MILLIS = 500;
    private static final int SUSPICIONS_MAX = 32;

    /**
     * @param shard 0..shards-1, which has the partitions p with p mod shards = shard
     * @param partitions of the store
     * @param writeQuorum W
     * @param tombstoneMillis H
     * @param clockEntriesMax of how many actors a record may know before any is forgotten
     */
    public record Settings(
            StoreId self,
            int shard,
            int shards,
            int partitions,
            int writeQuorum,
            long tombstoneMillis,
            int clockEntriesMax) {}

    private record Suspicion(Exchange exchange, Clock.Ticks ripe) {}

    private final Settings settings;
    private final Clock clock;
    private final Timers timers;
    private final LongSupplier latencyMillis;
    private final Questions questions;
    private final Site site;
    private final TreeAnswers answers;
    private final Rounds rounds;
    private final Healing healing;
    private final Tombstones tombstones;
    private final Pasts pasts;
    private final TreeCheck check;
    private final Deque<Suspicion> suspicions = new ArrayDeque<>();
    private @Nullable ClusterView view;
    private Timers.@Nullable Timer timer;
    private Clock.Ticks due;
    private boolean isRunning;
    private long lagMillis;
    private OptionalLong sweepNumber = OptionalLong.empty();
    private volatile int pairsDue; // written on the loop alone

    /**
     * @param ownReplica the replica of this shard
     * @param latencyMillis how long replicas take for users' requests at present, nearly always
     * @param chance where the ids of questions begin
     */
    public AntiEntropy(
            Settings settings,
            Clock clock,
            Timers timers,
            Network network,
            Storage storage,
            Telemetry telemetry,
            Records records,
            LeafTable leaves,
            Horizon horizon,
            BiConsumer<Request.ToReplica, Consumer<Reply>> ownReplica,
            LongSupplier latencyMillis,
            long chance) {
        this.settings = settings;
        this.clock = clock;
        this.timers = timers;
        this.latencyMillis = latencyMillis;
        this.questions = new Questions(settings.self(), settings.shard(), chance, timers, network, ownReplica);
        this.site = new Site(
                settings.partitions(), records, leaves, storage, questions, horizon, () -> sweepNumber, telemetry);
        this.pasts = new Pasts(site, timers, settings.clockEntriesMax());
        this.answers = new TreeAnswers(site, pasts);
        this.rounds = new Rounds(settings.shard(), settings.shards());
        this.healing = new Healing(site, timers, settings.writeQuorum());
        this.tombstones = new Tombstones(site, timers);
        this.check = new TreeCheck(
                site, leaves, timers, this::pace, healing::add, tombstones, pasts, settings.tombstoneMillis());
        records.reportDamage(healing::add);
        this.due = clock.monotonic();
    }

    /** The cluster as it is from now on. Begins with the first. */
    public void see(ClusterView newView) {
        view = newView;
        answers.see(newView);
        rounds.see(newView);
        healing.see(newView);
        tombstones.see(newView);
        pasts.see(newView);
        check.see(newView, settings.shard(), settings.shards());
        pairsDue = rounds.due();
        if (!isRunning && (timer == null || rounds.isAnyDue())) {
            pause();
        }
    }

    /** What is seen of the sweep from now on. */
    public void see(SweepSeen sweep) {
        tombstones.see(sweep);
        pasts.see(sweep);
    }

    /** This store has adopted that sweep number, or is about to say so. */
    public void adopt(long sweep) {
        sweepNumber = OptionalLong.of(sweep);
    }

    /** How many keys hold old tombstones that wait for their owners to agree, as the last pass over all found it. Any thread. */
    public long tombstonesWaitingForOwners() {
        return tombstones.waiting().forOwners();
    }

    /** The same of those that wait for members to drain. Any thread. */
    public long tombstonesWaitingForSweep() {
        return tombstones.waiting().forSweep();
    }

    /** A question of another owner. */
    public void serve(TreeRequest question, Consumer<Reply> answer) {
        answers.serve(question, answer);
    }

    /** A reply to one of this shard's requests; false if it was not this room that asked. */
    public boolean answered(StoreId from, Reply reply) {
        return questions.answered(from, reply);
    }

    /**
     * How many pairs of a partition and another owner have not finished an exchange, begun since their placement or the reach of
     * one of them changed last, in which what differed was repaired. Any thread.
     */
    public int pairsDue() {
        return pairsDue;
    }

    private void pause() {
        pairsDue = rounds.due();
        if (timer != null) {
            timer.cancel();
        }
        Clock.Ticks now = clock.monotonic();
        Suspicion oldest = suspicions.peek();
        long untilRipe = oldest == null ? Long.MAX_VALUE : now.millisUntil(oldest.ripe()) + 1;
        long millis = Math.min(Math.max(1, untilRipe), pace().pauseMillis(rounds.owned(), rounds.isAnyDue()));
        due = now.plusMillis(millis);
        timer = timers.after(millis, this::goOn);
    }

    private Pace pace() {
        return new Pace(lagMillis, latencyMillis.getAsLong());
    }

    private void goOn() {
        timer = null;
        Clock.Ticks now = clock.monotonic();
        lagMillis = due.millisUntil(now);
        Suspicion oldest = suspicions.peek();
        if (oldest != null && !oldest.ripe().isAfter(now)) {
            suspicions.remove();
            run(oldest.exchange());
            return;
        }
        Optional<Rounds.Pair> next = rounds.next();
        ClusterView seen = view;
        if (next.isPresent() && seen != null) {
            run(new Exchange(site, seen, next.get(), rounds.changes()));
        } else {
            pause();
        }
    }

    private void run(Exchange exchange) {
        isRunning = true;
        exchange.goOn(pace(), outcome -> {
            isRunning = false;
            ended(exchange, outcome);
            pause();
        });
    }

    private void ended(Exchange exchange, Exchange.Outcome outcome) {
        if (outcome == Exchange.Outcome.EQUAL) {
            site.telemetry().count(Telemetry.Counter.TREE_EXCHANGE);
            rounds.finished(exchange.pair(), exchange.begun());
        } else if (outcome == Exchange.Outcome.SUSPECT && suspicions.size() < SUSPICIONS_MAX) {
            suspicions.add(new Suspicion(exchange, clock.monotonic().plusMillis(SUSPICION_MILLIS)));
        } else if (outcome == Exchange.Outcome.FAILED) {
            rounds.failed(exchange.pair());
        } else {
            rounds.unfinished(exchange.pair());
        }
    }
}
