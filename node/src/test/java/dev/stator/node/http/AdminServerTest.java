package dev.stator.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.node.kernel.DiskUse;
import dev.stator.node.kernel.HintedFor;
import dev.stator.node.kernel.NodeStatus;
import dev.stator.node.message.DiskState;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.Profile;
import dev.stator.node.message.RingVersion;
import dev.stator.node.port.Telemetry;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.MemberSeen;
import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.prometheus.client.CollectorRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin port as kubelet, Prometheus and people meet it (API §1, §4). */
class AdminServerTest {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final CollectorRegistry registry = new CollectorRegistry();
    private final Telemetry telemetry = new PrometheusTelemetry(registry);
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path data;

    private AdminServer server;
    private volatile NodeStatus status = status(List.of(), Optional.of(ClusterView.of(Doors.SELF, Doors.ring())));

    @BeforeEach
    void open() throws Exception {
        server = new AdminServer(
                loops,
                NioServerSocketChannel.class,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> status,
                registry,
                data,
                "1.2.3",
                telemetry,
                new HttpServer.Limits(1 << 20, 1 << 20, 30_000));
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
    }

    private static NodeStatus status(List<String> notReadyBecause, Optional<ClusterView> view) {
        return new NodeStatus(
                "a",
                Doors.SELF,
                Doors.CLUSTER,
                0xabc,
                notReadyBecause.isEmpty(),
                notReadyBecause,
                view,
                List.of(new HintedFor(new StoreId(0, 7), 3, 1, 4096, 65_000)),
                12,
                List.of(new MemberSeen(heard(), OptionalLong.of(60_000))),
                new DiskUse(860, 1000),
                Optional.empty());
    }

    private static MemberRecord heard() {
        Profile profile = new Profile(new Endpoint("a.cart", 8443, 7000), DiskState.OK);
        return MemberRecord.born(Doors.SELF, new Life(3, 1), profile, new RingVersion(5, 5));
    }

    @Test
    void aReadyNodeSaysSo() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void aNodeThatIsNotReadySaysWhyAndLivesAllTheSame() throws Exception {
        status = status(List.of("the node is stopping", "no ring was published yet"), Optional.empty());

        HttpResponse<String> ready = get("/readyz");

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("not ready: the node is stopping; no ring was published yet\n");
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void theStatusIsOfThisNode() throws Exception {
        HttpResponse<String> answer = get("/status");

        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        JsonNode json = new ObjectMapper().readTree(answer.body());
        assertThat(json.get("name").asText()).isEqualTo("a");
        assertThat(json.get("version").asText()).isEqualTo("1.2.3");
        assertThat(json.get("storeId").asText()).isEqualTo(Doors.SELF.toString());
        assertThat(json.get("clusterId").asText()).isEqualTo(Doors.CLUSTER);
        assertThat(json.get("incarnation").asText()).isEqualTo("0000000000000abc");
        assertThat(json.get("ready").asBoolean()).isTrue();
        assertThat(json.get("epoch").asLong()).isEqualTo(7);
        assertThat(json.get("owned").asInt()).isEqualTo(4);
        assertThat(json.get("members")).hasSize(2);
        JsonNode kept = json.at("/hints/" + new StoreId(0, 7));
        assertThat(json.get("treePairsDue").asInt()).isEqualTo(12);
        assertThat(kept.get("count").asInt()).isEqualTo(3);
        assertThat(kept.get("bytes").asInt()).isEqualTo(4096);
        assertThat(kept.get("oldestSeconds").asInt()).isEqualTo(65);
        assertThat(json.get("transfers").isArray()).isTrue();
        assertThat(json.at("/disk/totalBytes").asLong())
                .isGreaterThan(json.at("/disk/freeBytes").asLong());
    }

    @Test
    void theStatusHasEpochZeroBeforeTheFirstRing() throws Exception {
        status = status(List.of("no ring was published yet"), Optional.empty());

        JsonNode json = new ObjectMapper().readTree(get("/status").body());

        assertThat(json.get("ready").asBoolean()).isFalse();
        assertThat(json.get("epoch").asLong()).isZero();
        assertThat(json.get("owned").asInt()).isZero();
        assertThat(json.get("members")).isEmpty();
    }

    @Test
    void metricsAreInPrometheusFormat() throws Exception {
        telemetry.request(Telemetry.Operation.GET, Telemetry.Ending.OK, 3_000_000);
        telemetry.request(Telemetry.Operation.PUT, Telemetry.Ending.INDETERMINATE, 3_000_000);
        telemetry.request(Telemetry.Operation.GET, Telemetry.Ending.QUORUM_NOT_MET, 3_000_000);
        telemetry.siblings(2);
        telemetry.count(Telemetry.Counter.SHED);

        HttpResponse<String> answer = get("/metrics");

        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body().lines().toList())
                .contains(
                        "stator_requests_total{op=\"get\",outcome=\"ok\",} 1.0",
                        "stator_requests_total{op=\"put\",outcome=\"indeterminate\",} 1.0",
                        "stator_request_seconds_count{op=\"get\",} 2.0",
                        "stator_request_seconds_bucket{op=\"put\",le=\"0.0025\",} 0.0",
                        "stator_request_seconds_bucket{op=\"put\",le=\"0.005\",} 1.0",
                        "stator_quorum_shortfall_total{op=\"get\",} 1.0",
                        "stator_quorum_shortfall_total{op=\"put\",} 1.0",
                        "stator_quorum_shortfall_total{op=\"delete\",} 0.0",
                        "stator_siblings_sum 2.0",
                        "stator_shed_total 1.0",
                        "stator_dot_amnesia_total 0.0");
    }

    @Test
    void theConsoleIsAPage() throws Exception {
        HttpResponse<String> answer = get("/");

        assertThat(answer.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(answer.body()).startsWith("<!doctype html>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/healthz/", "/metrics/x", "/v1/keys/a"})
    void whatThereIsNotIsNotFound(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"POST, /metrics", "PUT, /status", "DELETE, /", "OPTIONS, /healthz"})
    void theAdminPortIsForReading(String method, String path) throws Exception {
        HttpResponse<String> answer = send(method, path);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        HttpResponse<String> head = send("HEAD", "/healthz");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-length")).contains("3");
    }

    @Test
    void aQueryChangesNothing() throws Exception {
        assertThat(get("/readyz?verbose").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'BLA\r\n\r\n', 400",
        "'GET /healthz HTTP/1.1\r\n\r\n', 400",
        "'GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n', 413",
        "'GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n', 417",
        "'GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n', 404"
    })
    void whatIsRefusedIsToldInTheWordsOfThePortForUsers(String bytes, int status) throws Exception {
        assertIsProblem(bytes, status);
    }

    @Test
    void targetsAndHeadersHaveLimits() throws Exception {
        assertIsProblem("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414);
        assertIsProblem("GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(40_000) + "\r\n\r\n", 431);
    }

    @Test
    void aConnectionOutlivesManyRequests() throws Exception {
        try (RawConnection connection = connect()) {
            connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxx".repeat(100));
            for (int i = 0; i < 100; i++) {
                assertThat(connection.read().body()).isEqualTo("ok\n");
            }
        }
    }

    private void assertIsProblem(String bytes, int status) throws Exception {
        try (RawConnection connection = connect()) {
            RawConnection.Response answer = connection.send(bytes).read();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
            assertThat(new ObjectMapper().readTree(answer.body()).get("status").asInt())
                    .isEqualTo(status);
        }
    }

    private RawConnection connect() throws Exception {
        return new RawConnection(new Socket(InetAddress.getLoopbackAddress(), server.port()));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send("GET", path);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }
}
