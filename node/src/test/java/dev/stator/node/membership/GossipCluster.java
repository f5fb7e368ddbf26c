package dev.stator.node.membership;

import dev.stator.node.message.Gossip;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.Message;
import dev.stator.node.message.RingVersion;
import dev.stator.node.port.BootCounter;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Network;
import dev.stator.node.port.Randomness;
import dev.stator.node.port.Timers;
import dev.stator.node.view.Liveness;
import dev.stator.node.view.Standing;
import dev.stator.node.view.SweepSeen;
import dev.stator.node.wire.FrameBytes;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Members that gossip, and nothing else: the room's real code over a network of lists, in virtual time. One seed makes everything.
 * Messages take 1 to 20 ms, and get lost as told; a member can stand still, be cut off, end, and begin a new life. A member that
 * hears of a newer ring from another asks it for the ring, over the same network, as nodes do.
 */
final class GossipCluster {
    private static final Endpoint ENDPOINT = new Endpoint("cart-std-1234.cart-nodes.default.svc", 8443, 7000);

    private final PriorityQueue<Due> events = new PriorityQueue<>();
    private final SplittableRandom chance;
    private final FrameBytes frameBytes = new FrameBytes();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<StoreId, Node> byStore = new TreeMap<>();
    private final MembershipSettings settings;
    private Roster roster = Roster.EMPTY;
    private long nowNanos;
    private long sequence;
    private double loss;
    private IntPredicate isCut = island -> false;
    private boolean isSplit;
    private long sweepMillis;

    private record Due(long at, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    GossipCluster(int members, long seed) {
        this(members, seed, MembershipSettings.DEFAULTS);
    }

    GossipCluster(int members, long seed, MembershipSettings settings) {
        this.settings = settings;
        this.chance = new SplittableRandom(seed);
        List<Member> all = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            StoreId store = new StoreId(chance.nextLong(), chance.nextLong());
            all.add(new Member(store, "n" + i, "z", 100, Member.State.ACTIVE, ENDPOINT));
        }
        all.sort((a, b) -> a.id().compareTo(b.id()));
        roster = Roster.of(all, Set.of());
        for (Member member : all) {
            Node node = new Node(nodes.size(), member.id());
            nodes.add(node);
            byStore.put(member.id(), node);
        }
    }

    /** All begin, within one period, knowing of each other's lives already: what a cluster is that has run for a while. */
    GossipCluster start() {
        MemberRecord[] lives = nodes.stream().map(node -> node.membership.own()).toArray(MemberRecord[]::new);
        for (Node node : nodes) {
            node.membership.see(roster, new RingVersion(1, 1));
            node.membership.believe(lives);
            at(chance.nextInt(settings.periodMillis()), node.membership::start);
        }
        return this;
    }

    /** All begin, knowing nothing but the ring. */
    GossipCluster startCold() {
        for (Node node : nodes) {
            node.membership.see(roster, new RingVersion(1, 1));
            at(chance.nextInt(settings.periodMillis()), node.membership::start);
        }
        return this;
    }

    /** From now on the sweep number grows, about so often; what a member holds on adopting one is gone after 20 s. */
    void sweep(long everyMillis) {
        sweepMillis = everyMillis;
        nodes.forEach(Node::sweep);
    }

    int size() {
        return nodes.size();
    }

    Node node(int index) {
        return nodes.get(index);
    }

    List<Node> nodes() {
        return nodes;
    }

    void loseMessages(double share) {
        loss = share;
    }

    /** Members for which this is true and those for which it is not hear nothing of each other. */
    void split(IntPredicate first) {
        isCut = first;
        isSplit = true;
    }

    void heal() {
        isSplit = false;
    }

    long nowMillis() {
        return nowNanos / 1_000_000;
    }

    void run(long millis) {
        long until = nowNanos + millis * 1_000_000;
        while (!events.isEmpty() && events.element().at <= until) {
            Due due = events.remove();
            nowNanos = due.at;
            due.task.run();
        }
        nowNanos = until;
    }

    private void at(long millisFromNow, Runnable task) {
        events.add(new Due(nowNanos + millisFromNow * 1_000_000, sequence++, task));
    }

    long between(long least, long most) {
        return least + chance.nextLong(most - least + 1);
    }

    /** How many members have the ring of this epoch. */
    int at(long epoch) {
        return (int) nodes.stream().filter(node -> node.epoch() >= epoch).count();
    }

    /** One member. */
    final class Node implements Network, Timers, Clock, Randomness, BootCounter, Membership.Listener, SweepKeeper.Site {
        final int index;
        final StoreId store;
        Membership membership;
        final Map<StoreId, Standing> standings = new TreeMap<>();
        final List<String> diary = new ArrayList<>();
        final Set<StoreId> everSuspected = new HashSet<>();
        final Set<StoreId> everBuried = new HashSet<>();
        long bootCounter = 1;
        long bytesSent;
        boolean isSuperseded;
        boolean isClockOff;
        boolean isCleared;
        String doubt = "";
        long groups;
        long clockAheadMillis;
        boolean keepsDiary;
        SweepSeen sweepSeen = SweepSeen.NONE;
        /** After a standstill what arrived is not read, and for so long no message gets through, either way: new connections are made. */
        long reconnectMillis;

        private long connectedAtNanos;
        private long sweepOnDisk;
        private @Nullable SweepKeeper sweepKeeper;
        private int life;
        private boolean isGone;
        private long pausedUntilNanos;
        private boolean isPulling;
        private final List<Runnable> waiting = new ArrayList<>();
        private boolean isPaused;

        Node(int index, StoreId store) {
            this.index = index;
            this.store = store;
            this.membership = born();
        }

        private Membership born() {
            standings.clear(); // a new process takes all for well
            return new Membership(
                    store,
                    new Life(bootCounter, chance.nextLong()),
                    ENDPOINT,
                    settings,
                    this,
                    this,
                    this,
                    this,
                    this,
                    this);
        }

        long epoch() {
            return membership.own().ring().epoch();
        }

        /** Takes up a ring with this epoch and the same members. */
        void publish(long epoch) {
            if (epoch > epoch()) {
                membership.see(roster, new RingVersion(epoch, epoch));
            }
        }

        /** A new process with that boot counter and so many groups on its disk, that asks others first what they remember. */
        void restartAsking(long counter, long groupsOnDisk) {
            kill();
            isGone = false;
            isCleared = false;
            bootCounter = counter;
            groups = groupsOnDisk;
            membership = born();
            membership.askFirst(groupsOnDisk, () -> groups, false);
            membership.see(roster, new RingVersion(1, 1));
            membership.start();
        }

        @Override
        public void cleared() {
            isCleared = true;
        }

        @Override
        public void inDoubt(long heard, long born) {
            doubt = heard + " of which " + born;
        }

        /** The process ends without a word. */
        void kill() {
            isGone = true;
            life++;
        }

        /** A new process, with the next boot counter. */
        void restart() {
            restartAs(bootCounter + 1);
        }

        /** A new process whose disk has this boot counter. */
        void restartAs(long counter) {
            kill();
            isGone = false;
            bootCounter = counter;
            membership = born();
            membership.see(roster, new RingVersion(1, 1));
            membership.start();
            sweepSeen = SweepSeen.NONE;
            sweep();
        }

        private void sweep() {
            if (sweepMillis > 0) {
                SweepKeeper keeper = new SweepKeeper(membership, this, this, this, 1, sweepMillis, this);
                sweepKeeper = keeper;
                keeper.start();
            }
        }

        @Override
        public void read(LongConsumer then) {
            after(5, () -> then.accept(sweepOnDisk));
        }

        @Override
        public void keep(long number, Runnable durable) {
            after(5, () -> {
                sweepOnDisk = number;
                durable.run();
            });
        }

        @Override
        public void adopt(long number, Runnable then) {
            then.run();
            SweepKeeper keeper = sweepKeeper;
            after(20_000, () -> {
                if (keeper != null) {
                    keeper.drained(0, number);
                }
            });
        }

        @Override
        public void see(SweepSeen seen) {
            sweepSeen = seen;
        }

        /** Stands still for so long: what arrives and what is due waits. */
        void pause(long millis) {
            pausedUntilNanos = Math.max(pausedUntilNanos, nowNanos + millis * 1_000_000);
            if (!isPaused) {
                isPaused = true;
                resumeLater();
            }
        }

        private void resumeLater() {
            events.add(new Due(pausedUntilNanos, sequence++, () -> {
                if (nowNanos < pausedUntilNanos) {
                    resumeLater();
                    return;
                }
                isPaused = false;
                connectedAtNanos = nowNanos + reconnectMillis * 1_000_000;
                List<Runnable> all = List.copyOf(waiting);
                waiting.clear();
                all.forEach(Runnable::run);
            }));
        }

        private void onLoop(Runnable task) {
            int begun = life;
            Runnable alive = () -> {
                if (life == begun && !isGone) {
                    task.run();
                }
            };
            if (isPaused) {
                waiting.add(alive);
            } else {
                alive.run();
            }
        }

        Liveness seenAs(Node other) {
            return standings.getOrDefault(other.store, Standing.GOOD).liveness();
        }

        @Override
        public void send(StoreId to, Message message) {
            bytesSent += frameBytes.of(message);
            Node target = byStore.get(to);
            if (target != null) {
                deliver(target, () -> target.membership.receive(store, (Gossip) message));
            }
        }

        private boolean isConnected() {
            return reconnectMillis == 0 || !isPaused && nowNanos >= connectedAtNanos;
        }

        private void deliver(Node target, Runnable arrival) {
            if (!isConnected() || !target.isConnected()) {
                return;
            }
            if (chance.nextDouble() >= loss && !(isSplit && isCut.test(index) != isCut.test(target.index))) {
                GossipCluster.this.at(1 + chance.nextInt(20), () -> target.onLoop(arrival));
            }
        }

        @Override
        public void hasRing(StoreId member, RingVersion ring) {
            Node from = byStore.get(member);
            if (from == null || isPulling || ring.epoch() <= epoch()) {
                return;
            }
            isPulling = true;
            GossipCluster.this.at(1_000, () -> isPulling = false);
            deliver(from, () -> {
                long epoch = from.epoch();
                from.deliver(this, () -> publish(epoch));
            });
        }

        @Override
        public Timer after(long millis, Runnable task) {
            boolean[] cancelled = new boolean[1];
            int begun = life;
            GossipCluster.this.at(millis, () -> {
                if (!cancelled[0] && life == begun) {
                    onLoop(() -> {
                        if (!cancelled[0]) {
                            task.run();
                        }
                    });
                }
            });
            return () -> cancelled[0] = true;
        }

        @Override
        public Ticks monotonic() {
            return new Ticks(nowNanos);
        }

        @Override
        public WallTime wall() {
            return new WallTime(nowMillis() + clockAheadMillis);
        }

        @Override
        public long bits() {
            return chance.nextLong();
        }

        @Override
        public int below(int bound) {
            return chance.nextInt(bound);
        }

        @Override
        public void raise(long counter, Runnable durable) {
            after(5, () -> {
                bootCounter = Math.max(bootCounter, counter);
                durable.run();
            });
        }

        @Override
        public void stand(Map<StoreId, Standing> changed) {
            standings.putAll(changed);
        }

        @Override
        public void changed(MemberRecord before, MemberRecord now) {
            if (now.state() == MemberRecord.State.SUSPECT) {
                everSuspected.add(now.store());
            } else if (now.state() == MemberRecord.State.DEAD) {
                everBuried.add(now.store());
            }
            if (keepsDiary) {
                diary.add(before.state() + ">" + now.state());
            }
        }

        @Override
        public void clock(boolean isOff, long medianAheadMillis) {
            isClockOff = isOff;
        }

        @Override
        public void superseded(Life own, Life later) {
            isSuperseded = true;
            kill();
        }
    }

    long[] bytesSent() {
        return nodes.stream().mapToLong(node -> node.bytesSent).toArray();
    }

    /** Bytes that the median and the busiest member sent per second, since {@code before}, {@code millis} ago. */
    long[] bytesPerSecond(long[] before, long millis) {
        long[] now = bytesSent();
        for (int i = 0; i < now.length; i++) {
            now[i] = (now[i] - before[i]) * 1_000 / millis;
        }
        Arrays.sort(now);
        return new long[] {now[now.length / 2], now[now.length - 1]};
    }
}
