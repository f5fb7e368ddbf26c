package dev.stator.client;

import dev.stator.ring.Key;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/**
 * A client of one store. Everything it does happens on one event loop of its own, which drives many connections at once; any
 * thread may call. The futures complete on that loop, and never exceptionally as long as the client is open: what they
 * are completed with must not block. Who would rather wait takes {@link #blocking}.
 *
 * <p>Each key goes to its first owner that is up ({@link Routing}). What fails is tried again where that is harmless and pays
 * ({@link Attempts}): a write keeps its write id over all attempts, so that two that both arrive are one.
 */
public final class StatorClient implements AutoCloseable {
    private static final long RING_SECONDS = 15;
    private static final int CONNECT_MILLIS_MAX = 1_000;

    private final ClientConfig config;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final Nodes nodes;
    private final RetryBudget budget = new RetryBudget();
    private final SplittableRandom random;
    private final String writeIdPrefix;
    private final AtomicLong writes = new AtomicLong();
    private final CompletableFuture<Boolean> ringKnown = new CompletableFuture<>();

    private StatorClient(ClientConfig config, SslContext tls, long seed) {
        this.config = config;
        this.random = new SplittableRandom(seed);
        this.writeIdPrefix = HexFormat.of().toHexDigits(new SplittableRandom(~seed).nextLong()) + "-";
        boolean isEpoll = Epoll.isAvailable();
        IoHandlerFactory io = isEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends SocketChannel> channel = isEpoll ? EpollSocketChannel.class : NioSocketChannel.class;
        this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("stator-client", true), io);
        this.loop = group.next();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(channel)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS_MAX)
                .option(ChannelOption.TCP_NODELAY, true);
        this.nodes = new Nodes(new Routing(config.endpoints()), loop, bootstrap, tls, config.connectionsPerNode());
    }

    /** Opens a client. Nothing is sent yet, apart from a request for the ring in the background. */
    public static StatorClient open(ClientConfig config) {
        StatorClient client = new StatorClient(config, tls(config), new SecureRandom().nextLong());
        if (config.isRingAware()) {
            client.loop.execute(client::refreshRing);
        } else {
            client.ringKnown.complete(false);
        }
        return client;
    }

    private static SslContext tls(ClientConfig config) {
        SslContextBuilder builder = SslContextBuilder.forClient().protocols("TLSv1.3", "TLSv1.2");
        try {
            config.caPem()
                    .map(pem -> new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))
                    .ifPresent(builder::trustManager);
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException("the CA is no certificate in PEM: " + e.getMessage(), e);
        }
    }

    public CompletableFuture<ReadResult> get(Key key) {
        return send(
                new Query(Optional.of(key), HttpMethod.GET, KeyPath.of(key), List.of(), Query.NO_BODY),
                Results::ofRead);
    }

    /** @param value taken over: not to be changed until the future is complete */
    public CompletableFuture<WriteResult> put(Key key, byte[] value, WriteOptions options) {
        return send(write(HttpMethod.PUT, key, options, value), Results::ofWrite);
    }

    public CompletableFuture<WriteResult> put(Key key, byte[] value) {
        return put(key, value, WriteOptions.PLAIN);
    }

    public CompletableFuture<WriteResult> delete(Key key, WriteOptions options) {
        return send(write(HttpMethod.DELETE, key, options, Query.NO_BODY), Results::ofWrite);
    }

    /**
     * Asks any node for a page of the API, such as {@code /v1/store}; tried again like a read.
     *
     * @return the answer, or what there is to say of its absence
     */
    public CompletableFuture<Fetched> fetch(String path) {
        return send(Query.get(path), Results::ofFetch);
    }

    /** What {@link #fetch} came to: a {@link Page}, or {@link Nothing}. */
    public sealed interface Fetched {}

    /** Some answer, whatever its status. */
    public record Page(Answer answer) implements Fetched {}

    /** No node answered. */
    public record Nothing(String reason) implements Fetched {}

    /** The same operations for callers that wait. Not to be used on the client's own loop. */
    public BlockingClient blocking() {
        return new BlockingClient(this);
    }

    /** Completes once the ring was fetched, or tried in vain: from then on keys go to their owners. */
    public CompletableFuture<Boolean> ringKnown() {
        return ringKnown.copy();
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        loop.execute(nodes::close);
        var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private Query write(HttpMethod method, Key key, WriteOptions options, byte[] value) {
        String writeId = options.writeId().orElseGet(() -> writeIdPrefix + Long.toHexString(writes.incrementAndGet()));
        return new Query(Optional.of(key), method, KeyPath.of(key), options.headers(writeId), value);
    }

    private <R> CompletableFuture<R> send(Query query, Function<Verdict, R> result) {
        CompletableFuture<R> future = new CompletableFuture<>();
        Runnable task = () -> begin(query, verdict -> future.complete(result.apply(verdict)));
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
        return future;
    }

    private void begin(Query query, Consumer<Verdict> done) {
        budget.earn();
        long now = loop.ticker().nanoTime();
        long timeout = config.timeout().toNanos();
        Attempts attempts = new Attempts(now + timeout, nodes.routing().nodes().size(), budget, random);
        new Call(query, nodes, loop, attempts, now, timeout, done).run();
    }

    private void refreshRing() {
        begin(Query.get("/v1/ring?owners=true"), verdict -> {
            boolean isKnown = Results.ringIn(verdict).map(this::adopted).orElse(false);
            ringKnown.complete(isKnown);
            if (!loop.isShuttingDown()) {
                var unused = loop.schedule(this::refreshRing, RING_SECONDS, TimeUnit.SECONDS);
            }
        });
    }

    private boolean adopted(RingView ring) {
        nodes.adopt(ring);
        return true;
    }
}
