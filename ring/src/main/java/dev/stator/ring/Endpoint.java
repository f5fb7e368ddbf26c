package dev.stator.ring;

/** Where a store is reached: a host name or address, its HTTPS port for users and its mutual-TLS port for nodes. */
public record Endpoint(String host, int httpPort, int internodePort) {
    public Endpoint {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("an endpoint needs a host");
        }
        requirePort("httpPort", httpPort);
        requirePort("internodePort", internodePort);
    }

    private static void requirePort(String field, int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(field + " must be 1..65535, not " + port);
        }
    }

    @Override
    public String toString() {
        return host + ":" + httpPort + "/" + internodePort;
    }
}
