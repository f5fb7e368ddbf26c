package dev.stator.node.sim;

import dev.stator.node.message.Message;
import dev.stator.node.wire.WireTrip;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The links between nodes, each direction by itself: messages travel as the bytes of the real codec, take their time, and may be
 * lost, doubled or overtaken. What a session promises holds here, too (PROTOCOL rule 15): nothing older than ten seconds
 * arrives, nothing of an earlier life once the next has spoken, nothing that was sent to an earlier life.
 */
final class SimNetwork {
    /** What a link does to messages now. */
    static final class Link {
        boolean isCut;
        boolean isClogged;
        double loss;
        double duplication;
        /** The share of messages that take up to {@code longNanos}. */
        double straggling;

        long longNanos;
        private int lifeHeard;
        private final List<Runnable> waiting = new ArrayList<>();
    }

    private final Cluster cluster;
    private final Chance chance;
    private final Link[][] links;

    SimNetwork(Cluster cluster, int nodes, Chance chance) {
        this.cluster = cluster;
        this.chance = chance;
        this.links = new Link[nodes][nodes];
        for (Link[] row : links) {
            for (int i = 0; i < nodes; i++) {
                row[i] = new Link();
            }
        }
        heal();
    }

    Link link(SimNode from, SimNode to) {
        return links[from.index()][to.index()];
    }

    /** All links as they are on a good day of this swarm: only slow, or not even that. */
    void heal() {
        for (Link[] row : links) {
            for (Link link : row) {
                link.isCut = false;
                link.loss = 0;
                link.duplication = 0;
                link.straggling = 0;
                unclog(link);
            }
        }
        cluster.nodes().forEach(this::changed);
    }

    void cut(SimNode from, SimNode to) {
        link(from, to).isCut = true;
        changed(from);
    }

    void mend(SimNode from, SimNode to) {
        link(from, to).isCut = false;
        changed(from);
    }

    void clog(SimNode from, SimNode to) {
        link(from, to).isClogged = true;
        changed(from);
    }

    void unclog(SimNode from, SimNode to) {
        unclog(link(from, to));
        changed(from);
    }

    private static void unclog(Link link) {
        link.isClogged = false;
        List<Runnable> all = List.copyOf(link.waiting);
        link.waiting.clear();
        all.forEach(Runnable::run);
    }

    void send(SimNode from, StoreId to, Message message) {
        SimNode target = cluster.node(to);
        Link link = link(from, target);
        byte[] bytes = WireTrip.packed(message);
        cluster.history().sends(from, message);
        cluster.history().counts("sent " + message.getClass().getSimpleName());
        link.lifeHeard = Math.max(link.lifeHeard, from.life());
        if (link.isCut || chance.happens(link.loss)) {
            cluster.history().counts("lost message");
            return;
        }
        travel(from, target, bytes);
        if (chance.happens(link.duplication)) {
            cluster.history().counts("doubled message");
            travel(from, target, bytes);
        }
    }

    private void travel(SimNode from, SimNode to, byte[] bytes) {
        Link link = link(from, to);
        long delay = chance.logarithmic(50 * Scheduler.MICROS, cluster.swarm().delayNanos());
        if (chance.happens(link.straggling)) {
            delay += chance.between(0, link.longNanos);
        }
        int fromLife = from.life();
        int toLife = to.life();
        long sentAt = cluster.scheduler().now();
        cluster.scheduler().after(delay, () -> arrive(from, fromLife, to, toLife, sentAt, bytes));
    }

    private void arrive(SimNode from, int fromLife, SimNode to, int toLife, long sentAt, byte[] bytes) {
        Link link = link(from, to);
        if (link.isClogged) {
            link.waiting.add(() -> arrive(from, fromLife, to, toLife, sentAt, bytes));
            return;
        }
        if (to.isPaused() && to.life() == toLife) {
            to.onResume(() -> arrive(from, fromLife, to, toLife, sentAt, bytes));
            return;
        }
        if (!to.isUp() || to.life() != toLife || link.lifeHeard > fromLife || link.isCut) {
            cluster.history().counts("lost message");
            return;
        }
        long ageMillis = (cluster.scheduler().now() - sentAt) / Scheduler.MILLIS;
        Optional<Message> message = WireTrip.unpacked(bytes, ageMillis);
        if (message.isEmpty()) {
            cluster.history().counts("message too old");
            return;
        }
        cluster.trace().note("arrive", from.index(), to.index(), message.get());
        cluster.history().arrives(from, to, message.get());
        to.kernel().receive(from.id(), message.get());
    }

    /** A node's links, or it itself, are not as they were: others notice sooner or later, and it notices others. */
    void changed(SimNode node) {
        for (SimNode other : cluster.nodes()) {
            if (other != node) {
                long soon = chance.happens(0.5) ? 20 * Scheduler.MILLIS : 2500 * Scheduler.MILLIS;
                cluster.scheduler().after(chance.between(Scheduler.MILLIS, soon), () -> notice(other, node));
                cluster.scheduler().after(chance.between(Scheduler.MILLIS, soon), () -> notice(node, other));
            }
        }
    }

    /** A connection is probed both ways. */
    private void notice(SimNode who, SimNode whom) {
        if (who.isUp() && !who.isPaused()) {
            boolean works = whom.isUp() && !whom.isPaused() && passes(link(who, whom)) && passes(link(whom, who));
            cluster.trace().note(works ? "reaches" : "cannot-reach", who.index(), whom.index(), "");
            who.kernel().reachable(whom.id(), works);
        }
    }

    private static boolean passes(Link link) {
        return !link.isCut && !link.isClogged;
    }
}
