package dev.stator.node.wire;

import dev.stator.node.kernel.Inbox;
import dev.stator.node.kernel.LifeControl;
import dev.stator.node.kernel.RingControl;
import dev.stator.node.kernel.RollbackControl;
import dev.stator.node.message.Life;
import dev.stator.node.message.Message;
import dev.stator.node.message.SessionLives;
import dev.stator.node.port.Clock;
import dev.stator.node.tls.PemFiles;
import dev.stator.node.tls.TlsContexts;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One end of real connections in tests: an {@link Internode} whose node only writes down what it is told. */
final class TestStore implements Inbox, RingControl, RollbackControl, LifeControl, AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    /** What arrived, from whom, and on which thread. */
    record Arrival(StoreId from, Message message, String thread) {}

    record Reach(StoreId store, boolean reachable) {}

    final StoreId id;
    final Internode internode;
    final EventLoopGroup loops;
    final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    final BlockingQueue<Reach> reaches = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> bugs = new LinkedBlockingQueue<>();
    volatile Optional<RingState> ring = Optional.empty();
    volatile Life life = Life.UNKNOWN;
    final Map<StoreId, Life> lives = new ConcurrentHashMap<>(); // of others, the latest
    final BlockingQueue<Life> heardOfOwn = new LinkedBlockingQueue<>();
    volatile Optional<String> refusal = Optional.empty();
    final BlockingQueue<String> words = new LinkedBlockingQueue<>(); // of humans, and what followed
    private final Map<StoreId, Boolean> reached = new HashMap<>(); // by the test's thread, from reaches
    private final int port;
    private boolean isClosed;

    /** @param port 0 for a free one */
    TestStore(String clusterId, StoreId id, PemFiles files, int shards, WireSettings settings, int port) {
        this(clusterId, id, files, shards, settings, port, Transport.best());
    }

    TestStore(
            String clusterId,
            StoreId id,
            PemFiles files,
            int shards,
            WireSettings settings,
            int port,
            Transport transport) {
        this.id = id;
        this.port = port == 0 ? freePort() : port;
        this.loops = transport.loops(shards, new DefaultThreadFactory("store-" + id.low(), true));
        TlsContexts tls = new TlsContexts(Optional.empty(), files);
        Clock clock = new Clock() {
            @Override
            public Ticks monotonic() {
                return new Ticks(System.nanoTime());
            }

            @Override
            public WallTime wall() {
                return new WallTime(0);
            }
        };
        this.internode = new Internode(
                new LocalStore(clusterId, id, new Endpoint("127.0.0.1", 1, this.port)),
                settings,
                transport,
                loops,
                tls::internodeServer,
                tls::internodeClient,
                clock,
                (thread, bug) -> bugs.add(bug));
        internode
                .start(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port), this, this, this, this)
                .toCompletableFuture()
                .join();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    Member member() {
        return member(port);
    }

    Member member(int atPort) {
        return new Member(id, "n" + id.low(), "z", 100, Member.State.ACTIVE, new Endpoint("127.0.0.1", 1, atPort));
    }

    /** A ring of these, N = 1. */
    static RingState ring(String clusterId, long epoch, List<Member> members, Set<StoreId> removed) {
        return new RingState(
                clusterId,
                new RingEpoch(epoch),
                1,
                members,
                List.of(Placement.stable(1, List.of(members.get(0).id()))),
                removed);
    }

    void knows(RingState next) {
        ring = Optional.of(next);
        internode.ringChanged(next);
    }

    /** Sends as a shard does: on its loop, all in one turn. */
    void send(int shard, StoreId to, Message... messages) {
        onLoop(shard, () -> {
            for (Message message : messages) {
                internode.network(shard).send(to, message);
            }
        });
    }

    void onLoop(int shard, Runnable task) {
        List<EventLoop> all = new ArrayList<>();
        for (EventExecutor loop : loops) {
            all.add((EventLoop) loop);
        }
        all.get(shard).submit(task).syncUninterruptibly();
    }

    String threadOf(int shard) {
        BlockingQueue<String> name = new LinkedBlockingQueue<>();
        onLoop(shard, () -> name.add(Thread.currentThread().getName()));
        return name.remove();
    }

    Arrival nextArrival() throws InterruptedException {
        return next(arrivals);
    }

    /** Waits until the node was told this of {@code store} last. */
    void awaitReach(StoreId store, boolean reachable) throws InterruptedException {
        while (!Boolean.valueOf(reachable).equals(reached.get(store))) {
            Reach reach = next(reaches);
            reached.put(reach.store(), reach.reachable());
        }
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came in " + PATIENCE_SECONDS + " s");
        }
        return next;
    }

    /** Waits until that has happened at least so often; there is no other sign of it. */
    void awaitCount(WireEvent event, long atLeast) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (internode.counts().of(event) < atLeast) {
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        event + " happened " + internode.counts().of(event) + " times");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void receive(StoreId from, Message message) {
        arrivals.add(new Arrival(from, message, Thread.currentThread().getName()));
    }

    @Override
    public void reachable(StoreId store, boolean reachable) {
        reaches.add(new Reach(store, reachable));
    }

    @Override
    public SessionLives lives(StoreId other) {
        return new SessionLives(life, lives.getOrDefault(other, Life.UNKNOWN));
    }

    @Override
    public void heardOfOwn(Life later) {
        heardOfOwn.add(later);
    }

    @Override
    public Optional<RingState> ring() {
        return ring;
    }

    @Override
    public Optional<Endpoint> endpointOf(StoreId store) {
        return ring.flatMap(known -> known.member(store)).map(Member::endpoint);
    }

    @Override
    public void adopt(RingState next, Consumer<Adoption> then) {
        Optional<String> why = refusal;
        if (why.isPresent()) {
            then.accept(new Adoption.Refused(why.get()));
        } else {
            ring = Optional.of(next);
            then.accept(new Adoption.Adopted(next.epoch().number()));
        }
    }

    @Override
    public void accept(StoreId store, Consumer<Acceptance> then) {
        Optional<String> why = refusal;
        if (why.isPresent()) {
            then.accept(new Acceptance.Refused(why.get()));
        } else {
            words.add("accepted " + store);
            then.accept(new Acceptance.Accepted(() -> words.add("begins anew")));
        }
    }

    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        internode.close();
        loops.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
