package dev.stator.node.sim;

import dev.stator.node.message.Gossip;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.Message;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores of which two processes run, each on a copy of one disk (row 6), until a human switches one of them off:
 *
 * <ol>
 *   <li>a process that hears of a later life of its store ends, and none that is the later one;
 *   <li>once all is quiet, only one of them is soon there: whomever the other calls refuses it, and says why;
 *   <li>whoever starts the ended one again may find it in doubt, or the other one older now.
 * </ol>
 *
 * Each sender has one connection to a store, which leads to one of the processes as long as it lasts.
 */
final class Twins implements Checker {
    /** A loop is so late at most. */
    private static final long HEEDS_NANOS = 100 * Scheduler.MILLIS;

    /** A little longer than a node takes itself to be starting. */
    private static final long STARTING_NANOS = 7 * Scheduler.SECONDS;

    /** When all is quiet, so long may both be up: a round of probes, and one of tables. */
    private static final long BOTH_NANOS = 40 * Scheduler.SECONDS;

    /** A human finds out after this long. */
    static final long QUIET_NANOS = 60 * Scheduler.SECONDS;

    private record Pair(SimNode first, SimNode second, long since) {}

    /** When that life heard from somebody first, and served already. */
    private record Begin(int life, long heardAt) {}

    private record Way(SimNode from, StoreId to) {}

    private record Connection(SimNode to, int fromLife, int toLife) {}

    private final Cluster cluster;
    private final Chance chance;
    private final List<Pair> pairs = new ArrayList<>();
    private final Map<Way, Connection> connections = new HashMap<>();
    private final Map<SimNode, Begin> begins = new HashMap<>();
    private long switchedOffAt = Long.MAX_VALUE;

    Twins(Cluster cluster, Chance chance) {
        this.cluster = cluster;
        this.chance = chance;
    }

    boolean areThere() {
        return !pairs.isEmpty();
    }

    /** The node's process ends, and its disk is copied. */
    SimNode copy(SimNode node) {
        SimNode copy = node.copied(
                cluster.nodes().size(), chance.fork("node" + cluster.nodes().size()));
        cluster.nodes().add(copy);
        pairs.add(new Pair(node, copy, cluster.scheduler().now()));
        cluster.history().counts("disk copied");
        cluster.trace().note("copied", node.index(), copy.index(), "");
        return copy;
    }

    /** Might what was under way in that time have been counted on two disks of one store, or read from them? */
    boolean mayHaveMisled(long begun, long ended) {
        return pairs.stream().anyMatch(pair -> ended >= pair.since()) && begun <= switchedOffAt;
    }

    /** Where messages to that store go from there. */
    SimNode at(SimNode from, StoreId store) {
        SimNode first = cluster.node(store);
        Pair pair = pairOf(first);
        if (pair == null || from == pair.first() || from == pair.second()) {
            return first;
        }
        Way way = new Way(from, store);
        Connection now = connections.get(way);
        if (now == null || !lasts(now, from)) {
            List<SimNode> up = new ArrayList<>(List.of(pair.first(), pair.second()));
            up.removeIf(one -> !one.isUp());
            SimNode to = up.isEmpty() ? first : chance.oneOf(up);
            now = new Connection(to, from.life(), to.life());
            connections.put(way, now);
        }
        return now.to();
    }

    private boolean lasts(Connection connection, SimNode from) {
        SimNode to = connection.to();
        return to.isUp()
                && to.life() == connection.toLife()
                && from.life() == connection.fromLife()
                && cluster.network().passes(from, to);
    }

    /** Who called that one lets go of it, for the store lives in a later life; the next call may lead to the other. */
    void hangUp(SimNode from, SimNode to) {
        connections.remove(new Way(from, to.id()));
    }

    @Nullable
    private Pair pairOf(SimNode node) {
        for (Pair pair : pairs) {
            if (pair.first() == node || pair.second() == node) {
                return pair;
            }
        }
        return null;
    }

    /** It heard of a later life of its store: it ends, and whoever started it starts it again. */
    void superseded(SimNode node, Life own, Life later) {
        if (pairOf(node) == null || !later.isAfter(own)) {
            cluster.history().violated("two lives", node + " lives as " + own + " and as " + later);
            return;
        }
        cluster.history().counts("ended for a later life");
        cluster.trace().note("superseded", node.index(), node.life(), later);
        int life = node.life();
        cluster.scheduler().after(1, () -> {
            if (node.life() == life && node.isUp()) {
                node.crash(false);
                cluster.scheduler()
                        .after(chance.logarithmic(100 * Scheduler.MILLIS, 20 * Scheduler.SECONDS), node::start);
            }
        });
    }

    /** Who has only just heard from others takes what they say of its store for its own past, and a later life for itself. */
    @Override
    public void arrives(SimNode from, SimNode to, Message message) {
        if (pairOf(to) == null || !(message instanceof Gossip gossip) || !isServing(to)) {
            return;
        }
        heardSomebody(to);
        for (MemberRecord record : gossip.news()) {
            if (record.store().equals(to.id())) {
                hears(to, record.life());
            }
        }
    }

    /** It is told of that life of its store, by gossip or in a handshake. */
    void hears(SimNode node, Life life) {
        if (pairOf(node) == null || !isServing(node)) {
            return;
        }
        boolean isStarting = cluster.scheduler().now() - heardSomebody(node).heardAt() < STARTING_NANOS;
        if (life.isAfter(node.gossipLife()) && !isStarting) {
            mustEnd(node, life);
        }
    }

    private Begin heardSomebody(SimNode node) {
        Begin begin = begins.get(node);
        if (begin == null || begin.life() != node.life()) {
            begin = new Begin(node.life(), cluster.scheduler().now());
            begins.put(node, begin);
        }
        return begin;
    }

    private void mustEnd(SimNode node, Life heard) {
        int life = node.life();
        long paused = node.pausedNanos();
        cluster.history().counts("told of a later life");
        cluster.scheduler().after(HEEDS_NANOS, () -> {
            if (node.life() == life && node.isUp() && node.pausedNanos() == paused) {
                cluster.history().violated("the older life ends", node + " was told of " + heard);
            }
        });
    }

    private static boolean isServing(SimNode node) {
        return node.isUp()
                && !node.kernel().isAsking()
                && node.kernel().inDoubt().isEmpty();
    }

    /** All trouble has stopped: a while later one process of each store is switched off for good. */
    void heal() {
        cluster.scheduler().after(QUIET_NANOS, () -> {
            switchedOffAt = cluster.scheduler().now();
            pairs.forEach(this::oneIsLeft);
            pairs.forEach(pair -> (chance.happens(0.5) ? pair.first() : pair.second()).switchOff());
        });
    }

    private void oneIsLeft(Pair pair) {
        boolean areBoth = isLong(pair.first()) && isLong(pair.second());
        if (!areBoth) {
            boolean isAny = isServing(pair.first()) || isServing(pair.second());
            cluster.history().counts(isAny ? "one copy is left" : "no copy is left");
            return;
        }
        cluster.history().violated("of two lives one is left", pair.first() + " and " + pair.second() + " serve");
    }

    private static boolean isLong(SimNode node) {
        return node.isUpSince(BOTH_NANOS) && isServing(node);
    }
}
