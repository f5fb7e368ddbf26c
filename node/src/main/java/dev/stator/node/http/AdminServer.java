package dev.stator.node.http;

import dev.stator.node.kernel.NodeStatus;
import dev.stator.node.port.Telemetry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.handler.timeout.IdleStateHandler;
import io.prometheus.client.CollectorRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The admin port (API §1), plain HTTP/1.1 for kubelet and Prometheus. Reads only, and refuses in the words of the port for users. On
 * event loops of its own, so that a large scrape delays no user.
 */
public final class AdminServer {
    /** Who asks has nothing to send. */
    private static final int BODY_MAX_BYTES = 1024;

    private final Channel listener;

    public AdminServer(
            EventLoopGroup loops,
            Class<? extends ServerChannel> channelType,
            InetSocketAddress address,
            Supplier<NodeStatus> status,
            CollectorRegistry registry,
            Path data,
            String version,
            Telemetry telemetry,
            HttpServer.Limits limits)
            throws InterruptedException {
        Resources pages = new AdminPages(status, registry, data, version);
        ExchangeHandler.Budgets budgets = ExchangeHandler.Budgets.of(limits, telemetry);
        DateLine date = new DateLine();
        this.listener = new ServerBootstrap()
                .group(loops)
                .channel(channelType)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new IdleStateHandler(0, 0, HttpServer.IDLE_SECONDS),
                                        HttpServer.codec(),
                                        new ExchangeHandler(pages, budgets, BODY_MAX_BYTES, false, () -> false, date));
                    }
                })
                .bind(address)
                .sync()
                .channel();
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    public void close() throws InterruptedException {
        listener.close().sync();
    }
}
