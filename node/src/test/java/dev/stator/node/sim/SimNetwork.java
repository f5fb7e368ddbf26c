package dev.stator.node.sim;

import dev.stator.node.message.Message;
import dev.stator.node.message.Request;
import dev.stator.node.version.KeyState;
import dev.stator.node.wire.WireTrip;
import dev.stator.ring.Key;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The links between nodes, each direction by itself: messages travel as the bytes of the real codec, take their time, and may be
 * lost, doubled or overtaken. What a session promises holds here, too (PROTOCOL rule 15): nothing older than ten seconds
 * arrives, nothing of an earlier life once the next has spoken, nothing that was sent to an earlier life, and no frame that is not
 * as it was sent: then the connection ends. Which lives talk with each other {@link LifeChecks} says.
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
        /** The share of messages of which bits flip. */
        double flips;

        private int lifeHeard;
        private int connection;
        private final List<Runnable> waiting = new ArrayList<>();
    }

    /** A message on its way: from whom to whom, in which lives of theirs, and on which connection. Two of one message are two. */
    private record Trip(
            long number,
            SimNode from,
            int fromLife,
            SimNode to,
            int toLife,
            long sentAt,
            int connection,
            Message message,
            byte[] frame) {}

    private final Cluster cluster;
    private final Chance chance;
    private final Chance flips; // apart, so that stories without them are as they were
    private final Link[][] links;
    private final LifeChecks lives;
    private final Map<Long, Trip> trips = new LinkedHashMap<>();
    private long tripsBegun;

    SimNetwork(Cluster cluster, int nodes, Chance chance) {
        this.cluster = cluster;
        this.chance = chance;
        this.flips = chance.fork("flips");
        this.links = new Link[nodes][nodes];
        this.lives = new LifeChecks(cluster);
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
                link.flips = 0;
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
        SimNode target = cluster.twins().at(from, to);
        Link link = link(from, target);
        byte[] bytes = WireTrip.packed(message);
        cluster.history().sends(from, message);
        cluster.history().counts("sent " + message.getClass().getSimpleName());
        link.lifeHeard = Math.max(link.lifeHeard, from.life());
        if (link.isCut || chance.happens(link.loss)) {
            cluster.history().counts("lost message");
            return;
        }
        travel(from, target, message, bytes);
        if (chance.happens(link.duplication)) {
            cluster.history().counts("doubled message");
            travel(from, target, message, bytes);
        }
    }

    private void travel(SimNode from, SimNode to, Message message, byte[] bytes) {
        Link link = link(from, to);
        long delay = chance.logarithmic(50 * Scheduler.MICROS, cluster.swarm().delayNanos());
        if (chance.happens(link.straggling)) {
            delay += chance.between(0, link.longNanos);
        }
        Trip trip = new Trip(
                tripsBegun++,
                from,
                from.life(),
                to,
                to.life(),
                cluster.scheduler().now(),
                link.connection,
                message,
                bytes);
        trips.put(trip.number(), trip);
        cluster.scheduler().after(delay, () -> arrive(trip));
    }

    /**
     * What is on its way and brings such a state of the key, in words: if it came to its receiver in this moment, whoever decides that there
     * would take it in.
     */
    List<String> bringing(Key key, Predicate<KeyState> states) {
        List<String> found = new ArrayList<>();
        for (Trip trip : trips.values()) {
            Optional<KeyState> state = stateIn(trip.message(), key);
            if (state.isPresent() && states.test(state.get()) && isTakenNow(trip)) {
                found.add(trip.from() + " has sent " + trip.message() + " to " + trip.to() + " " + ageMillis(trip)
                        + " ms ago");
            }
        }
        return found;
    }

    private static Optional<KeyState> stateIn(Message message, Key key) {
        if (message instanceof Request.Write write && write.key().equals(key)) {
            return Optional.of(write.state());
        }
        return message instanceof Request.Hint hint && hint.key().equals(key)
                ? Optional.of(hint.state())
                : Optional.empty();
    }

    private boolean isTakenNow(Trip trip) {
        return trip.to().isUp()
                && trip.to().life() == trip.toLife()
                && link(trip.from(), trip.to()).lifeHeard <= trip.fromLife()
                && WireTrip.unpacked(trip.frame(), ageMillis(trip)) instanceof WireTrip.Arrived;
    }

    private long ageMillis(Trip trip) {
        return (cluster.scheduler().now() - trip.sentAt()) / Scheduler.MILLIS;
    }

    private void arrive(Trip trip) {
        SimNode to = trip.to();
        Link link = link(trip.from(), to);
        if (link.isClogged) {
            link.waiting.add(() -> arrive(trip));
            return;
        }
        if (to.isPaused() && to.life() == trip.toLife()) {
            to.onResume(() -> arrive(trip));
            return;
        }
        trips.remove(trip.number());
        boolean isAfterItsConnection = trip.connection() != link.connection && flips.happens(0.5); // each shard has one
        if (!to.isUp()
                || to.life() != trip.toLife()
                || link.lifeHeard > trip.fromLife()
                || link.isCut
                || isAfterItsConnection
                || !lives.goesOn(trip.from(), trip.fromLife(), to)) {
            cluster.history().counts("lost message");
            return;
        }
        boolean isFlipped = flips.happens(link.flips);
        boolean isOnTheWire = isFlipped && flips.happens(0.5);
        WireTrip.Arrival arrival =
                WireTrip.unpacked(isOnTheWire ? Damage.ofFrame(trip.frame(), flips) : trip.frame(), ageMillis(trip));
        if (arrival instanceof WireTrip.Arrived arrived) {
            Message message = arrived.message();
            if (isOnTheWire) {
                cluster.history().violated("a damaged frame is no message", to + " takes it for " + message);
            }
            deliver(trip.from(), to, isFlipped && !isOnTheWire ? damaged(message) : message);
        } else if (arrival instanceof WireTrip.TooOld) {
            cluster.history().counts("message too old");
        } else if (arrival instanceof WireTrip.Corrupt corrupt && isOnTheWire) {
            cluster.trace().note("corrupt", trip.from().index(), to.index(), corrupt.why());
            ends(trip.from(), to);
        } else {
            cluster.history().violated("what is sent is understood", to + " took " + arrival);
        }
    }

    private Message damaged(Message message) {
        Optional<Message> other = Damage.ofValue(message, flips);
        other.ifPresent(any -> cluster.history().counts("value damaged in a buffer"));
        return other.orElse(message);
    }

    private void deliver(SimNode from, SimNode to, Message message) {
        cluster.trace().note("arrive", from.index(), to.index(), message);
        cluster.history().arrives(from, to, message);
        to.kernel().receive(from.id(), message);
    }

    /** The receiver ends a connection: what is on it is lost, its sender hears of that, and makes another one. */
    private void ends(SimNode from, SimNode to) {
        cluster.history().counts("ended for flipped bits");
        link(from, to).connection++;
        int life = from.life();
        cluster.scheduler().after(flips.between(Scheduler.MILLIS, 20 * Scheduler.MILLIS), () -> {
            if (from.isUp() && from.life() == life && !from.isPaused()) {
                cluster.trace().note("cannot-reach", from.index(), to.index(), "");
                from.kernel().reachable(to.id(), false);
            }
            cluster.scheduler()
                    .after(flips.logarithmic(10 * Scheduler.MILLIS, 2 * Scheduler.SECONDS), () -> notice(from, to));
        });
    }

    /** A node's links, or it itself, are not as they were: others notice sooner or later, and it notices others. */
    void changed(SimNode node) {
        for (SimNode other : cluster.nodes()) {
            if (!other.id().equals(node.id())) {
                long soon = chance.happens(0.5) ? 20 * Scheduler.MILLIS : 2500 * Scheduler.MILLIS;
                cluster.scheduler().after(chance.between(Scheduler.MILLIS, soon), () -> notice(other, node));
                cluster.scheduler().after(chance.between(Scheduler.MILLIS, soon), () -> notice(node, other));
            }
        }
    }

    /** A connection is probed both ways. */
    private void notice(SimNode who, SimNode one) {
        SimNode whom = cluster.twins().at(who, one.id());
        if (who.isUp() && !who.isPaused()) {
            boolean works = whom.isUp() && !whom.isPaused() && passes(link(who, whom)) && passes(link(whom, who));
            cluster.trace().note(works ? "reaches" : "cannot-reach", who.index(), whom.index(), "");
            who.kernel().reachable(whom.id(), works);
        }
    }

    boolean passes(SimNode from, SimNode to) {
        return passes(link(from, to));
    }

    private static boolean passes(Link link) {
        return !link.isCut && !link.isClogged;
    }
}
