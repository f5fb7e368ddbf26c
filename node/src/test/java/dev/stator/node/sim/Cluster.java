package dev.stator.node.sim;

import dev.stator.ring.Endpoint;
import dev.stator.ring.Key;
import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes, the network between them, and whoever publishes rings. */
final class Cluster {
    /** Where all nodes say they are: the simulated network goes by storeIds. */
    static final Endpoint ENDPOINT = new Endpoint("localhost", 1, 2);

    private final Swarm swarm;
    private final Scheduler scheduler;
    private final Trace trace;
    private final History history;
    private final Chance chance;
    private final List<SimNode> nodes = new ArrayList<>();
    private final SimNetwork network;
    private final Twins twins;
    private final List<RingState> rings = new ArrayList<>();
    private boolean isHealed;

    Cluster(Swarm swarm, Scheduler scheduler, Trace trace, History history, Chance chance) {
        this.swarm = swarm;
        this.scheduler = scheduler;
        this.trace = trace;
        this.history = history;
        this.chance = chance;
        for (int i = 0; i < swarm.nodes(); i++) {
            nodes.add(new SimNode(this, i, chance.fork("node" + i)));
        }
        this.network = new SimNetwork(this, 2 * swarm.nodes(), chance.fork("network"));
        this.twins = new Twins(this, chance.fork("twins"));
    }

    Swarm swarm() {
        return swarm;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    Trace trace() {
        return trace;
    }

    History history() {
        return history;
    }

    Twins twins() {
        return twins;
    }

    SimNetwork network() {
        return network;
    }

    /** All that there have been: members of the ring, then those that replaced members whose disks were lost, and copies. */
    List<SimNode> nodes() {
        return nodes;
    }

    /** Those of the ring, lost ones among them. */
    List<SimNode> members() {
        return nodes.subList(0, swarm.nodes());
    }

    /** Members whose disks are not lost. */
    List<SimNode> lasting() {
        return members().stream().filter(node -> !node.isLost()).toList();
    }

    /** How many members' disks have been lost at that moment or later: what was counted there since is not there any more. */
    int lostSince(long nanos) {
        return (int) members().stream().filter(node -> node.isLostSince(nanos)).count();
    }

    /** Another store on the machine of one that is lost. No ring names it; it is told of the ring, or not. */
    void replace(SimNode lost, boolean isToldOfTheRing) {
        if (isHealed) {
            return;
        }
        SimNode other = new SimNode(this, nodes.size(), chance.fork("node" + nodes.size()));
        trace.note("replaces", other.index(), lost.index(), "");
        nodes.add(other);
        other.start();
        if (isToldOfTheRing) {
            other.kernel().adopt(ring(), adoption -> {});
        }
    }

    /** Where a disk was copied, the one that was there first. */
    SimNode node(StoreId id) {
        return nodes.get((int) id.low() - 1);
    }

    List<SimNode> upNodes() {
        return nodes.stream().filter(SimNode::isUp).toList();
    }

    /** All nodes, and a first ring of random owners. */
    void start() {
        nodes.forEach(SimNode::start);
        List<Placement> placements = new ArrayList<>();
        for (int p = 0; p < swarm.settings().partitions(); p++) {
            List<StoreId> order = shuffled(nodes.stream().map(SimNode::id).toList(), chance);
            placements.add(Placement.stable(1, order.subList(0, swarm.settings().factor())));
        }
        publish(placements, null);
    }

    /** All rings there have been, oldest first. */
    List<RingState> rings() {
        return rings;
    }

    RingState ring() {
        return rings.get(rings.size() - 1);
    }

    /** The owners of the key by the newest ring. */
    List<SimNode> owners(Key key) {
        return ownersOf(ring().partitionOf(key));
    }

    /** Those of {@link #lasting} that own nothing of what these do. */
    List<SimNode> lastingBut(List<SimNode> owners) {
        return lasting().stream().filter(node -> !owners.contains(node)).toList();
    }

    List<SimNode> ownersOf(int partition) {
        return ring().placement(partition).owners().stream().map(this::node).toList();
    }

    /** A new epoch, told to one node, or to all. */
    void publish(List<Placement> placements, @Nullable SimNode first) {
        List<Member> members = new ArrayList<>();
        for (SimNode node : members()) {
            String name = node.toString();
            members.add(new Member(node.id(), name, name, 100, Member.State.ACTIVE, ENDPOINT));
        }
        RingState next = new RingState(
                swarm.settings().clusterId(),
                new RingEpoch(rings.size() + 1),
                swarm.settings().factor(),
                members,
                placements,
                Set.of());
        rings.add(next);
        for (SimNode node : first == null ? upNodes() : List.of(first)) {
            node.kernel().adopt(next, adoption -> {});
        }
    }

    /** It finds that its disk has gone back in time. */
    void inDoubt(SimNode node, String reason) {
        history.counts("in doubt");
        trace.note("in-doubt", node.index(), node.life(), reason);
        if (!node.isLost()) {
            history.violated("who has lost nothing is not in doubt", node + ": " + reason);
        }
    }

    /** A process that found it out while it served exits, and is started again. */
    void beginsAnew(SimNode node) {
        history.counts("found out late that it is in doubt");
        int life = node.life();
        scheduler.after(1, () -> {
            if (node.life() == life && node.isUp()) {
                node.crash(false);
                scheduler.after(chance.between(0, 2 * Scheduler.SECONDS), node::start);
            }
        });
    }

    /** A process whose disk has failed exits, and is started again. */
    void diskFailed(SimNode node) {
        history.counts("disk failed");
        int life = node.life();
        scheduler.after(chance.between(0, 3 * Scheduler.SECONDS), () -> {
            if (node.life() == life && node.isUp()) {
                node.crash(false);
                scheduler.after(chance.between(0, 2 * Scheduler.SECONDS), node::start);
            }
        });
    }

    /**
     * Nothing is wrong any more. Whoever publishes tells until the ring has arrived, as the operator does; here one node, of
     * which the others must learn it. What chaos told may have been lost with a process that stood still until it was killed.
     */
    void heal() {
        trace.note("heal", 0, 0, "");
        isHealed = true;
        network.heal();
        for (SimNode node : nodes) {
            node.resume();
            node.disk().heal();
            node.start();
            if (node.disk().use().share() > 0) {
                node.fillDisk(0);
            }
        }
        chance.oneOf(lasting()).kernel().adopt(ring(), adoption -> {});
        if (twins.areThere()) {
            twins.heal();
        }
    }

    /** Has chaos ended? */
    boolean isHealed() {
        return isHealed;
    }

    static <T> List<T> shuffled(List<T> list, Chance chance) {
        List<T> next = new ArrayList<>(list);
        for (int i = next.size() - 1; i > 0; i--) {
            int j = chance.below(i + 1);
            T swap = next.get(i);
            next.set(i, next.get(j));
            next.set(j, swap);
        }
        return next;
    }
}
