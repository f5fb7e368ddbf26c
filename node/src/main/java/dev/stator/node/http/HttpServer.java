package dev.stator.node.http;

import dev.stator.node.kernel.Gateway;
import dev.stator.node.port.Telemetry;
import dev.stator.node.version.ContextToken;
import dev.stator.node.view.ClusterView;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTPS door for users (API §1): HTTP/1.1 and HTTP/2 on the node's own event loops, so that a request whose key belongs to
 * the connection's loop never leaves it.
 */
public final class HttpServer {
    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

    static final Object CLOSE_GRACEFULLY = new Object();

    /**
     * What users may make the node hold.
     *
     * @param bodyBytes how many bytes of values may be on their way in at once
     * @param answerBytes how many may be on their way out; those of one answer always may
     * @param unreadMillis a client that takes nothing of an answer for so long loses its connection
     */
    public record Limits(long bodyBytes, long answerBytes, long unreadMillis) {}

    static final int HEADERS_MAX_BYTES = 32 * 1024;
    static final int TARGET_MAX_BYTES = 8 * 1024;

    /**
     * Of HTTP/2 so much is read, and what is beyond the limit refused in our words. Beyond this it is Netty's: a bare 431, or the end
     * of the connection.
     */
    private static final int HEADERS_READ_MAX_BYTES = 4 * HEADERS_MAX_BYTES;

    private static final int STREAMS_MAX = 256;

    // Netty's own limit of 128 closes the connection. One read brings no more than this many, and then reading stops.
    private static final int PIPELINED_MAX = 8 * 1024;
    static final int IDLE_SECONDS = 300;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 1 << 20);

    private final EventLoopGroup loops;
    private final Class<? extends ServerChannel> channelType;
    private final Supplier<SslContext> tls;
    private final Router router;
    private final ExchangeHandler.Budgets budgets;
    private final int maxValueBytes;
    private final DateLine date = new DateLine();
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private Channel listener;
    private volatile boolean isLeaving;

    /**
     * @param tls asked for each connection, so that certificates may change; must offer h2 and http/1.1 by ALPN
     */
    public HttpServer(
            EventLoopGroup loops,
            Class<? extends ServerChannel> channelType,
            InetSocketAddress address,
            Supplier<SslContext> tls,
            Gateway gateway,
            Supplier<Optional<ClusterView>> view,
            StoreDescription store,
            Telemetry telemetry,
            Limits limits)
            throws InterruptedException {
        this.loops = loops;
        this.channelType = channelType;
        this.tls = tls;
        this.maxValueBytes = store.maxValueBytes();
        this.budgets = ExchangeHandler.Budgets.of(limits, telemetry);
        ContextToken tokens = new ContextToken(store.settings().clusterId());
        this.router = new Router(new KeyResource(gateway, tokens, telemetry), new RingResource(view, store));
        this.listener = bind(address);
    }

    private Channel bind(InetSocketAddress address) throws InterruptedException {
        return new ServerBootstrap()
                .group(loops)
                .channel(channelType)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connections.add(channel);
                        channel.pipeline().addLast(tls.get().newHandler(channel.alloc()), new ByProtocol());
                    }
                })
                .bind(address)
                .sync()
                .channel();
    }

    /** Of HTTP/1.1, for one connection. */
    static HttpServerCodec codec() {
        return new HttpServerCodec(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(TARGET_MAX_BYTES)
                        .setMaxHeaderSize(HEADERS_MAX_BYTES),
                PIPELINED_MAX);
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** How many are open. Any thread. */
    public int connections() {
        return connections.size();
    }

    /**
     * Goes on serving, also new connections, but asks every client to go elsewhere: HTTP/2 connections are told at once, others
     * with their next answer. Nobody loses a request. Any thread.
     */
    public void leave() {
        isLeaving = true;
        for (Channel channel : connections) {
            channel.eventLoop().execute(() -> {
                if (channel.pipeline().get(Http2MultiplexHandler.class) != null) {
                    channel.close(); // says GOAWAY and waits for open streams
                }
            });
        }
    }

    /** Takes no more connections or requests, waits for what is under way, then closes. Blocks; not on a loop. */
    public void close(long graceMillis) throws InterruptedException {
        listener.close().sync();
        for (Channel channel : connections) {
            channel.eventLoop().execute(() -> {
                if (channel.pipeline().get(Http2MultiplexHandler.class) != null) {
                    channel.close(); // says GOAWAY and waits for open streams
                } else {
                    channel.pipeline().fireUserEventTriggered(CLOSE_GRACEFULLY);
                }
            });
        }
        connections.newCloseFuture().await(graceMillis, TimeUnit.MILLISECONDS);
        connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }

    private final class ByProtocol extends ApplicationProtocolNegotiationHandler {
        ByProtocol() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            ChannelPipeline pipeline = context.pipeline();
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                pipeline.addLast(
                        new IdleStateHandler(0, 0, IDLE_SECONDS),
                        Http2FrameCodecBuilder.forServer()
                                .initialSettings(new Http2Settings()
                                        .maxConcurrentStreams(STREAMS_MAX)
                                        .initialWindowSize(1 << 20)
                                        .maxHeaderListSize(HEADERS_READ_MAX_BYTES))
                                .build(),
                        new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel stream) {
                                stream.pipeline()
                                        .addLast(
                                                new Http2StreamFrameToHttpObjectCodec(true),
                                                new ExchangeHandler(
                                                        router, budgets, maxValueBytes, true, () -> isLeaving, date));
                            }
                        }),
                        new Http2Ending());
            } else {
                pipeline.addLast(
                        new IdleStateHandler(0, 0, IDLE_SECONDS),
                        codec(),
                        new ExchangeHandler(router, budgets, maxValueBytes, false, () -> isLeaving, date));
            }
        }

        /** A client that does not speak TLS is told so, while the connection is still there to do it. */
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof SslHandshakeCompletionEvent handshake
                    && handshake.cause() instanceof NotSslRecordException) {
                PlainText.refuse(context.pipeline().context(SslHandler.class));
            }
            super.userEventTriggered(context, event);
        }

        /** One that speaks TLS, and not with us, has the reason in its own log. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** Ends an HTTP/2 connection on which nothing happens, and those that break. */
    private static final class Http2Ending extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                context.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!ExchangeHandler.isOfTheClient(cause)) {
                log.warn(
                        "a connection is closed after an error remote={}",
                        context.channel().remoteAddress(),
                        cause);
            }
            context.close();
        }
    }
}
