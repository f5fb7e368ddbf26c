package dev.stator.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * All nodes that the client knows, with their connections, and who of them is down. A node that was lost is probed in the
 * background until a TLS handshake with it succeeds, so that no user's request pays for finding out. Of one loop.
 */
final class Nodes {
    private static final long PROBE_MILLIS_MIN = 50;
    private static final long PROBE_MILLIS_MAX = 1_000;

    private final Routing routing;
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final SslContext tls;
    private final int connectionsPerNode;
    private final Map<Address, NodeConnections> connections = new HashMap<>();
    private boolean isClosed;

    Nodes(Routing routing, EventLoop loop, Bootstrap bootstrap, SslContext tls, int connectionsPerNode) {
        this.routing = routing;
        this.loop = loop;
        this.bootstrap = bootstrap;
        this.tls = tls;
        this.connectionsPerNode = connectionsPerNode;
    }

    Routing routing() {
        return routing;
    }

    NodeConnections to(Address node) {
        NodeConnections known = connections.get(node);
        if (known == null) {
            known = new NodeConnections(node, bootstrap, tls, connectionsPerNode);
            connections.put(node, known);
        }
        return known;
    }

    /** A connection to it failed, or it kept silent. Who stands in line for it goes elsewhere. */
    void lost(Address node, String reason) {
        if (!routing.isDown(node)) {
            routing.markDown(node);
            to(node).dismiss(reason);
            probeAfter(node, PROBE_MILLIS_MIN);
        }
    }

    /** Takes the ring up, and forgets connections to nodes that are no longer in it. */
    void adopt(RingView ring) {
        routing.adopt(ring);
        connections.entrySet().removeIf(entry -> {
            boolean isGone = !routing.nodes().contains(entry.getKey());
            if (isGone) {
                entry.getValue().close();
            }
            return isGone;
        });
    }

    void close() {
        isClosed = true;
        connections.values().forEach(NodeConnections::close);
    }

    private void probeAfter(Address node, long millis) {
        if (isClosed || !routing.nodes().contains(node)) {
            return;
        }
        var unused =
                loop.schedule(() -> probe(node, Math.min(PROBE_MILLIS_MAX, 2 * millis)), millis, TimeUnit.MILLISECONDS);
    }

    private void probe(Address node, long nextMillis) {
        if (isClosed || !routing.isDown(node)) {
            return;
        }
        NodeConnections target = to(node);
        target.acquire(new NodeConnections.Waiter() {
            @Override
            public void ready(NodeConnections.Connection connection) {
                routing.markUp(node);
                target.release(connection);
            }

            @Override
            public void unreachable(String reason) {
                probeAfter(node, nextMillis);
            }
        });
    }
}
