package dev.stator.node.wire;

import dev.stator.node.kernel.Inbox;
import dev.stator.node.kernel.LifeControl;
import dev.stator.node.kernel.RingControl;
import dev.stator.node.kernel.RollbackControl;
import dev.stator.node.message.Life;
import dev.stator.node.message.SessionLives;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Network;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's connections to the other stores: what the root of the node puts together and closes. Made before the kernel, which
 * needs the {@link #network networks}; {@link #start}ed with it. Any thread may call.
 */
// A write that fails closes its channel, and handlers see that: its future says nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
public final class Internode implements AutoCloseable {
    /** Of so many callers it is remembered where they are; one more, and all are forgotten. */
    private static final int CALLERS_MAX = 20_000;

    /** Where a caller says that it is reached, and where it called from. */
    private record Caller(Endpoint endpoint, Optional<InetAddress> address) {}

    private final LocalStore self;
    private final WireSettings settings;
    private final EventLoopGroup group;
    private final List<EventLoop> loops;
    private final Transport transport;
    private final Supplier<SslContext> serverTls;
    private final Clock clock;
    private final Thread.UncaughtExceptionHandler bugs;
    private final Names names = new Names();
    private final WireCounts counts = new WireCounts();
    private final Complaints complaints = new Complaints();
    private final List<PeerConnections> shards;
    private final Sessions sessions = new Sessions();
    private final Map<StoreId, Caller> callers = new ConcurrentHashMap<>();

    private volatile @Nullable Inbox inbox;
    private volatile @Nullable RingControl ring;
    private volatile @Nullable LifeControl lives;
    private volatile @Nullable Channel server;

    /**
     * @param group one loop per shard, in the order of iteration; stays the caller's to shut down
     * @param serverTls asked at each connection, as is {@code clientTls}
     * @param bugs told of what must not happen in a delivery
     */
    public Internode(
            LocalStore self,
            WireSettings settings,
            Transport transport,
            EventLoopGroup group,
            Supplier<SslContext> serverTls,
            Supplier<SslContext> clientTls,
            Clock clock,
            Thread.UncaughtExceptionHandler bugs) {
        this.self = self;
        this.settings = settings;
        this.group = group;
        this.loops = loopsOf(group);
        this.transport = transport;
        this.serverTls = serverTls;
        this.clock = clock;
        this.bugs = bugs;
        Surroundings surroundings = new Surroundings(
                self,
                settings,
                transport,
                clientTls,
                this::endpointOf,
                store -> callerOf(store).flatMap(Caller::address),
                new Lives(),
                this::tellReachable,
                clock,
                names,
                counts,
                complaints);
        List<PeerConnections> all = new ArrayList<>();
        for (EventLoop loop : loops) {
            all.add(new PeerConnections(all.size(), loop, surroundings));
        }
        this.shards = List.copyOf(all);
    }

    private static List<EventLoop> loopsOf(EventLoopGroup group) {
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor loop : group) {
            loops.add((EventLoop) loop);
        }
        return List.copyOf(loops);
    }

    /** What the shard of this index sends by. */
    public Network network(int shard) {
        return shards.get(shard);
    }

    /** What has happened here since the start. */
    public WireCounts counts() {
        return counts;
    }

    /**
     * Opens the port; what arrives goes to {@code to}. {@code ringControl} is what the ring API publishes to, and knows where
     * stores are and which were removed; {@code rollback} is where a human's word about a store in doubt goes; {@code lifeControl} knows the
     * lives of stores.
     *
     * @return the address bound, which tells the port where 0 was asked for; fails when it cannot be bound
     */
    public CompletionStage<InetSocketAddress> start(
            InetSocketAddress address,
            Inbox to,
            RingControl ringControl,
            RollbackControl rollback,
            LifeControl lifeControl) {
        inbox = to;
        ring = ringControl;
        lives = lifeControl;
        Arrivals arrivals = new Arrivals(
                self,
                settings,
                loops,
                to,
                ringControl,
                rollback,
                lifeControl,
                this::called,
                sessions,
                clock,
                counts,
                complaints,
                bugs);
        CompletableFuture<InetSocketAddress> bound = new CompletableFuture<>();
        ChannelFuture binding = new InternodeServer(group, transport, serverTls, arrivals).bind(address);
        binding.addListener(done -> {
            if (done.isSuccess()) {
                server = binding.channel();
                bound.complete((InetSocketAddress) binding.channel().localAddress());
            } else {
                bound.completeExceptionally(done.cause());
            }
        });
        return bound;
    }

    /** Keeps connections to the members of this ring, so that it is known which of them can be reached. */
    public void ringChanged(RingState newRing) {
        List<StoreId> members = new ArrayList<>();
        for (Member member : newRing.members().values()) {
            if (member.state() != Member.State.LEFT && !member.id().equals(self.id())) {
                members.add(member.id());
            }
        }
        loops.get(0).execute(() -> shards.get(0).members(members));
    }

    private Optional<Endpoint> endpointOf(StoreId store) {
        RingControl control = ring;
        Optional<Endpoint> byRing = control == null ? Optional.empty() : control.endpointOf(store);
        return byRing.isPresent() ? byRing : callerOf(store).map(Caller::endpoint);
    }

    private Optional<Caller> callerOf(StoreId store) {
        return Optional.ofNullable(callers.get(store));
    }

    private void tellReachable(StoreId store, boolean reachable) {
        Inbox told = inbox;
        if (told != null) {
            told.reachable(store, reachable);
        }
    }

    /** Before the start nothing is known of any. */
    private final class Lives implements LifeControl {
        @Override
        public SessionLives lives(StoreId other) {
            LifeControl control = lives;
            return control == null ? SessionLives.NONE : control.lives(other);
        }

        @Override
        public void heardOfOwn(Life later) {
            LifeControl control = lives;
            if (control != null) {
                control.heardOfOwn(later);
            }
        }
    }

    private void called(Hello hello, SocketAddress from) {
        if (callers.size() >= CALLERS_MAX) {
            callers.clear();
        }
        Optional<InetAddress> address =
                from instanceof InetSocketAddress socket ? Optional.of(socket.getAddress()) : Optional.empty();
        callers.put(hello.from(), new Caller(hello.endpoint(), address));
        for (int shard = 0; shard < shards.size(); shard++) {
            PeerConnections connections = shards.get(shard);
            loops.get(shard).execute(() -> connections.heardFrom(hello.from()));
        }
    }

    /** Closes the port and all connections; nothing is delivered or sent from some moment soon. */
    @Override
    public void close() {
        Channel open = server;
        if (open != null) {
            open.close();
        }
        for (int shard = 0; shard < shards.size(); shard++) {
            loops.get(shard).execute(shards.get(shard)::close);
        }
        sessions.closeAll();
        names.close();
    }
}
