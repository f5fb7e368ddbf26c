package dev.stator.client;

import java.net.URI;

/** Where a node serves HTTPS. */
public record Address(String host, int port) {
    private static final int DEFAULT_PORT = 8443;

    public Address {
        if (host.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("no address: '" + host + "', port " + port);
        }
    }

    /** Reads {@code host:port}, {@code [::1]:port}, or a URL of scheme https; the port is 8443 where none is named. */
    public static Address parse(String text) {
        URI uri;
        try {
            uri = URI.create(text.contains("://") ? text : "https://" + text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no address of a node: '" + text + "'", e);
        }
        String host = uri.getHost();
        if (!"https".equals(uri.getScheme()) || host == null) {
            throw new IllegalArgumentException("no address of a node: '" + text + "' (https://host:port is one)");
        }
        return new Address(host, uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
