package dev.stator.node.http;

import dev.stator.node.kernel.HintedFor;
import dev.stator.node.kernel.NodeStatus;
import dev.stator.node.view.MemberSeen;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the admin port shows (API §1): {@code /healthz}, {@code /readyz}, {@code /metrics}, {@code /status} and a console at {@code /}. */
final class AdminPages implements Resources {
    private static final Logger log = LoggerFactory.getLogger(AdminPages.class);

    private final Supplier<NodeStatus> status;
    private final CollectorRegistry registry;
    private final Path data;
    private final String version;
    private final byte[] console;

    AdminPages(Supplier<NodeStatus> status, CollectorRegistry registry, Path data, String version) {
        this.status = status;
        this.registry = registry;
        this.data = data;
        this.version = version;
        this.console = resource("console.html");
    }

    private static byte[] resource(String name) {
        try (InputStream in = AdminPages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void handle(
            HttpMethod method, String uri, HttpHeaders headers, byte[] body, int waitedMillis, Consumer<Answer> then) {
        then.accept(refusalOf(method, uri).map(Problem::answer).orElseGet(() -> page(uri)));
    }

    @Override
    public Optional<Problem> refusalOf(HttpMethod method, String uri) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)
                ? Optional.empty()
                : Optional.of(Problem.of(405, "method-not-allowed", "the admin port is for reading")
                        .withHeader("allow", "GET, HEAD"));
    }

    private Answer page(String uri) {
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        try {
            return switch (path) {
                case "/healthz" -> text(200, "ok\n");
                case "/readyz" -> ready();
                case "/metrics" -> metrics();
                case "/status" ->
                    new Answer(200).header("content-type", Headers.JSON).body(Json.bytes(statusMap()));
                case "/" ->
                    new Answer(200)
                            .header("content-type", "text/html; charset=utf-8")
                            .body(console);
                default ->
                    Problem.of(404, "unknown-path", "there are /healthz, /readyz, /metrics, /status and /")
                            .answer();
            };
        } catch (IOException e) {
            log.warn("the admin port cannot say what it is asked path={}", path, e);
            return Problem.of(500, "disk-unreadable", "the node cannot look at its disk: " + e.getMessage())
                    .answer();
        }
    }

    private static Answer text(int code, String text) {
        return new Answer(code)
                .header("content-type", "text/plain; charset=utf-8")
                .body(text.getBytes(StandardCharsets.UTF_8));
    }

    private Answer ready() {
        NodeStatus now = status.get();
        return now.isReady()
                ? text(200, "ready\n")
                : text(503, "not ready: " + String.join("; ", now.notReadyBecause()) + "\n");
    }

    private Answer metrics() throws IOException {
        StringWriter text = new StringWriter(64 * 1024);
        TextFormat.write004(text, registry.metricFamilySamples());
        return new Answer(200)
                .header("content-type", TextFormat.CONTENT_TYPE_004)
                .body(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> statusMap() throws IOException {
        NodeStatus now = status.get();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", now.name());
        body.put("version", version);
        body.put("storeId", now.storeId().toString());
        body.put("clusterId", now.clusterId());
        body.put("incarnation", String.format("%016x", now.incarnation()));
        body.put("ready", now.isReady());
        now.inDoubt().ifPresent(why -> body.put("inDoubt", why));
        body.put("epoch", now.ring().map(ring -> ring.epoch().number()).orElse(0L));
        body.put("ringHash", now.ring().map(ring -> ring.hash().toString()).orElse(""));
        body.put("owned", now.owned());
        Map<String, Object> hints = new LinkedHashMap<>();
        for (HintedFor kept : now.hints()) {
            hints.put(
                    kept.target().toString(),
                    Map.of(
                            "count", kept.hints(),
                            "bestEffort", kept.bestEffort(),
                            "bytes", kept.bytes(),
                            "oldestSeconds", kept.oldestMillis() / 1000));
        }
        body.put("hints", hints);
        body.put("treePairsDue", now.treePairsDue());
        body.put("transfers", List.of());
        body.put("members", members(now));
        FileStore disk = Files.getFileStore(data);
        body.put(
                "disk",
                Map.of(
                        "path", data.toString(),
                        "totalBytes", disk.getTotalSpace(),
                        "freeBytes", disk.getUsableSpace(),
                        "usedBytes", now.disk().usedBytes(),
                        "capacityBytes", now.disk().capacityBytes(),
                        "usedShare", now.disk().share(),
                        "state", now.diskState().name().toLowerCase(Locale.ROOT)));
        return body;
    }

    /** As the ring has them and as they stand, and what gossip says of their lives. */
    private static List<Map<String, Object>> members(NodeStatus now) {
        List<Map<String, Object>> members =
                now.view().map(RingResource::members).orElse(List.of());
        Map<String, MemberSeen> seen = new HashMap<>();
        now.members().forEach(member -> seen.put(member.record().store().toString(), member));
        for (Map<String, Object> member : members) {
            MemberSeen gossip = seen.get(String.valueOf(member.get("storeId")));
            if (gossip != null && gossip.record().isHeard()) {
                member.put("life", gossip.record().life().counter());
                member.put("heardEpoch", gossip.record().ring().epoch());
                gossip.sinceMillis()
                        .ifPresent(millis ->
                                member.put("since", Instant.ofEpochMilli(millis).toString()));
            }
        }
        return members;
    }
}
