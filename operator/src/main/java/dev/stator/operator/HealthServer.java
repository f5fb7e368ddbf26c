package dev.stator.operator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** {@code /healthz}, {@code /readyz} and {@code /metrics} of the operator, plain HTTP for kubelet and Prometheus. */
final class HealthServer implements AutoCloseable {
    private final HttpServer server;

    /**
     * @param isHealthy asked for /healthz: whether it can still see what happens; when not, it is to be started again
     * @param isReady asked for /readyz; an operator that waits for its turn as leader is ready
     */
    HealthServer(int port, BooleanSupplier isHealthy, BooleanSupplier isReady, CollectorRegistry registry)
            throws IOException {
        server = HttpServer.create(new InetSocketAddress(port), 16);
        server.createContext("/healthz", exchange -> answer(exchange, isHealthy.getAsBoolean()));
        server.createContext("/readyz", exchange -> answer(exchange, isReady.getAsBoolean()));
        server.createContext("/metrics", exchange -> {
            StringWriter text = new StringWriter();
            TextFormat.write004(text, registry.metricFamilySamples());
            answer(exchange, 200, TextFormat.CONTENT_TYPE_004, text.toString());
        });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, boolean isGood) throws IOException {
        answer(exchange, isGood ? 200 : 503, "text/plain; charset=utf-8", isGood ? "ok\n" : "not ok\n");
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
