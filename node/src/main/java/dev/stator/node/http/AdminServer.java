package dev.stator.node.http;

import dev.stator.node.kernel.HintedFor;
import dev.stator.node.kernel.NodeStatus;
import dev.stator.node.view.MemberSeen;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin port (API §1), plain HTTP for kubelet and Prometheus: {@code /healthz}, {@code /readyz}, {@code /metrics}, {@code
 * /status} and a console at {@code /}. Reads only. On event loops of its own, so that a large scrape delays no user.
 */
public final class AdminServer {
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);

    private final Supplier<NodeStatus> status;
    private final CollectorRegistry registry;
    private final Path data;
    private final String version;
    private final byte[] console;
    private final DateLine date = new DateLine();
    private final Channel listener;

    public AdminServer(
            EventLoopGroup loops,
            Class<? extends ServerChannel> channelType,
            InetSocketAddress address,
            Supplier<NodeStatus> status,
            CollectorRegistry registry,
            Path data,
            String version)
            throws InterruptedException {
        this.status = status;
        this.registry = registry;
        this.data = data;
        this.version = version;
        this.console = resource("console.html");
        this.listener = new ServerBootstrap()
                .group(loops)
                .channel(channelType)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(1024), new Handler());
                    }
                })
                .bind(address)
                .sync()
                .channel();
    }

    private static byte[] resource(String name) {
        try (InputStream in = AdminServer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    public void close() throws InterruptedException {
        listener.close().sync();
    }

    private Answer answer(HttpMethod method, String uri) throws IOException {
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            return Problem.of(405, "method-not-allowed", "the admin port is for reading")
                    .withHeader("allow", "GET, HEAD")
                    .answer();
        }
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

    private final class Handler extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
            FullHttpResponse response = (request.decoderResult().isFailure()
                            ? Problem.of(400, "bad-request", "this is not HTTP").answer()
                            : answer(request.method(), request.uri()))
                    .response(request.method().equals(HttpMethod.HEAD));
            response.headers().set(HttpHeaderNames.DATE, date.at(System.currentTimeMillis()));
            boolean isKept =
                    HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
            response.headers()
                    .set(HttpHeaderNames.CONNECTION, isKept ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
            context.writeAndFlush(response)
                    .addListener(isKept ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!(cause instanceof IOException)) {
                log.warn("an admin request failed", cause);
            }
            context.close();
        }
    }
}
