package dev.stator.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The kept-alive connections to one node, at most so many, each for one request at a time; who finds none waits in line. The
 * one used last is used first, so that as few as possible stay warm. Of one loop: every method is called there.
 */
final class NodeConnections {
    private static final long HANDSHAKE_MILLIS_MAX = 2_000;

    /** Who wants a connection: told once, unless it left the line. */
    interface Waiter {
        void ready(Connection connection);

        void unreachable(String reason);
    }

    /** One connection, lent to one waiter at a time. */
    record Connection(Channel channel, ChannelHandlerContext context, Exchange exchange) {}

    private final Address node;
    private final Bootstrap bootstrap;
    private final SslContext tls;
    private final int max;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final Deque<Waiter> line = new ArrayDeque<>();
    private final List<Channel> open = new ArrayList<>();
    private int connecting;

    NodeConnections(Address node, Bootstrap bootstrap, SslContext tls, int max) {
        this.node = node;
        this.bootstrap = bootstrap;
        this.tls = tls;
        this.max = max;
    }

    void acquire(Waiter waiter) {
        for (Connection connection = idle.pollLast(); connection != null; connection = idle.pollLast()) {
            if (connection.channel().isActive()) {
                waiter.ready(connection);
                return;
            }
        }
        line.addLast(waiter);
        if (open.size() < max && connecting < line.size()) {
            connect();
        }
    }

    /** Leaves the line. */
    void forget(Waiter waiter) {
        line.remove(waiter);
    }

    /** Whether some connection works, so that a place in the line is worth keeping. */
    boolean isServing() {
        return open.size() > connecting;
    }

    /** Sends away all who stand in line. */
    void dismiss(String reason) {
        List<Waiter> disappointed = new ArrayList<>(line);
        line.clear();
        disappointed.forEach(waiter -> waiter.unreachable(reason));
    }

    /** Gives a connection back that can carry another request. */
    void release(Connection connection) {
        if (!connection.channel().isActive()) {
            return;
        }
        Waiter next = line.pollFirst();
        if (next != null) {
            next.ready(connection);
        } else {
            idle.addLast(connection);
        }
    }

    void close() {
        for (Channel channel : List.copyOf(open)) {
            var unused = channel.close();
        }
    }

    private void connect() {
        connecting++;
        Exchange exchange = new Exchange();
        ChannelFuture connected = bootstrap
                .clone()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        SslHandler handshake = tls.newHandler(fresh.alloc(), node.host(), node.port());
                        handshake.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS_MAX);
                        fresh.pipeline().addLast(handshake, new HttpClientCodec(), exchange);
                        handshake.handshakeFuture().addListener(shaken -> established(fresh, exchange, shaken));
                    }
                })
                .connect(node.host(), node.port());
        Channel channel = connected.channel();
        open.add(channel);
        var unused = channel.closeFuture().addListener(closed -> {
            open.remove(channel);
            idle.removeIf(connection -> connection.channel() == channel);
        });
        connected.addListener(done -> {
            if (!done.isSuccess()) { // else the handshake says more
                connecting--;
                failed(done.cause());
            }
        });
    }

    private void established(Channel channel, Exchange exchange, Future<?> handshake) {
        connecting--;
        if (handshake.isSuccess()) {
            release(new Connection(channel, channel.pipeline().context(exchange), exchange));
        } else {
            var unused = channel.close();
            failed(handshake.cause());
        }
    }

    /** Nobody waits for a node that cannot be reached: all in line are told. */
    private void failed(Throwable cause) {
        dismiss(reason(cause));
    }

    /** What is wrong with a certificate stands below what TLS makes of it. */
    private static String reason(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof UnknownHostException) {
            return "unknown host";
        }
        String text = root.getMessage() == null ? root.toString() : root.getMessage();
        if (root instanceof ConnectException) {
            return text.replaceFirst(
                    "^.* failed with error\\(-?[0-9]+\\): ", ""); // the name of a system call, as Netty puts it
        }
        return root instanceof GeneralSecurityException ? "its certificate is not trusted: " + text : text;
    }
}
