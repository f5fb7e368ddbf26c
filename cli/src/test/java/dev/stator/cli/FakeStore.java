package dev.stator.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.stator.operator.certificate.CertificateAuthority;
import dev.stator.operator.certificate.Credential;
import dev.stator.operator.certificate.ServerNames;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A store of one node on the loopback that answers as the test says: its users' port by HTTPS, and its admin port. */
final class FakeStore implements AutoCloseable {
    /** A request as it came. */
    record Asked(String method, String path, String context, String type, String body) {}

    private final HttpsServer users;
    private final HttpServer admin;
    private final Path ca;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 204;
    private volatile String type = "application/octet-stream";
    private volatile String body = "";
    private volatile String adminBody = "{}";

    FakeStore(Path directory) throws Exception {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        CertificateAuthority authority = CertificateAuthority.create("test", Instant.now());
        ca = Files.writeString(
                directory.resolve("fake-ca.crt"), authority.credential().certificatePem());
        users = HttpsServer.create(anywhere, 0);
        users.setHttpsConfigurator(new HttpsConfigurator(tls(authority.issue(
                "cart",
                ServerNames.local("cart"),
                CertificateAuthority.Purpose.SERVER,
                Duration.ofDays(1),
                Instant.now()))));
        users.createContext("/", this::answer);
        users.start();
        admin = HttpServer.create(anywhere, 0);
        admin.createContext("/status", exchange -> send(exchange, 200, "application/json", adminBody));
        admin.start();
    }

    private static SSLContext tls(Credential server) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        store.setKeyEntry("server", server.key(), new char[0], new Certificate[] {server.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** From now on. */
    FakeStore answers(int newStatus, String newType, String newBody) {
        status = newStatus;
        type = newType;
        body = newBody;
        return this;
    }

    FakeStore saysOfItself(String json) {
        adminBody = json;
        return this;
    }

    String url() {
        return "https://127.0.0.1:" + users.getAddress().getPort();
    }

    Path ca() {
        return ca;
    }

    /** The words that lead a command to this store. */
    String[] called(String... words) {
        String[] all = java.util.Arrays.copyOf(words, words.length + 4);
        System.arraycopy(new String[] {"--endpoint", url(), "--ca", ca.toString()}, 0, all, words.length, 4);
        return all;
    }

    /** Makes a local cluster of it, whose only node is this, running or not. */
    Path asCluster(Path directory, Optional<Long> pid) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve("cluster.json"),
                "{\"name\":\"cart\",\"ca\":\"" + ca + "\",\"nodes\":[{\"name\":\"cart-std-0\",\"pid\":"
                        + pid.map(Object::toString).orElse("null") + ",\"url\":\"" + url()
                        + "\",\"admin\":\"http://127.0.0.1:"
                        + admin.getAddress().getPort()
                        + "\",\"data\":\"data\"}]}");
        return directory;
    }

    List<Asked> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath()
                        + Optional.ofNullable(exchange.getRequestURI().getRawQuery())
                                .map(query -> "?" + query)
                                .orElse(""),
                header(exchange, "Stator-Context"),
                header(exchange, "Content-Type"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        send(exchange, status, type, body);
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Stator-Context", "seen");
        boolean isBare = status == 204 || bytes.length == 0;
        exchange.sendResponseHeaders(status, isBare ? -1 : bytes.length);
        if (!isBare) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Override
    public void close() {
        users.stop(0);
        admin.stop(0);
    }
}
