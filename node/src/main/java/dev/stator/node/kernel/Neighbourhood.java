package dev.stator.node.kernel;

import dev.stator.node.membership.Lives;
import dev.stator.node.membership.Membership;
import dev.stator.node.message.DiskState;
import dev.stator.node.message.Gossip;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.RingMessage;
import dev.stator.node.message.RingVersion;
import dev.stator.node.view.MemberSeen;
import dev.stator.node.view.Standing;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the other stores stand (PROTOCOL §4), from three sources:
 *
 * <ol>
 *   <li>what {@link Membership} believes of their lives;
 *   <li>whether the connection there works: known to this node alone and at once, and a reason to route round, not to call dead;
 *   <li>what the shards find of their pace: slow is who is so to any of them.
 * </ol>
 *
 * On shard 0's loop, but where something else is said.
 */
final class Neighbourhood implements Membership.Listener {
    private static final long SHOW_EVERY_MILLIS = 1000;

    private final StoreId self;
    private final Ports ports;
    private final RingKeeper ringKeeper;
    private final ClusterEvents events;
    private final Runnable changed;
    private final Membership membership;
    private final Doubts doubts;
    private volatile boolean isStarted;
    private final Map<StoreId, Standing> exceptions = new TreeMap<>();
    private final Map<StoreId, Set<Integer>> slowBy = new HashMap<>(); // the shards that find it so
    private volatile List<MemberSeen> members = List.of();
    private @Nullable RingState ring;
    private boolean isClockOff;
    private volatile Map<StoreId, Endpoint> moved = Map.of();

    /**
     * @param changed run after {@link #exceptions} has changed
     * @param cleared run when the store may serve (rule 20)
     */
    Neighbourhood(
            StoreId self,
            MembershipStart start,
            Ports ports,
            RingKeeper ringKeeper,
            ClusterEvents events,
            Runnable changed,
            Runnable cleared) {
        this.self = self;
        this.ports = ports;
        this.ringKeeper = ringKeeper;
        this.events = events;
        this.changed = changed;
        this.doubts = new Doubts(ports, start.disk(), events, cleared);
        this.membership = new Membership(
                self,
                start.life(),
                start.endpoint(),
                start.settings(),
                ports.clock(),
                ports.timers(),
                ports.network(),
                ports.randomness(),
                start.bootCounter(),
                this);
    }

    void start() {
        doubts.start(membership, () -> {
            isStarted = true;
            membership.start();
            show();
        });
    }

    private void show() {
        members = membership.members();
        ports.timers().after(SHOW_EVERY_MILLIS, this::show);
    }

    /** The ring in force from now on; who is no member stands for nothing any more. */
    void see(RingState next) {
        ring = next;
        exceptions
                .keySet()
                .removeIf(store -> !store.equals(self) && !next.members().containsKey(store));
        slowBy.keySet().retainAll(next.members().keySet());
        Map<StoreId, Endpoint> kept = new HashMap<>(moved);
        kept.keySet().retainAll(next.members().keySet());
        moved = Map.copyOf(kept);
        membership.see(next);
        members = membership.members();
    }

    /** Before this store has read what it kept of others it has nothing to say. */
    void receive(StoreId from, Gossip gossip) {
        if (isStarted) {
            membership.receive(from, gossip);
        }
    }

    Doubts doubts() {
        return doubts;
    }

    void connected(StoreId store, boolean isConnected) {
        membership.connected(store, isConnected);
    }

    /** How full the own disk is now. */
    void disk(DiskUse use) {
        DiskState before = membership.own().profile().disk();
        DiskState now = DiskThresholds.next(before, use.share());
        if (now != before) {
            membership.disk(now);
        }
        if (now.compareTo(before) > 0) {
            ports.telemetry()
                    .warn("the disk fills up; state=" + now + " usedBytes=" + use.usedBytes() + " capacityBytes="
                            + use.capacityBytes());
        }
    }

    /** A shard finds that store slow, or no longer. */
    void slow(int shard, StoreId store, boolean isSlow) {
        Set<Integer> by = slowBy.computeIfAbsent(store, none -> new TreeSet<>());
        if (isSlow ? by.add(shard) : by.remove(shard)) {
            membership.slow(store, !by.isEmpty());
        }
    }

    /** Is this node's clock too far from those of the others to stamp writes? */
    boolean isClockOff() {
        return isClockOff;
    }

    Membership membership() {
        return membership;
    }

    /** Those that do not stand well. */
    Map<StoreId, Standing> exceptions() {
        return exceptions;
    }

    /** What is believed of each member, not older than about a second. Any thread. */
    List<MemberSeen> members() {
        return members;
    }

    /** Which life this store is in. */
    Lives lives() {
        return membership.lives();
    }

    /** The life that this store says it is in; {@link Life#UNKNOWN} before it has claimed one. Any thread. */
    Life ownLife() {
        return isStarted ? lives().claimed() : Life.UNKNOWN;
    }

    /** Somebody knows of this life of this store. */
    void heardOfOwn(Life later) {
        if (isStarted) {
            lives().hearOf(later);
        }
    }

    /** The latest life that is known of a member, about a second ago; {@link Life#UNKNOWN} of none. Any thread. */
    Life lifeOf(StoreId store) {
        List<MemberSeen> all = members; // ascending
        int least = 0;
        int most = all.size() - 1;
        while (least <= most) {
            int middle = (least + most) >>> 1;
            MemberRecord record = all.get(middle).record();
            int order = record.store().compareTo(store);
            if (order == 0) {
                return record.life();
            } else if (order < 0) {
                least = middle + 1;
            } else {
                most = middle - 1;
            }
        }
        return Life.UNKNOWN;
    }

    /** Where a store says that it is, when the ring says otherwise. Any thread. */
    Optional<Endpoint> movedTo(StoreId store) {
        return Optional.ofNullable(moved.get(store));
    }

    @Override
    public void stand(Map<StoreId, Standing> standings) {
        standings.forEach((store, standing) -> {
            if (standing.equals(Standing.GOOD)) {
                exceptions.remove(store);
            } else {
                exceptions.put(store, standing);
            }
        });
        changed.run();
    }

    @Override
    public void hasRing(StoreId member, RingVersion ring) {
        ringKeeper.receive(member, new RingMessage.Announce(ring.epoch(), ring.hash()));
    }

    @Override
    public void changed(MemberRecord before, MemberRecord now) {
        heedAddress(now.store(), now.profile().endpoint());
        events.memberChanged(before, now);
    }

    private void heedAddress(StoreId store, Endpoint told) {
        Endpoint byRing =
                ring == null ? null : ring.member(store).map(Member::endpoint).orElse(null);
        if (!told.equals(byRing == null ? moved.get(store) : moved.getOrDefault(store, byRing))) {
            Map<StoreId, Endpoint> next = new HashMap<>(moved);
            next.put(store, told);
            moved = Map.copyOf(next);
        }
    }

    @Override
    public void clock(boolean isOff, long medianAheadMillis) {
        isClockOff = isOff;
        ports.telemetry()
                .warn("this node's clock is " + (isOff ? "off" : "right again") + "; the others' is ahead by millis="
                        + medianAheadMillis);
        changed.run();
    }

    @Override
    public void cleared() {
        doubts.clear();
    }

    @Override
    public void inDoubt(long heard, long born) {
        doubts.found(heard, born);
    }

    @Override
    public void superseded(Life own, Life later) {
        events.superseded(own, later);
    }
}
