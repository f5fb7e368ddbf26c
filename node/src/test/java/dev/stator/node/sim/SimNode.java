package dev.stator.node.sim;

import dev.stator.node.kernel.ClusterEvents;
import dev.stator.node.kernel.Doorway;
import dev.stator.node.kernel.Kernel;
import dev.stator.node.kernel.MembershipStart;
import dev.stator.node.kernel.Ports;
import dev.stator.node.kernel.Shard;
import dev.stator.node.kernel.ShardConfig;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.port.BootCounter;
import dev.stator.node.port.Network;
import dev.stator.node.port.Table;
import dev.stator.node.port.Telemetry;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.view.MemberSeen;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One store: a disk and a clock that stay, and the process on them that comes and goes, each life with a kernel of its own. */
final class SimNode {
    private final Cluster cluster;
    private final int index;
    private final StoreId id;
    private final Chance chance;
    private final SimDisk disk;
    private SimClock clock;
    private final List<SimLoop> loops = new ArrayList<>();
    private final List<Runnable> onDeath = new ArrayList<>();
    private @Nullable Kernel kernel;
    private int life;
    private long startedAt;
    private boolean isLost;
    private long lostAt = Long.MIN_VALUE;
    private boolean isPutBack;
    private boolean isCloned;
    private boolean isSwitchedOff;
    private boolean isPaused;
    private long pausedSince;
    private long pausedNanos;
    private final List<Runnable> onResume = new ArrayList<>();

    SimNode(Cluster cluster, int index, Chance chance) {
        this(cluster, index, new StoreId(0, index + 1), chance);
    }

    private SimNode(Cluster cluster, int index, StoreId id, Chance chance) {
        this.cluster = cluster;
        this.index = index;
        this.id = id;
        this.chance = chance;
        Scheduler scheduler = cluster.scheduler();
        this.disk = new SimDisk(
                scheduler,
                chance.fork("disk"),
                cluster.swarm().fsyncNanos(),
                cluster.swarm().isBuffered());
        Chance dial = chance.fork("clock");
        this.clock = new SimClock(
                scheduler,
                1 + (dial.fraction() - 0.5) * 2 * cluster.swarm().drift(),
                dial.between(0, 1L << 50),
                dial.between(-cluster.swarm().skewMillis(), cluster.swarm().skewMillis()));
    }

    int index() {
        return index;
    }

    StoreId id() {
        return id;
    }

    SimDisk disk() {
        return disk;
    }

    SimClock clock() {
        return clock;
    }

    /** Counts up at each start. */
    int life() {
        return life;
    }

    /** The life that it says it is in, to the others. */
    Life gossipLife() {
        return kernel().members().stream()
                .map(MemberSeen::record)
                .filter(record -> record.store().equals(id))
                .findFirst()
                .orElseThrow()
                .life();
    }

    boolean isUp() {
        return kernel != null;
    }

    /** Has it been up for so long, at least? */
    boolean isUpSince(long nanos) {
        return isUp() && cluster.scheduler().now() - startedAt >= nanos;
    }

    /** Is its disk gone for good? Then so is the store, whatever runs on its machine. */
    boolean isLost() {
        return isLost || isPutBack || isCloned;
    }

    /** Was its disk lost, or put back, at that moment or later? */
    boolean isLostSince(long nanos) {
        return isLost() && lostAt >= nanos;
    }

    /** Was its disk put back to an older state? What it had acknowledged since is lost, and it must not go on as itself. */
    boolean isPutBack() {
        return isPutBack;
    }

    /** Is there a copy of its disk? */
    boolean isCloned() {
        return isCloned;
    }

    boolean isPaused() {
        return isPaused;
    }

    /** How long it has stood still in all, in nanoseconds. */
    long pausedNanos() {
        return pausedNanos + (isPaused ? cluster.scheduler().now() - pausedSince : 0);
    }

    Kernel kernel() {
        if (kernel == null) {
            throw new IllegalStateException(this + " is down");
        }
        return kernel;
    }

    void start() {
        if (kernel != null || isLost || isSwitchedOff) {
            return;
        }
        life++;
        startedAt = cluster.scheduler().now();
        Chance born = chance.fork("life" + life);
        Optional<RingState> ring = disk.open(() -> cluster.diskFailed(this));
        Swarm swarm = cluster.swarm();
        List<Kernel.Seat> seats = new ArrayList<>();
        Doorway doorway = new Doorway();
        Network outside = doorway.to((to, message) -> cluster.network().send(this, to, message));
        Ports first = null;
        for (int i = 0; i < swarm.shards(); i++) {
            Chance dice = born.fork("shard" + i);
            SimLoop loop = new SimLoop(this, cluster.scheduler(), dice.fork("loop"));
            loops.add(loop);
            SimStorage storage =
                    new SimStorage(disk, loop, cluster.scheduler(), dice.fork("storage"), swarm.inMemory(), witness());
            Ports ports = new Ports(
                    clock,
                    loop,
                    (to, message) -> {
                        cluster.history().says(this, message);
                        outside.send(to, message);
                    },
                    storage,
                    dice.fork("randomness"),
                    new Counting());
            first = first == null ? ports : first;
            ShardConfig config = new ShardConfig(
                    id,
                    i,
                    swarm.shards(),
                    swarm.settings(),
                    1 << 20,
                    swarm.siblingsMax(),
                    swarm.cacheBytes(),
                    swarm.operationsMax(),
                    swarm.hintBytesMax(),
                    swarm.lifetimes());
            seats.add(new Kernel.Seat(new Shard(config, ports), loop));
        }
        if (first == null) {
            throw new IllegalStateException("a node has a shard at least");
        }
        Life begun = new Life(disk.countBoot(), born.fork("life").bits());
        SimLoop home = loops.get(0);
        BootCounter counter = (count, durable) -> disk.raiseBoots(count, () -> home.execute(durable));
        MembershipStart.DiskPast past =
                new MembershipStart.DiskPast(disk.syncedGroups(), disk::syncedGroups, Optional.empty());
        Kernel process = new Kernel(
                seats, first, doorway, MembershipStart.of(begun, Cluster.ENDPOINT, counter, past), new ClusterEvents() {
                    @Override
                    public void ringSeen(RingState newRing) {
                        cluster.history().sees(SimNode.this, newRing);
                    }

                    @Override
                    public void memberChanged(MemberRecord before, MemberRecord now) {
                        cluster.history().counts("seen " + now.state());
                        cluster.trace()
                                .note("member", index, cluster.node(now.store()).index(), now.state());
                    }

                    @Override
                    public void inDoubt(String reason) {
                        cluster.inDoubt(SimNode.this, reason);
                    }

                    @Override
                    public void mustBeginInDoubt(String reason) {
                        cluster.beginsAnew(SimNode.this);
                    }

                    @Override
                    public void superseded(Life own, Life later) {
                        cluster.twins().superseded(SimNode.this, own, later);
                    }
                });
        kernel = process;
        cluster.history().started(this);
        cluster.trace().note("start", index, life, "");
        process.start(ring);
        if (disk.use().share() > 0) {
            process.disk(disk.use());
        }
        cluster.network().changed(this);
    }

    private SimStorage.Witness witness() {
        return new SimStorage.Witness() {
            @Override
            public void writes(Table table, Key key, StoredRecord record) {
                cluster.history().writes(SimNode.this, table, key, record);
            }

            @Override
            public void drops(Table table, Key key) {
                cluster.history().drops(SimNode.this, table, key);
            }
        };
    }

    /** The process is gone at once. */
    void crash(boolean isPowerLost) {
        if (kernel == null) {
            return;
        }
        cluster.trace().note(isPowerLost ? "power-loss" : "kill", index, life, "");
        resume();
        kernel = null;
        loops.forEach(SimLoop::end);
        loops.clear();
        disk.crash(isPowerLost)
                .forEach(key -> cluster.history().lost(key, cluster.scheduler().now()));
        List<Runnable> told = List.copyOf(onDeath);
        onDeath.clear();
        told.forEach(Runnable::run);
        cluster.network().changed(this);
    }

    /** With its disk. */
    void lose() {
        crash(true);
        cluster.trace().note("lost", index, life, "");
        cluster.history().counts("store lost");
        isLost = true;
        lostAt = cluster.scheduler().now();
        disk.wipe();
    }

    /** Its disk goes back to an older state while its process is down. */
    void putBack() {
        crash(true);
        cluster.trace().note("put-back", index, life, "");
        cluster.history().counts("disk put back");
        isPutBack = true;
        lostAt = cluster.scheduler().now();
        disk.putBack();
    }

    /** Its process is down, and a human accepts what its disk has lost. */
    void acceptLoss() {
        crash(false);
        cluster.trace().note("accepts-loss", index, life, "");
        isPutBack = false;
        disk.acceptLoss();
    }

    /** Its process is down, and its disk is copied to another machine. */
    SimNode copied(int number, Chance dice) {
        crash(false);
        SimNode copy = new SimNode(cluster, number, id, dice);
        copy.disk.copy(disk);
        for (SimNode one : List.of(this, copy)) {
            one.isCloned = true;
            one.lostAt = cluster.scheduler().now();
        }
        return copy;
    }

    /** For good. */
    void switchOff() {
        crash(false);
        cluster.trace().note("switched-off", index, life, "");
        isSwitchedOff = true;
    }

    /** Both processes are down, and each disk gets the other's machine: identity is the disk's. */
    void exchange(SimNode other) {
        crash(false);
        other.crash(false);
        cluster.trace().note("exchange", index, other.index, "");
        SimClock mine = clock;
        clock = other.clock;
        other.clock = mine;
    }

    /** Told once when this life ends; clients' connections are. */
    void onDeath(Runnable task) {
        onDeath.add(task);
    }

    void forget(Runnable task) {
        onDeath.remove(task);
    }

    /** Its disk is so full from now on; the process finds that out up to a second later. */
    void fillDisk(double share) {
        disk.fill(share);
        cluster.trace().note("disk", index, (long) (share * 100), "");
        int mine = life;
        cluster.scheduler().after(chance.between(0, Scheduler.SECONDS), () -> {
            if (mine == life && kernel != null) {
                kernel.disk(disk.use());
            }
        });
    }

    /** As SIGSTOP: everything waits, the clock goes on. */
    void pause() {
        if (kernel != null && !isPaused) {
            isPaused = true;
            pausedSince = cluster.scheduler().now();
            cluster.trace().note("pause", index, life, "");
            cluster.network().changed(this);
        }
    }

    void resume() {
        if (isPaused) {
            pausedNanos += cluster.scheduler().now() - pausedSince;
            isPaused = false;
            cluster.trace().note("resume", index, life, "");
            loops.forEach(SimLoop::wake);
            List<Runnable> waiting = List.copyOf(onResume);
            onResume.clear();
            waiting.forEach(Runnable::run);
            cluster.network().changed(this);
        }
    }

    /** What comes to a process that stands still waits in its buffers. */
    void onResume(Runnable task) {
        onResume.add(task);
    }

    /** A bug: something threw on its loop. */
    void broke(Throwable bug) {
        cluster.history().threw(this, bug);
        crash(false);
    }

    @Override
    public String toString() {
        return "n" + (index + 1);
    }

    private final class Counting implements Telemetry {
        private static final Set<Counter> ALARMS =
                EnumSet.of(Counter.DOT_AMNESIA, Counter.DOT_CONFLICT, Counter.LEAF_REBUILT);

        @Override
        public void request(Operation operation, Ending ending, long nanos) {}

        @Override
        public void siblings(int count) {}

        @Override
        public void count(Counter counter) {
            cluster.history().counts(counter.name());
            if (ALARMS.contains(counter)) {
                cluster.history().violated("alarm", SimNode.this + " counted " + counter);
            }
        }

        @Override
        public void warn(String message) {
            cluster.trace().note("warn", index, life, message);
        }
    }
}
