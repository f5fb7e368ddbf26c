package dev.stator.node.kernel;

import dev.stator.node.handoff.HintBook;
import dev.stator.node.membership.SweepKeeper;
import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Gossip;
import dev.stator.node.message.Life;
import dev.stator.node.message.Message;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RingMessage;
import dev.stator.node.message.SessionLives;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Clock;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.MemberSeen;
import dev.stator.node.view.SweepSeen;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Key;
import dev.stator.ring.Member;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One node: its shards, each on its loop, and the ring on shard 0's. Whatever comes from outside hops to the loop it is for,
 * at most once. Any thread may call; nothing here waits.
 */
public final class Kernel implements Gateway, Inbox, RingControl, LifeControl {
    /** A shard and its loop. */
    public record Seat(Shard shard, Loop loop) {}

    private final StoreId self;
    private final int partitions;
    private final int writeQuorum;
    private final List<Seat> seats;
    private final Strangers strangers;
    private final Clock clock;
    private final RingKeeper ringKeeper;
    private final Neighbourhood neighbourhood;
    private final SweepKeeper sweepKeeper;
    private final ClusterEvents events;
    private volatile @Nullable ClusterView view;
    private volatile SweepSeen sweep = SweepSeen.NONE;

    /**
     * @param seats in the order of the shards' indexes
     * @param ports of shard 0
     * @param doorway that all shards send through
     */
    public Kernel(List<Seat> seats, Ports ports, Doorway doorway, MembershipStart membership, ClusterEvents events) {
        this.seats = List.copyOf(seats);
        ShardConfig config = this.seats.get(0).shard().config();
        this.self = config.self();
        this.partitions = config.settings().partitions();
        this.writeQuorum = config.settings().writeQuorum();
        this.clock = ports.clock();
        this.events = events;
        this.ringKeeper = new RingKeeper(self, config.settings(), ports, this::ringPublished);
        this.neighbourhood =
                new Neighbourhood(self, membership, ports, ringKeeper, events, this::standingsChanged, this::cleared);
        this.strangers =
                new Strangers(ports, neighbourhood.lives()::hasCompared, neighbourhood.lives()::meet, this::receive);
        this.sweepKeeper = new SweepKeeper(
                neighbourhood.membership(),
                ports.clock(),
                ports.timers(),
                ports.randomness(),
                this.seats.size(),
                config.lifetimes().sweepMillis(),
                new SweepSite(ports, this::adoptSweep, this::sweepChanged));
        doorway.guardedBy(new Doorway.Guard() {
            @Override
            public boolean isTrusted(StoreId to) {
                return Kernel.this.isTrusted(to);
            }

            @Override
            public void untrusted(StoreId to, Message message) {
                on(Kernel.this.seats.get(0), () -> strangers.isTold(to, message, isInDoubt()));
            }
        });
    }

    /** Begins with the ring that the disk has, if any. */
    public void start(Optional<RingState> persisted) {
        for (Seat seat : seats) {
            Shard shard = seat.shard();
            int index = shard.config().index();
            seat.loop()
                    .execute(() -> shard.start(
                            (peer, isSlow) -> on(seats.get(0), () -> neighbourhood.slow(index, peer, isSlow)),
                            drained -> on(seats.get(0), () -> sweepKeeper.drained(index, drained))));
        }
        seats.get(0).loop().execute(() -> {
            ringKeeper.start(persisted);
            neighbourhood.start();
        });
    }

    /** Nobody remembers more of this store than there is (rule 20). */
    private void cleared() {
        ClusterView now = view;
        if (now != null) {
            show(now);
        }
        sweepKeeper.start();
    }

    private void adoptSweep(long number, Runnable then) {
        int[] left = {seats.size()}; // changed on shard 0's loop alone
        for (Seat seat : seats) {
            on(seat, () -> {
                seat.shard().adopt(number);
                on(seats.get(0), () -> {
                    left[0]--;
                    if (left[0] == 0) {
                        then.run();
                    }
                });
            });
        }
    }

    private void sweepChanged(SweepSeen next) {
        sweep = next;
        for (Seat seat : seats) {
            on(seat, () -> seat.shard().see(next));
        }
    }

    private void ringPublished(RingState ring) {
        neighbourhood.see(ring);
        show(new ClusterView(self, ring, neighbourhood.exceptions(), neighbourhood.isClockOff()));
        events.ringSeen(ring);
    }

    private void standingsChanged() {
        ClusterView now = view;
        if (now != null
                && (now.isClockOff() != neighbourhood.isClockOff()
                        || !now.exceptions().equals(neighbourhood.exceptions()))) {
            show(new ClusterView(self, now.ring(), neighbourhood.exceptions(), neighbourhood.isClockOff()));
        }
    }

    private void show(ClusterView next) {
        view = next;
        if (neighbourhood.doubts().isCleared()) { // who sees no ring does nothing
            for (Seat seat : seats) {
                on(seat, () -> seat.shard().see(next));
            }
        }
    }

    @Override
    public void get(Key key, int timeoutMillis, Consumer<ReadOutcome> then) {
        Seat seat = seatOf(key);
        if (isInDoubt()) {
            on(seat, () -> then.accept(new ReadOutcome.Unavailable(WriteOutcome.Why.NOT_READY)));
        } else {
            on(seat, () -> seat.shard().get(key, timeoutMillis, then));
        }
    }

    @Override
    public void write(ClientWrite write, int timeoutMillis, Consumer<WriteOutcome> then) {
        Seat seat = seatOf(write.key());
        if (isInDoubt()) {
            on(seat, () -> then.accept(new WriteOutcome.Rejected(WriteOutcome.Why.NOT_READY, 0, writeQuorum)));
        } else {
            on(seat, () -> seat.shard().write(write, timeoutMillis, then));
        }
    }

    @Override
    public void receive(StoreId from, Message message) {
        if (message instanceof Request request) {
            if (request instanceof Request.ToReplica toReplica) {
                heedEpoch(from, toReplica.fence().epoch());
            }
            if (isTrusted(from, message)) {
                Seat seat = seatOf(request.key());
                handOver(seat, () -> seat.shard().receive(from, request));
            }
        } else if (message instanceof TreeRequest question) {
            heedEpoch(from, question.fence().epoch());
            if (isTrusted(from, message) && question.partition() < partitions) {
                Seat seat = seats.get(question.partition() % seats.size());
                handOver(seat, () -> seat.shard().receive(from, question));
            }
        } else if (message instanceof Reply reply) {
            if (reply instanceof Reply.Refused || reply instanceof Reply.NotMe) {
                on(seats.get(0), () -> ringKeeper.heed(from, reply));
            }
            int index = reply.id().shard();
            if (isTrusted(from, message) && index < seats.size()) { // else of an earlier life with more shards
                Seat seat = seats.get(index);
                handOver(seat, () -> seat.shard().receive(from, reply));
            }
        } else if (message instanceof RingMessage ringMessage) {
            on(seats.get(0), () -> ringKeeper.receive(from, ringMessage));
        } else if (message instanceof Gossip gossip) {
            on(seats.get(0), () -> {
                neighbourhood.receive(from, gossip);
                strangers.review(from);
            });
        } else {
            throw new IllegalStateException("no such message: " + message);
        }
    }

    /**
     * May a word about data be exchanged with that store (rule 20)? Not while this one is in doubt, nor before that one has compared what it
     * remembers of this one.
     */
    private boolean isTrusted(StoreId store) {
        return !isInDoubt() && neighbourhood.lives().hasCompared(store);
    }

    /** The same of who says that: if not, {@link Strangers} sees to it. */
    private boolean isTrusted(StoreId from, Message message) {
        if (isTrusted(from)) {
            return true;
        }
        on(seats.get(0), () -> {
            ClusterView now = view;
            strangers.says(
                    from,
                    message,
                    isInDoubt(),
                    now == null ? 0 : now.ring().epoch().number());
        });
        return false;
    }

    private boolean isInDoubt() {
        return neighbourhood.doubts().isInDoubt();
    }

    /** Why this store is in doubt, if it is (rule 20). Any thread. */
    public Optional<String> inDoubt() {
        return neighbourhood.doubts().reason();
    }

    /** Does it not serve yet, because it asks others about itself first? Any thread. */
    public boolean isAsking() {
        return !neighbourhood.doubts().isCleared() && !isInDoubt();
    }

    private void heedEpoch(StoreId from, long epoch) {
        ClusterView now = view;
        if (now == null || epoch > now.ring().epoch().number()) {
            on(seats.get(0), () -> ringKeeper.heed(from, epoch));
        }
    }

    @Override
    public void reachable(StoreId store, boolean reachable) {
        on(seats.get(0), () -> neighbourhood.connected(store, reachable));
    }

    /** How full the own disk is, told by whoever measures it, about once a second (PROTOCOL §5). */
    public void disk(DiskUse use) {
        on(seats.get(0), () -> neighbourhood.disk(use));
    }

    @Override
    public Optional<RingState> ring() {
        ClusterView now = view;
        return now == null ? Optional.empty() : Optional.of(now.ring());
    }

    @Override
    public void adopt(RingState ring, Consumer<Adoption> then) {
        on(seats.get(0), () -> ringKeeper.adopt(ring, then));
    }

    @Override
    public Optional<Endpoint> endpointOf(StoreId store) {
        Optional<Endpoint> told = neighbourhood.movedTo(store);
        return told.isPresent()
                ? told
                : ring().flatMap(known -> known.member(store)).map(Member::endpoint);
    }

    @Override
    public SessionLives lives(StoreId other) {
        return new SessionLives(neighbourhood.ownLife(), neighbourhood.lifeOf(other));
    }

    @Override
    public void heardOfOwn(Life later) {
        on(seats.get(0), () -> neighbourhood.heardOfOwn(later));
    }

    /** What gossip says of each member, this one included; about a second old at most. Any thread. */
    public List<MemberSeen> members() {
        return neighbourhood.members();
    }

    /** What is seen of the cluster now; empty without a ring. */
    public Optional<ClusterView> view() {
        return Optional.ofNullable(view);
    }

    /**
     * How many comparisons of this store's partitions with other owners have not been finished since placement or reach changed
     * last; 0 on all nodes means that all copies are equal, but for writes on their way.
     */
    public int treePairsDue() {
        int due = 0;
        for (Seat seat : seats) {
            due += seat.shard().treePairsDue();
        }
        return due;
    }

    /** How far the proof is that old things are gone (PROTOCOL rule 14). Any thread. */
    public SweepSeen sweep() {
        return sweep;
    }

    /** How many keys hold old tombstones that wait for their owners to agree, and how many wait for members. Any thread. */
    public long[] tombstonesWaiting() {
        long[] waiting = new long[2];
        for (Seat seat : seats) {
            waiting[0] += seat.shard().tombstonesWaitingForOwners();
            waiting[1] += seat.shard().tombstonesWaitingForSweep();
        }
        return waiting;
    }

    /** What is kept here for stores out of reach, by store. Any thread. */
    public List<HintedFor> hints() {
        ClusterView now = view;
        Map<Integer, HintBook.Amount> byPartition = new TreeMap<>();
        for (Seat seat : seats) {
            byPartition.putAll(seat.shard().hints());
        }
        return now == null ? List.of() : HintedFor.of(byPartition, now, clock.monotonic());
    }

    public StoreId self() {
        return self;
    }

    private Seat seatOf(Key key) {
        return seats.get(key.partition(partitions) % seats.size());
    }

    /** A message about data that waits for another loop grows old there, too, and is dropped (PROTOCOL rule 15). */
    private void handOver(Seat seat, Runnable task) {
        if (seat.loop().isCurrent()) {
            task.run();
            return;
        }
        Clock.Ticks arrived = clock.monotonic();
        seat.loop().execute(() -> {
            if (arrived.millisUntil(clock.monotonic()) < Message.AGE_MILLIS_MAX) {
                task.run();
            }
        });
    }

    private static void on(Seat seat, Runnable task) {
        if (seat.loop().isCurrent()) {
            task.run();
        } else {
            seat.loop().execute(task);
        }
    }
}
