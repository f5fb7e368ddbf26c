package dev.stator.node.kernel;

import dev.stator.node.coordinator.Calls;
import dev.stator.node.coordinator.Coordinator;
import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Table;
import dev.stator.node.port.Telemetry;
import dev.stator.node.record.Actors;
import dev.stator.node.record.LeafTable;
import dev.stator.node.record.Records;
import dev.stator.node.replica.Replica;
import dev.stator.node.version.DotConflictException;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import dev.stator.ring.StoreId;
import java.util.function.Consumer;

/**
 * The part of a node that owns every {@code count}-th partition: its coordinator and its replica over records of its own. Only
 * its loop calls it, and it never waits. Shards of one node share nothing that changes.
 */
public final class Shard {
    private final ShardConfig config;
    private final Ports ports;
    private final Actors actors;
    private final Calls calls;
    private final Coordinator coordinator;
    private final Replica replica;

    public Shard(ShardConfig config, Ports ports) {
        this.config = config;
        this.ports = ports;
        this.actors = new Actors(ports.randomness(), ports.telemetry());
        this.calls = new Calls(config.index(), ports.randomness().bits());
        StoreSettings settings = config.settings();
        LeafTable leaves = new LeafTable(ports.storage(), settings.partitions());
        Records records = new Records(ports.storage(), Table.RECORDS, ports.telemetry(), config.cacheBytes(), leaves);
        this.coordinator = new Coordinator(
                new Coordinator.Settings(
                        config.self(),
                        settings.readQuorum(),
                        settings.writeQuorum(),
                        settings.askQuorum(),
                        config.maxSiblings(),
                        config.siblingBytesMax(),
                        config.operationsMax()),
                ports.clock(),
                ports.timers(),
                ports.network(),
                ports.telemetry(),
                records,
                actors,
                calls);
        this.replica = new Replica(config.self(), records, actors, ports.clock(), ports.telemetry());
    }

    public ShardConfig config() {
        return config;
    }

    /** The life under which this shard names versions now. */
    public long incarnation() {
        return actors.incarnation();
    }

    /** The cluster as it is from now on. */
    public void see(ClusterView view) {
        replica.see(view);
        coordinator.see(view);
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
            replica.serve(toReplica, reply -> ports.network().send(from, reply));
        } else if (request instanceof Request.Forward forward) {
            coordinator.forwarded(from, forward, reply -> ports.network().send(from, reply));
        } else {
            throw new IllegalStateException("no such request: " + request);
        }
    }

    /** A reply to one of this shard's requests. */
    public void receive(StoreId from, Reply reply) {
        try {
            calls.reply(from, reply);
        } catch (DotConflictException e) { // both are kept where they are, and the operation ends by its deadline
            ports.telemetry().count(Telemetry.Counter.DOT_CONFLICT);
            ports.telemetry().warn("two replicas disagree about one version: " + e.getMessage());
        }
    }
}
