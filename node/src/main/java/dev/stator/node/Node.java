package dev.stator.node;

import dev.stator.node.http.AdminServer;
import dev.stator.node.http.HttpServer;
import dev.stator.node.http.PrometheusTelemetry;
import dev.stator.node.http.StoreDescription;
import dev.stator.node.kernel.Doorway;
import dev.stator.node.kernel.DoubtAdvice;
import dev.stator.node.kernel.Kernel;
import dev.stator.node.kernel.MembershipStart;
import dev.stator.node.kernel.NodeStatus;
import dev.stator.node.kernel.Ports;
import dev.stator.node.kernel.Shard;
import dev.stator.node.kernel.ShardConfig;
import dev.stator.node.message.Life;
import dev.stator.node.port.Clock;
import dev.stator.node.rocks.DataDirectory;
import dev.stator.node.rocks.DiskReserve;
import dev.stator.node.rocks.RocksEngine;
import dev.stator.node.rocks.RocksOptions;
import dev.stator.node.rocks.RocksStatistics;
import dev.stator.node.tls.PemFiles;
import dev.stator.node.tls.TlsContexts;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.MemberSeen;
import dev.stator.node.wire.Internode;
import dev.stator.node.wire.LocalStore;
import dev.stator.node.wire.Transport;
import dev.stator.node.wire.WireSettings;
import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: the kernel's shards on Netty's loops, over RocksDB, between the internode port, the port for users and the
 * admin port. Started by its constructor; {@link #close} stops it so that no request under way fails.
 */
final class Node {
    private static final Logger log = LoggerFactory.getLogger(Node.class);
    private static final int TLS_LOOK_SECONDS = 10;
    private static final int DISK_LOOK_SECONDS = 1;
    private static final int RESERVE_DIVISOR = 20;
    private static final int OPERATIONS_MAX = 4096;
    private static final long UNREAD_MILLIS = 30_000;
    private static final long GRACE_MILLIS = 10_000;
    private static final long MIB = 1 << 20;

    private final NodeConfig config;
    private final DataDirectory directory;
    private final RocksEngine engine;
    private final EventLoopGroup loops;
    private final EventLoopGroup adminLoops;
    private final Internode internode;
    private final Kernel kernel;
    private final List<Shard> shards;
    private final DiskGauge disk;
    private final DiskReserve reserve;
    private final HttpServer http;
    private final AdminServer admin;
    private volatile boolean isStopping;

    /** @param onFatal told when the node cannot go on: a disk that failed, or a bug; the process is to end */
    Node(NodeConfig config, Consumer<Throwable> onFatal) throws IOException, InterruptedException, ExecutionException {
        this.config = config;
        directory = DataDirectory.open(config.data(), config.settings());
        CollectorRegistry registry = new CollectorRegistry();
        DefaultExports.register(registry);
        PrometheusTelemetry telemetry = new PrometheusTelemetry(registry);
        TlsContexts tls = new TlsContexts(
                Optional.of(PemFiles.ofServer(config.httpCertificate(), config.httpKey())),
                PemFiles.ofPeer(config.internodeCertificate(), config.internodeKey(), config.internodeCa()));
        Transport transport = Transport.best();
        loops = transport.loops(config.shards(), new DefaultThreadFactory("shard"));
        adminLoops = transport.loops(1, new DefaultThreadFactory("admin", true));
        disk = new DiskGauge(config.data(), config.diskCapacityBytes());
        reserve = new DiskReserve(directory, reserveBytes());
        reserve.beforeOpening();
        engine = RocksEngine.open(directory, rocksOptions(config), onFatal::accept);

        Clock clock = new SystemClock();
        Endpoint endpoint = new Endpoint(config.host(), config.httpPort(), config.internodePort());
        internode = new Internode(
                new LocalStore(config.settings().clusterId(), directory.storeId(), endpoint),
                WireSettings.DEFAULTS,
                transport,
                loops,
                tls::internodeServer,
                tls::internodeClient,
                clock,
                (thread, bug) -> onFatal.accept(bug));

        shards = new ArrayList<>();
        List<Kernel.Seat> seats = new ArrayList<>();
        List<Ports> ports = new ArrayList<>();
        Doorway doorway = new Doorway();
        for (EventExecutor executor : loops) {
            NettyLoop loop = new NettyLoop((EventLoop) executor, onFatal);
            int index = seats.size();
            Ports doors = new Ports(
                    clock,
                    loop,
                    doorway.to(internode.network(index)),
                    engine.storage(executor),
                    new SystemRandomness(),
                    telemetry);
            Shard shard = new Shard(shardConfig(index), doors);
            shards.add(shard);
            ports.add(doors);
            seats.add(new Kernel.Seat(shard, loop));
        }
        EventExecutor firstLoop = loops.iterator().next();
        Life life = new Life(directory.countBoot(), new SystemRandomness().bits());
        kernel = new Kernel(
                seats,
                ports.get(0),
                doorway,
                MembershipStart.of(
                        life,
                        endpoint,
                        engine.bootCounter(firstLoop),
                        new MembershipStart.DiskPast(engine.bornGroups(), engine::syncedGroups, engine.lost())),
                new Diary(internode, onFatal));
        new NodeMetrics(engine, shards, kernel, tls, loops, disk).register(registry);

        StoreDescription store = new StoreDescription(
                config.store(), config.settings(), config.maxValueBytes(), config.maxSiblings(), version());
        internode
                .start(
                        new InetSocketAddress(config.bind(), config.internodePort()),
                        kernel,
                        kernel,
                        new HumansWord(directory, () -> kernel.inDoubt().isPresent(), adminLoops, onFatal),
                        kernel)
                .toCompletableFuture()
                .get();
        http = new HttpServer(
                loops,
                transport.serverChannel(),
                new InetSocketAddress(config.bind(), config.httpPort()),
                () -> tls.http().orElseThrow(),
                kernel,
                kernel::view,
                store,
                telemetry,
                httpLimits());
        admin = new AdminServer(
                adminLoops,
                transport.serverChannel(),
                new InetSocketAddress(config.bind(), config.adminPort()),
                this::status,
                registry,
                config.data(),
                version(),
                telemetry,
                adminLimits());
        adminLoops.scheduleWithFixedDelay(tls::reloadIfChanged, TLS_LOOK_SECONDS, TLS_LOOK_SECONDS, TimeUnit.SECONDS);
        kernel.disk(disk.last());
        adminLoops.scheduleWithFixedDelay(this::lookAtDisk, DISK_LOOK_SECONDS, DISK_LOOK_SECONDS, TimeUnit.SECONDS);
        kernel.start(directory.ring());
        log.info(
                "node started name={} store={} storeId={} shards={} tls={} https={} internode={} admin={}",
                config.name(),
                config.store(),
                directory.storeId(),
                config.shards(),
                TlsContexts.provider(),
                config.httpPort(),
                config.internodePort(),
                config.adminPort());
    }

    /** Shares of the heap, which holds values on their way in and out. */
    private static HttpServer.Limits httpLimits() {
        long heap = Runtime.getRuntime().maxMemory();
        return new HttpServer.Limits(heap / 4, heap / 4, UNREAD_MILLIS);
    }

    /** Large is the status of many members alone, and who asks for that are few. */
    private static HttpServer.Limits adminLimits() {
        return new HttpServer.Limits(MIB, Runtime.getRuntime().maxMemory() / 16, UNREAD_MILLIS);
    }

    private static RocksOptions rocksOptions(NodeConfig config) {
        return new RocksOptions(
                config.blockCacheBytes(), config.writeBufferBytes(), 3, 2, 1024, 4 * MIB, Duration.ofMillis(800));
    }

    /** What opening a database may take, and little of a small disk. */
    private long reserveBytes() {
        return Math.min(2 * config.writeBufferBytes(), disk.measure().capacityBytes() / RESERVE_DIVISOR);
    }

    private void lookAtDisk() {
        kernel.disk(disk.measure());
        try {
            reserve.review();
        } catch (IOException e) {
            log.warn("the disk's reserve cannot be made or given up", e);
        }
    }

    private ShardConfig shardConfig(int index) {
        return new ShardConfig(
                directory.storeId(),
                index,
                config.shards(),
                config.settings(),
                config.maxValueBytes(),
                config.maxSiblings(),
                config.recordCacheBytes() / config.shards(),
                OPERATIONS_MAX,
                config.hintBytesMax() / config.shards(),
                config.lifetimes());
    }

    /** Local facts only: peers that are away do not make a node unready, or one rack's loss would empty the Service. */
    private NodeStatus status() {
        List<String> notReady = new ArrayList<>();
        Optional<ClusterView> view = kernel.view();
        if (isStopping) {
            notReady.add("the node is stopping");
        }
        if (view.isEmpty()) {
            notReady.add("no ring was published yet");
        } else if (view.get().ring().member(directory.storeId()).isEmpty()) {
            notReady.add("the ring does not know this store");
        }
        Optional<String> inDoubt = kernel.inDoubt().map(why -> why + advice(view));
        if (inDoubt.isPresent()) {
            notReady.add("the store is in doubt: " + inDoubt.get());
        } else if (kernel.isAsking()) {
            notReady.add("other stores are asked first what they remember of this one");
        }
        return new NodeStatus(
                config.name(),
                directory.storeId(),
                config.settings().clusterId(),
                shards.get(0).incarnation(),
                notReady.isEmpty(),
                notReady,
                view,
                kernel.hints(),
                kernel.treePairsDue(),
                kernel.members(),
                disk.last(),
                inDoubt);
    }

    /** What a store in doubt should come to, by what it sees of the others. */
    private String advice(Optional<ClusterView> view) {
        Set<StoreId> heard = new HashSet<>();
        for (MemberSeen member : kernel.members()) {
            if (member.record().isHeard()) {
                heard.add(member.record().store());
            }
        }
        return view.map(now -> "; "
                        + DoubtAdvice.of(now, heard, config.settings().writeQuorum())
                                .text())
                .orElse("");
    }

    RocksStatistics statistics() {
        return engine.statistics();
    }

    private static String version() {
        String version = Node.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /**
     * Unready first, while it goes on serving for {@code lingerMillis}, for whoever sends requests learns of it late. Then users:
     * what is under way is answered. Then the disk is synced. Bounded; blocks; not on a loop.
     */
    void close() throws InterruptedException, IOException {
        log.info("node stops lingerMillis={}", config.lingerMillis());
        isStopping = true;
        if (config.lingerMillis() > 0) {
            http.leave();
            Thread.sleep(config.lingerMillis());
        }
        http.close(GRACE_MILLIS);
        internode.close();
        engine.close();
        admin.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        adminLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        directory.close();
        log.info("node stopped");
    }
}
