package dev.stator.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An HTTPS server on the loopback that answers as a test says, and remembers what it was asked. */
final class FakeNode implements AutoCloseable {

    /** What was asked, its header names in lower case. */
    record Asked(String method, String path, Map<String, String> headers, String body) {}

    /** Answers one request, or closes it unanswered. */
    interface Script {
        void answer(HttpExchange exchange, Asked asked) throws IOException;
    }

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Script script;

    private FakeNode(int port, Script script) throws IOException, GeneralSecurityException {
        this.script = script;
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls()));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    static FakeNode answering(Script script) throws IOException, GeneralSecurityException {
        return new FakeNode(0, script);
    }

    static FakeNode onPort(int port, Script script) throws IOException, GeneralSecurityException {
        return new FakeNode(port, script);
    }

    /** Always this status, with a context. */
    static Script status(int status) {
        return (exchange, asked) -> send(exchange, status, "application/octet-stream", "");
    }

    static Script value(String value) {
        return (exchange, asked) -> send(exchange, 200, "text/plain", value);
    }

    static Script problem(int status, String json) {
        return (exchange, asked) -> send(exchange, status, "application/problem+json", json);
    }

    static Script breaksOff() {
        return (exchange, asked) -> exchange.close();
    }

    static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Stator-Context", "seen");
        boolean isBare = status == 204 || status == 304 || bytes.length == 0;
        exchange.sendResponseHeaders(status, isBare ? -1 : bytes.length);
        if (!isBare) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    static String caPem() {
        try (InputStream pem = resource("fake-node.pem")) {
            return new String(pem.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void answersFromNowOn(Script next) {
        script = next;
    }

    Address address() {
        return new Address("127.0.0.1", server.getAddress().getPort());
    }

    /** What was asked of its keys, so without requests for the ring. */
    List<Asked> asked() {
        return asked.stream().filter(one -> one.path().startsWith("/v1/keys/")).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Asked one =
                new Asked(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(), headers, body);
        asked.add(one);
        script.answer(exchange, one);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static SSLContext tls() throws IOException, GeneralSecurityException {
        char[] password = "public".toCharArray(); // the key of a fake node on the loopback is no secret
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = resource("fake-node.p12")) {
            store.load(file, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static InputStream resource(String name) {
        InputStream stream = FakeNode.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IllegalStateException("no resource " + name);
        }
        return stream;
    }
}
