package dev.stator.node.kernel;

import dev.stator.node.antientropy.AntiEntropy;
import dev.stator.node.coordinator.Coordinator;
import dev.stator.node.handoff.Handoff;
import dev.stator.node.handoff.HintBook;
import dev.stator.node.membership.PeerPaces;
import dev.stator.node.message.Calls;
import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Table;
import dev.stator.node.port.Telemetry;
import dev.stator.node.record.Actors;
import dev.stator.node.record.Horizon;
import dev.stator.node.record.LeafTable;
import dev.stator.node.record.Naming;
import dev.stator.node.record.Records;
import dev.stator.node.record.Stamps;
import dev.stator.node.replica.Replica;
import dev.stator.node.version.DotConflictException;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.SweepSeen;
import dev.stator.ring.Key;
import dev.stator.ring.StoreId;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The part of a node that owns every {@code count}-th partition: its coordinator and its replica over records of its own. Only
 * its loop calls it, and it never waits. Shards of one node share nothing that changes.
 */
public final class Shard {
    /** Told, on the shard's loop, of each peer that it finds slow, and of each that is so no longer. */
    public interface PaceReport {
        void changed(StoreId peer, boolean isSlow);
    }

    /** Users' operations under way, and how many there may be before more are shed. */
    public record Load(int underWay, int underWayMax) {}

    private static final long PACE_EVERY_MILLIS = 1000;

    private final ShardConfig config;
    private final Ports ports;
    private final Naming naming;
    private final Calls calls;
    private final Coordinator coordinator;
    private final Replica replica;
    private final HintBook hints;
    private final Handoff handoff;
    private final AntiEntropy antiEntropy;
    private final PeerPaces paces = new PeerPaces();
    private PaceReport paceReport = (peer, isSlow) -> {};
    private volatile Load load = new Load(0, 0);
    private @Nullable ClusterView view;

    public Shard(ShardConfig config, Ports ports) {
        this.config = config;
        this.ports = ports;
        this.calls = new Calls(
                config.index(),
                ports.randomness().bits(),
                () -> ports.clock().monotonic().nanos(),
                this::ended);
        StoreSettings settings = config.settings();
        boolean keepsLastOnly = settings.conflictResolution() == StoreSettings.ConflictResolution.LAST_WRITE_WINS;
        this.naming = keepsLastOnly
                ? new Stamps(ports.randomness().bits())
                : new Actors(ports.randomness(), ports.telemetry());
        LeafTable leaves = new LeafTable(ports.storage(), settings.partitions(), config.count());
        Records records = new Records(ports.storage(), Table.RECORDS, ports.telemetry(), config.cacheBytes(), leaves);
        Horizon horizon = new Horizon(ports.clock(), config.lifetimes().tombstoneMillis());
        this.hints = new HintBook(
                ports.storage(),
                ports.clock(),
                ports.timers(),
                ports.telemetry(),
                config.index(),
                config.count(),
                settings.partitions(),
                config.hintBytesMax());
        this.coordinator = new Coordinator(
                new Coordinator.Settings(
                        config.self(),
                        settings.readQuorum(),
                        settings.writeQuorum(),
                        settings.askQuorum(),
                        config.maxSiblings(),
                        config.siblingBytesMax(),
                        config.cacheBytes(),
                        config.operationsMax(),
                        settings.quorum() == StoreSettings.QuorumMode.SLOPPY,
                        keepsLastOnly),
                ports.clock(),
                ports.timers(),
                ports.network(),
                ports.telemetry(),
                records,
                hints,
                naming,
                horizon,
                calls);
        this.replica = new Replica(
                config.self(),
                settings.durability() == StoreSettings.Durability.BUFFERED,
                records,
                hints,
                naming,
                ports.clock(),
                ports.telemetry());
        this.handoff = new Handoff(
                config.self(),
                settings.writeQuorum(),
                config.lifetimes().hintMillis(),
                hints,
                replica::mergeOwn,
                ports.clock(),
                ports.timers(),
                ports.network(),
                ports.storage(),
                ports.telemetry(),
                calls);
        this.antiEntropy = new AntiEntropy(
                new AntiEntropy.Settings(
                        config.self(),
                        config.index(),
                        config.count(),
                        settings.partitions(),
                        settings.writeQuorum(),
                        config.lifetimes().tombstoneMillis(),
                        config.lifetimes().clockEntriesMax()),
                ports.clock(),
                ports.timers(),
                ports.network(),
                ports.storage(),
                ports.telemetry(),
                records,
                leaves,
                horizon,
                replica::serve,
                coordinator::latencyMillis,
                ports.randomness().bits());
    }

    public ShardConfig config() {
        return config;
    }

    /** The life under which this shard names versions now. */
    public long incarnation() {
        return naming.incarnation();
    }

    /**
     * Begins what it does by itself; once, on its loop, before anything else.
     *
     * @param drained told, on its loop, of each sweep number that is drained here (PROTOCOL rule 14)
     */
    public void start(PaceReport report, LongConsumer drained) {
        paceReport = report;
        hints.start();
        handoff.start(drained);
        ports.timers().after(PACE_EVERY_MILLIS, this::reviewPaces);
    }

    /** A peer out of reach is known to be, and its silence says nothing about its pace. */
    private void ended(StoreId peer, Calls.Ask ask, long nanos, Calls.Ending ending) {
        if (view != null
                && view.isReachable(peer)
                && paces.add(peer, ask, nanos, ending, ports.clock().monotonic())) {
            ports.telemetry().count(Telemetry.Counter.PEER_SLOW);
            paceReport.changed(peer, true);
        }
    }

    private void reviewPaces() {
        load = new Load(coordinator.underWay(), coordinator.underWayMax());
        paces.recovered(ports.clock().monotonic()).forEach(peer -> paceReport.changed(peer, false));
        ports.timers().after(PACE_EVERY_MILLIS, this::reviewPaces);
    }

    /** What is kept here for others, by partition, as it was up to a second ago. Any thread. */
    public Map<Integer, HintBook.Amount> hints() {
        return hints.shown();
    }

    /** How much is under way here, as it was up to a second ago. Any thread. */
    public Load load() {
        return load;
    }

    /** Comparisons with other owners that have to be made, or made again. Any thread. */
    int treePairsDue() {
        return antiEntropy.pairsDue();
    }

    /** The sweep number in force from now on; it is said to others only afterwards. */
    public void adopt(long sweep) {
        hints.adopt(sweep);
        antiEntropy.adopt(sweep);
    }

    /** What is seen of the sweep from now on. */
    public void see(SweepSeen sweep) {
        antiEntropy.see(sweep);
    }

    /** Old tombstones that wait for their owners to agree. Any thread. */
    long tombstonesWaitingForOwners() {
        return antiEntropy.tombstonesWaitingForOwners();
    }

    /** Old tombstones that wait for members to drain. Any thread. */
    long tombstonesWaitingForSweep() {
        return antiEntropy.tombstonesWaitingForSweep();
    }

    /** The cluster as it is from now on. */
    public void see(ClusterView next) {
        view = next;
        paces.retain(next.ring().members().keySet());
        replica.see(next);
        coordinator.see(next);
        handoff.see(next);
        antiEntropy.see(next);
    }

    public void get(Key key, int timeoutMillis, Consumer<ReadOutcome> then) {
        coordinator.get(key, timeoutMillis, then);
    }

    public void write(ClientWrite write, int timeoutMillis, Consumer<WriteOutcome> then) {
        coordinator.write(write, timeoutMillis, then);
    }

    /** A request for one of this shard's keys. */
    public void receive(StoreId from, Request request) {
        if (request instanceof Request.ToReplica toReplica) {
            Clock.Ticks deadline = ports.clock().monotonic().plusMillis(request.timeoutMillis());
            replica.serve(toReplica, reply -> {
                if (!ports.clock().monotonic().isAfter(deadline)) { // else nobody waits for it
                    ports.network().send(from, reply);
                }
            });
        } else if (request instanceof Request.Forward forward) {
            coordinator.forwarded(from, forward, reply -> ports.network().send(from, reply));
        } else {
            throw new IllegalStateException("no such request: " + request);
        }
    }

    /** A question about one of this shard's partitions. */
    public void receive(StoreId from, TreeRequest question) {
        antiEntropy.serve(question, reply -> ports.network().send(from, reply));
    }

    /** A reply to one of this shard's requests. Values that were damaged on their way are no answer, for users and records alike. */
    public void receive(StoreId from, Reply reply) {
        try {
            Reply sound = isIntact(reply) ? reply : new Reply.Refused(reply.id(), Reply.Reason.DAMAGED, 0);
            if (!antiEntropy.answered(from, sound)) {
                calls.reply(from, sound);
            }
        } catch (DotConflictException e) { // both are kept where they are, and the operation ends by its deadline
            ports.telemetry().count(Telemetry.Counter.DOT_CONFLICT);
            ports.telemetry().warn("two replicas disagree about one version: " + e.getMessage());
        }
    }

    private boolean isIntact(Reply reply) {
        boolean isIntact =
                !(reply instanceof Reply.State state) || state.state().isIntact();
        if (!isIntact) {
            ports.telemetry().count(Telemetry.Counter.CORRUPT);
        }
        return isIntact;
    }
}
