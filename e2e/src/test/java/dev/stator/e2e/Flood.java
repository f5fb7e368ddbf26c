package dev.stator.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Puts of keys of their own, thousands at once, by a client that tries nothing again and waits for nothing. */
final class Flood implements AutoCloseable {
    /** Each has one connection to each node, of 200 requests at most. */
    private static final int CLIENTS = 8;

    private static final int STREAMS = 200;

    private final List<HttpClient> clients = new ArrayList<>();
    private final List<String> urls;
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unknown = new AtomicInteger();
    private int next;

    Flood(Cluster cluster) throws IOException, GeneralSecurityException {
        SSLContext tls = trusting(cluster);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(HttpClient.newBuilder()
                    .sslContext(tls)
                    .version(HttpClient.Version.HTTP_2)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build());
        }
        urls = cluster.nodes().stream().map(Cluster.Node::url).toList();
    }

    static SSLContext trusting(Cluster cluster) throws IOException, GeneralSecurityException {
        return trusting(cluster.ca());
    }

    static SSLContext trusting(Path ca) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(ca)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    /** Returns once all have been answered. */
    void put(int count, int underWayMax) throws InterruptedException {
        int streams = clients.size() * urls.size() * STREAMS;
        Semaphore room = new Semaphore(Math.min(underWayMax, streams));
        int all = room.availablePermits();
        for (HttpClient client : clients) { // connections first: else each request would make one of its own
            for (String url : urls) {
                room.acquire();
                send(client, url, room);
            }
        }
        room.acquire(all);
        room.release(all);
        for (int i = 0; i < count; i++) {
            room.acquire();
            send(clients.get(i / urls.size() % clients.size()), urls.get(i % urls.size()), room);
        }
        room.acquire(all);
    }

    private void send(HttpClient client, String url, Semaphore room) {
        String key = "flood-" + next++;
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/v1/keys/" + key))
                .PUT(HttpRequest.BodyPublishers.ofString(key))
                .build();
        client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).whenComplete((response, failure) -> {
            if (failure == null) {
                answered(key, response);
            } else { // too many streams, or a connection that ended: nothing is known of it
                unknown.incrementAndGet();
            }
            room.release();
        });
    }

    private void answered(String key, HttpResponse<String> response) {
        boolean hasTime = response.headers().firstValue("retry-after").isPresent();
        if (response.statusCode() == 204) {
            acknowledged.add(key);
        } else if (response.body().contains("\"outcome\":\"unknown\"")) {
            unknown.incrementAndGet();
        } else if (response.statusCode() == 503 && hasTime && response.body().contains("not-applied")) {
            refused.add(key);
        } else {
            wrong.add(key + ": " + response.statusCode() + " "
                    + response.headers().map() + " " + response.body());
        }
    }

    Collection<String> acknowledged() {
        return acknowledged;
    }

    int refused() {
        return refused.size();
    }

    /** The first of them. */
    List<String> refusedKeys(int countMax) {
        return refused.stream().limit(countMax).toList();
    }

    /** Answers that are neither an acknowledgement, nor a refusal that says when to come back, nor "unknown". */
    List<String> wrong() {
        return wrong.stream().limit(10).toList();
    }

    @Override
    public String toString() {
        return acknowledged.size() + " acknowledged, " + refused.size() + " refused, " + unknown + " unknown, "
                + wrong.size() + " answered wrongly";
    }

    /** Clients of this kind end with the last of their users. */
    @Override
    public void close() {
        clients.clear();
    }
}
