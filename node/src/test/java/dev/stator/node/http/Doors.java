package dev.stator.node.http;

import dev.stator.node.kernel.Gateway;
import dev.stator.node.kernel.StoreSettings;
import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.NoTelemetry;
import dev.stator.node.tls.PemFiles;
import dev.stator.node.tls.TestAuthority;
import dev.stator.node.tls.TlsContexts;
import dev.stator.node.version.ContextToken;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Key;
import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** The HTTPS door as users meet it: a real server on the loopback, over TLS, with a scripted node behind it. */
final class Doors {
    static final int MAX_VALUE_BYTES = 64 << 10;
    static final String CLUSTER = "0b5a3f6e-54c4-4b0e-9d35-6f1c8a3e2d10";
    static final StoreId SELF = new StoreId(0, 1);
    static final StoreId PEER = new StoreId(0, 2);

    private volatile ScriptedGateway gateway = new ScriptedGateway();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Map<HttpClient.Version, HttpClient> clients = new ConcurrentHashMap<>();
    private final SSLContext trust;
    private final HttpServer server;
    private final ContextToken tokens = new ContextToken(CLUSTER);
    private volatile Optional<ClusterView> view = Optional.of(ClusterView.of(SELF, ring()));

    private Doors(Path directory, HttpServer.Limits limits) throws InterruptedException {
        TestAuthority authority = new TestAuthority("users");
        PemFiles files = authority.issue(directory, "stator://" + CLUSTER + "/node/a");
        trust = TestAuthority.anonymous(files);
        TlsContexts tls = new TlsContexts(Optional.of(files), files);
        server = new HttpServer(
                loops,
                NioServerSocketChannel.class,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> tls.http().orElseThrow(),
                new Current(),
                () -> view,
                new StoreDescription("cart", settings(), MAX_VALUE_BYTES, 100, "1.2.3"),
                new NoTelemetry(),
                limits);
    }

    static Doors open(Path directory) throws InterruptedException {
        return open(directory, 16 << 20);
    }

    /** @param bodyBytesMax how many bytes of values may be under way in all */
    static Doors open(Path directory, long bodyBytesMax) throws InterruptedException {
        return open(directory, new HttpServer.Limits(bodyBytesMax, 16 << 20, 30_000));
    }

    static Doors open(Path directory, HttpServer.Limits limits) throws InterruptedException {
        return new Doors(directory, limits);
    }

    int connections() {
        return server.connections();
    }

    static StoreSettings settings() {
        return new StoreSettings(
                CLUSTER,
                2,
                1,
                2,
                StoreSettings.QuorumMode.SLOPPY,
                4,
                StoreSettings.ConflictResolution.SIBLINGS,
                StoreSettings.Durability.FSYNC);
    }

    /** Two members that own everything, two times as much weight for the second. */
    static RingState ring() {
        List<Member> members = new ArrayList<>();
        members.add(new Member(SELF, "a", "z1", 100, Member.State.ACTIVE, new Endpoint("127.0.0.1", 8443, 7000)));
        members.add(new Member(PEER, "b", "z2", 200, Member.State.ACTIVE, new Endpoint("127.0.0.1", 8444, 7001)));
        List<Placement> placements = new ArrayList<>();
        for (int partition = 0; partition < 4; partition++) {
            placements.add(Placement.stable(1, partition % 2 == 0 ? List.of(SELF, PEER) : List.of(PEER, SELF)));
        }
        return new RingState(CLUSTER, new RingEpoch(7), 2, members, placements, Set.of());
    }

    /** A node that was asked nothing yet; the door is the same. */
    void forget() {
        gateway = new ScriptedGateway();
        view = Optional.of(ClusterView.of(SELF, ring()));
    }

    void sees(Optional<ClusterView> newView) {
        view = newView;
    }

    ScriptedGateway gateway() {
        return gateway;
    }

    ContextToken tokens() {
        return tokens;
    }

    int port() {
        return server.port();
    }

    HttpServer server() {
        return server;
    }

    /** Waits until the loop has done all that it was about to do. */
    void settle() throws InterruptedException {
        loops.next().submit(() -> {}).await();
    }

    HttpClient client(HttpClient.Version version) {
        return clients.computeIfAbsent(version, wanted -> HttpClient.newBuilder()
                .version(wanted)
                .sslContext(trust)
                .build());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    /** A connection of HTTP/1.1 to write on by hand. */
    RawConnection connect() throws IOException {
        SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return new RawConnection(socket);
    }

    /** A connection of HTTP/2 to write frames on by hand. */
    RawHttp2 connectHttp2() throws IOException {
        SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return RawHttp2.on(socket);
    }

    /** A connection of HTTP/1.1 without TLS. */
    RawConnection connectPlain() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(20_000);
        return new RawConnection(socket);
    }

    /** The node behind the door at the moment. */
    private final class Current implements Gateway {
        @Override
        public void get(Key key, int timeoutMillis, Consumer<ReadOutcome> then) {
            gateway.get(key, timeoutMillis, then);
        }

        @Override
        public void write(ClientWrite write, int timeoutMillis, Consumer<WriteOutcome> then) {
            gateway.write(write, timeoutMillis, then);
        }
    }

    void close() throws InterruptedException {
        server.close(0);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }
}
