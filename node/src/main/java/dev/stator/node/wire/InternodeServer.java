package dev.stator.node.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The internode port: mutual TLS, and by what the two ends agree on in it (ALPN), frames of another store ({@code stator/1})
 * or the ring API ({@code http/1.1}, or nothing agreed).
 */
// A write that fails closes its channel, and handlers see that: its future says nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class InternodeServer {
    private static final Logger LOG = LoggerFactory.getLogger(InternodeServer.class);

    private static final String FRAMES = "stator/1";
    private static final int BACKLOG = 1024;
    private static final int HTTP_IDLE_SECONDS = 60;
    private static final int GOODBYE_MILLIS = 100;

    private final EventLoopGroup loops;
    private final Transport transport;
    private final Supplier<SslContext> tls;
    private final Arrivals arrivals;

    InternodeServer(EventLoopGroup loops, Transport transport, Supplier<SslContext> tls, Arrivals arrivals) {
        this.loops = loops;
        this.transport = transport;
        this.tls = tls;
        this.arrivals = arrivals;
    }

    /** Listens at {@code address}; done, or failed, once the port is bound. */
    ChannelFuture bind(SocketAddress address) {
        return new ServerBootstrap()
                .group(loops)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        SslHandler handler = tls.get().newHandler(channel.alloc());
                        handler.setCloseNotifyFlushTimeoutMillis(GOODBYE_MILLIS);
                        channel.pipeline().addLast(handler, new Negotiation(arrivals));
                    }
                })
                .bind(address);
    }

    /** Builds the rest of a connection's pipeline once TLS is done. */
    private static final class Negotiation extends ApplicationProtocolNegotiationHandler {
        private final Arrivals arrivals;

        Negotiation(Arrivals arrivals) {
            super(ApplicationProtocolNames.HTTP_1_1);
            this.arrivals = arrivals;
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
            ChannelPipeline pipeline = ctx.pipeline();
            PeerCertificate certificate =
                    PeerCertificate.of(pipeline.get(SslHandler.class).engine().getSession());
            if (protocol.equals(FRAMES)) {
                pipeline.addLast(new InboundSession(arrivals, certificate.isOfCluster(arrivals.self())));
            } else {
                boolean isOperator = certificate.isOperator(arrivals.self());
                int bodyMax = isOperator ? arrivals.settings().ringBytesMax() : 0;
                pipeline.addLast(
                        new ReadTimeoutHandler(HTTP_IDLE_SECONDS, TimeUnit.SECONDS),
                        new HttpServerCodec(),
                        new HttpObjectAggregator(bodyMax, true),
                        new RingApi(isOperator, arrivals));
            }
        }

        @Override
        protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
            Channel channel = ctx.channel();
            if (arrivals.complaints().isNew(hostOf(channel), "TLS " + cause.getMessage())) {
                LOG.warn("TLS handshake failed from={} why=\"{}\"", channel.remoteAddress(), cause.getMessage());
            }
            arrivals.counts().count(WireEvent.TLS_FAILED);
            ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
            if (cause instanceof IOException) { // whoever connected has gone: a probe, or a peer that gave up
                ctx.close();
            } else {
                super.exceptionCaught(ctx, cause);
            }
        }

        private static String hostOf(Channel channel) {
            return channel.remoteAddress() instanceof java.net.InetSocketAddress address
                    ? address.getHostString()
                    : String.valueOf(channel.remoteAddress());
        }
    }

    /** Closes a connection that failed: networks do. All else is a bug, and is passed on as one. */
    static void closeOn(Throwable cause, ChannelHandlerContext ctx, Arrivals arrivals) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (root instanceof IOException || root instanceof ReadTimeoutException || root instanceof CodecException) {
            LOG.debug(
                    "internode connection ended from={} why=\"{}\"",
                    ctx.channel().remoteAddress(),
                    root.toString());
        } else {
            arrivals.bugs().uncaughtException(Thread.currentThread(), root);
        }
        ctx.close();
    }
}
