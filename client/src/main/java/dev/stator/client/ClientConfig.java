package dev.stator.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a client reaches its store.
 *
 * @param endpoints nodes or the store's Service: asked for the ring, and fallen back to
 * @param caPem whom to trust, in PEM; without it, whom the JVM trusts
 * @param timeout how long one operation may take, all attempts together: at most 10 s. Longer survives more, shorter fails sooner
 * @param connectionsPerNode how many requests may be under way to one node; more wait in line
 * @param isRingAware whether to send each key to its owner, for which the ring is fetched once and now and then. Not worth it
 *     for a single request: any node serves every key
 */
public record ClientConfig(
        List<Address> endpoints,
        Optional<String> caPem,
        Duration timeout,
        int connectionsPerNode,
        boolean isRingAware) {
    public static final Duration TIMEOUT_MAX = Duration.ofSeconds(10);

    public ClientConfig {
        endpoints = List.copyOf(endpoints);
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("a client needs at least one endpoint");
        }
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("a timeout is 1 ms to 10 s, not " + timeout);
        }
        if (connectionsPerNode < 1) {
            throw new IllegalArgumentException("connectionsPerNode must be positive: " + connectionsPerNode);
        }
    }

    /** The usual: five seconds, up to 64 connections to each node, each key to its owner. */
    public static ClientConfig of(List<Address> endpoints, String caPem) {
        return new ClientConfig(endpoints, Optional.of(caPem), Duration.ofSeconds(5), 64, true);
    }

    public ClientConfig withTimeout(Duration newTimeout) {
        return new ClientConfig(endpoints, caPem, newTimeout, connectionsPerNode, isRingAware);
    }

    public ClientConfig withConnectionsPerNode(int connections) {
        return new ClientConfig(endpoints, caPem, timeout, connections, isRingAware);
    }

    /** Asks the endpoints alone. */
    public ClientConfig withoutRing() {
        return new ClientConfig(endpoints, caPem, timeout, connectionsPerNode, false);
    }
}
