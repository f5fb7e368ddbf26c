package dev.stator.node.kernel;

import dev.stator.node.message.Reply;
import dev.stator.node.message.RingMessage;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Telemetry;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest ring that this node has heard of (PROTOCOL §3, §4):
 *
 * <ol>
 *   <li>A ring of another cluster, another N or another Q is refused, and so is an older one: no node goes back.
 *   <li>A newer one is made durable, then seen by all shards, then announced to some members: to all of a small cluster. In a
 *       large one gossip does the rest, whose every message says which ring its sender has.
 *   <li>Every second one other member, by turns, is told our epoch. Who is behind asks for the ring; who is ahead sends it.
 *   <li>Two rings of one epoch: nobody can say which is right, so nothing is taken over, and it is said loudly.
 * </ol>
 *
 * Lives on shard 0's loop.
 */
public final class RingKeeper {
    private static final long ANNOUNCE_EVERY_MILLIS = 1000;

    /** How many members hear of a new ring from each that takes it up: what a ring costs a node must not grow with the cluster. */
    private static final int ANNOUNCE_AT_ONCE_MAX = 16;

    private final StoreId self;
    private final StoreSettings settings;
    private final Ports ports;
    private final Consumer<RingState> published;
    private @Nullable RingState ring;
    private @Nullable RingState saving;
    private final List<Consumer<RingControl.Adoption>> waiting = new ArrayList<>();
    private int turn;

    /** @param published sees each ring once it is durable, on this loop; it brings it to the shards */
    public RingKeeper(StoreId self, StoreSettings settings, Ports ports, Consumer<RingState> published) {
        this.self = self;
        this.settings = settings;
        this.ports = ports;
        this.published = published;
    }

    /** Begins with the ring that the disk has, if any. */
    public void start(Optional<RingState> persisted) {
        persisted.ifPresent(this::publish);
        ports.timers().after(ANNOUNCE_EVERY_MILLIS, this::announceByTurns);
    }

    public Optional<RingState> ring() {
        return Optional.ofNullable(ring);
    }

    public void adopt(RingState next, Consumer<RingControl.Adoption> then) {
        Optional<String> objection = objection(next);
        if (objection.isPresent()) {
            ports.telemetry().count(Telemetry.Counter.RING_REFUSED);
            then.accept(new RingControl.Adoption.Refused(objection.get()));
        } else if (ring != null && ring.epoch().equals(next.epoch())) {
            then.accept(new RingControl.Adoption.Adopted(next.epoch().number()));
        } else if (saving != null && !next.epoch().isAfter(saving.epoch())) {
            waiting.add(then);
        } else {
            waiting.add(then);
            save(next);
        }
    }

    private Optional<String> objection(RingState next) {
        if (!next.clusterId().equals(settings.clusterId())) {
            return Optional.of("the ring is of cluster " + next.clusterId() + ", this is " + settings.clusterId());
        }
        if (next.factor() != settings.factor() || next.partitions() != settings.partitions()) {
            return Optional.of("the ring has factor " + next.factor() + " and " + next.partitions()
                    + " partitions, this store " + settings.factor() + " and " + settings.partitions());
        }
        RingState newest = saving != null ? saving : ring;
        if (newest != null && newest.epoch().isAfter(next.epoch())) {
            return Optional.of("the ring has epoch " + next.epoch() + ", this node is at " + newest.epoch());
        }
        if (newest != null && newest.epoch().equals(next.epoch()) && !newest.equals(next)) {
            ports.telemetry().warn("two different rings have one epoch; nothing is changed; epoch=" + next.epoch());
            return Optional.of("another ring has epoch " + next.epoch() + " here");
        }
        return Optional.empty();
    }

    private void save(RingState next) {
        saving = next;
        ports.storage().saveRing(next, new Storage.Progress() {
            @Override
            public void applied() {}

            @Override
            public void durable() {
                if (ring == null || next.epoch().isAfter(ring.epoch())) {
                    publish(next);
                    announceToNext(next, ANNOUNCE_AT_ONCE_MAX);
                }
                done(next, new RingControl.Adoption.Adopted(next.epoch().number()));
            }

            @Override
            public void failed(String reason) {
                done(next, new RingControl.Adoption.Refused("the ring cannot be written: " + reason));
            }
        });
    }

    private void done(RingState saved, RingControl.Adoption adoption) {
        if (saving == saved) {
            saving = null;
            List<Consumer<RingControl.Adoption>> all = List.copyOf(waiting);
            waiting.clear();
            all.forEach(then -> then.accept(adoption));
        }
    }

    private void publish(RingState next) {
        ring = next;
        published.accept(next);
    }

    /** Any reply tells how far its sender is; one that is ahead has a ring for us. */
    public void heed(StoreId from, Reply reply) {
        long epoch = reply instanceof Reply.Refused refused
                ? refused.epoch()
                : reply instanceof Reply.NotMe notMe ? notMe.epoch() : 0;
        if (epoch > epoch()) {
            ports.network().send(from, new RingMessage.Pull(epoch()));
        }
    }

    /** A request whose sender knows a newer ring than we do. */
    public void heed(StoreId from, long epoch) {
        if (epoch > epoch()) {
            ports.network().send(from, new RingMessage.Pull(epoch()));
        }
    }

    public void receive(StoreId from, RingMessage message) {
        if (message instanceof RingMessage.Announce announce) {
            heed(from, announce.epoch());
            RingState mine = ring;
            if (mine != null && announce.epoch() < mine.epoch().number()) {
                ports.network().send(from, new RingMessage.Push(mine));
            } else if (mine != null
                    && announce.epoch() == mine.epoch().number()
                    && announce.hash() != mine.hash().high()) {
                ports.telemetry()
                        .warn("a peer has another ring of the same epoch; peer=" + from + " epoch=" + mine.epoch());
            }
        } else if (message instanceof RingMessage.Pull pull) {
            RingState mine = ring;
            if (mine != null && mine.epoch().number() > pull.epoch()) {
                ports.network().send(from, new RingMessage.Push(mine));
            }
        } else if (message instanceof RingMessage.Push push) {
            adopt(push.ring(), adoption -> {});
        } else {
            throw new IllegalStateException("no such ring message: " + message);
        }
    }

    private long epoch() {
        RingState newest = saving != null ? saving : ring;
        return newest == null ? 0 : newest.epoch().number();
    }

    private void announceToNext(RingState mine, int count) {
        List<StoreId> members = List.copyOf(mine.members().keySet());
        for (int left = Math.min(count, members.size()); left > 0; left--) {
            announce(members.get(Math.floorMod(turn++, members.size())), mine);
        }
    }

    private void announceByTurns() {
        RingState mine = ring;
        if (mine != null) {
            announceToNext(mine, 1);
        }
        ports.timers().after(ANNOUNCE_EVERY_MILLIS, this::announceByTurns);
    }

    private void announce(StoreId member, RingState mine) {
        if (!member.equals(self)) {
            ports.network()
                    .send(
                            member,
                            new RingMessage.Announce(
                                    mine.epoch().number(), mine.hash().high()));
        }
    }
}
