package dev.stator.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.node.tls.PemFiles;
import dev.stator.node.tls.TestAuthority;
import dev.stator.ring.RingState;
import dev.stator.ring.RingStateCodec;
import dev.stator.ring.StoreId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RingApiTest {
    private static final WireSettings D = WireSettings.DEFAULTS;
    private static final int RING_BYTES_MAX = 4_096;
    private static final String ROLLBACK = "/v1/accept-rollback";

    private final Path directory;
    private final TestAuthority authority = new TestAuthority("internode");
    private final TestStore store;
    private final RingState ring;

    RingApiTest(@TempDir Path directory) {
        this.directory = directory;
        WireSettings settings = new WireSettings(
                D.frameBytesMax(),
                D.queueBytesMax(),
                RING_BYTES_MAX,
                D.pingMillis(),
                D.dialMillis(),
                D.ageMillisMax(),
                D.redialMillisMin(),
                D.redialMillisMax(),
                D.idleMillisMax());
        store = new TestStore("c", new StoreId(1, 1), files("stator://c/n1"), 1, settings, 0);
        ring = TestStore.ring("c", 5, List.of(store.member()), Set.of());
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void operatorPublishesARingAndReadsItBack() throws Exception {
        HttpResponse<byte[]> put = operator(request().PUT(body(RingStateCodec.encode(ring))));
        HttpResponse<byte[]> get = operator(request().GET());

        assertThat(put.statusCode()).isEqualTo(200);
        assertThat(text(put)).isEqualTo("{\"epoch\":5}");
        assertThat(get.statusCode()).isEqualTo(200);
        assertThat(get.headers().firstValue("content-type")).contains("application/octet-stream");
        assertThat(RingStateCodec.decode(get.body())).isEqualTo(ring);
    }

    @Test
    void ringThatTheNodeRefusesIsAConflictThatSaysWhy() throws Exception {
        store.refusal = Optional.of("epoch 5 is \"older\"");

        HttpResponse<byte[]> put = operator(request().PUT(body(RingStateCodec.encode(ring))));

        assertThat(put.statusCode()).isEqualTo(409);
        assertThat(put.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(text(put)).contains("\"status\":409").contains("epoch 5 is \\\"older\\\"");
    }

    @Test
    void problemsAreJsonWhateverTheirWords() {
        assertThat(RingApi.quoted("a \"b\" \\ \n ä")).isEqualTo("\"a \\\"b\\\" \\\\ \\u000a \\u00e4\"");
    }

    @Test
    void bytesThatAreNoRingAreABadRequest() throws Exception {
        HttpResponse<byte[]> put = operator(request().PUT(body(new byte[] {1, 2, 3})));

        assertThat(put.statusCode()).isEqualTo(400);
        assertThat(store.ring).isEmpty();
    }

    @Test
    void ringOverTheLimitIsTooLarge() throws Exception {
        HttpResponse<byte[]> put = operator(request().PUT(body(new byte[RING_BYTES_MAX + 1])));

        assertThat(put.statusCode()).isEqualTo(413);
    }

    @Test
    void nodeWithoutARingSaysSo() throws Exception {
        HttpResponse<byte[]> get = operator(request().GET());

        assertThat(get.statusCode()).isEqualTo(404);
        assertThat(text(get)).contains("no ring yet");
    }

    @Test
    void nodesOfTheClusterMayNotPublish() throws Exception {
        HttpClient node = client(files("stator://c/n2"));

        assertThat(send(node, request().GET()).statusCode()).isEqualTo(403);
        assertThat(send(node, request().PUT(body(new byte[0]))).statusCode()).isEqualTo(403);
        assertThat(store.ring).isEmpty();
    }

    @Test
    void operatorOfAnotherClusterMayNotPublish() throws Exception {
        HttpClient other = client(files("stator://d/operator"));

        assertThat(send(other, request().PUT(body(RingStateCodec.encode(ring)))).statusCode())
                .isIn(403, 413);
        assertThat(store.ring).isEmpty();
    }

    @Test
    void humansWordIsKeptAndAnsweredAndThenTheProcessBeginsAnew() throws Exception {
        HttpResponse<byte[]> put = operator(word(store.id.toString()));

        assertThat(put.statusCode()).isEqualTo(204);
        assertThat(TestStore.next(store.words)).isEqualTo("accepted " + store.id);
        assertThat(TestStore.next(store.words)).isEqualTo("begins anew");
    }

    @Test
    void humansWordThatTheNodeRefusesIsAConflictAndTheProcessGoesOn() throws Exception {
        store.refusal = Optional.of("this store is not in doubt");

        HttpResponse<byte[]> put = operator(word(store.id.toString()));

        assertThat(put.statusCode()).isEqualTo(409);
        assertThat(text(put)).contains("this store is not in doubt");
        assertThat(operator(request().GET()).statusCode()).as("goes on").isEqualTo(404);
        assertThat(store.words).isEmpty();
    }

    @Test
    void wordThatNamesNoStoreOrComesFromANodeIsNotHeard() throws Exception {
        assertThat(operator(word("")).statusCode()).isEqualTo(400);
        assertThat(operator(word("cart-std-0")).statusCode()).isEqualTo(400);
        assertThat(operator(HttpRequest.newBuilder(uri(ROLLBACK)).GET()).statusCode())
                .isEqualTo(405);
        assertThat(send(client(files("stator://c/n2")), word("")).statusCode()).isEqualTo(403);
        assertThat(store.words).isEmpty();
    }

    private HttpRequest.Builder word(String storeId) {
        return HttpRequest.newBuilder(uri(ROLLBACK)).PUT(HttpRequest.BodyPublishers.ofString(storeId));
    }

    @Test
    void callerWithoutACertificateIsNotHeard() {
        HttpClient anonymous = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(TestAuthority.anonymous(files("stator://c/operator")))
                .build();

        assertThatThrownBy(() -> send(anonymous, request().GET())).isInstanceOf(IOException.class);
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        assertThat(operator(HttpRequest.newBuilder(uri("/v1/keys/x")).GET()).statusCode())
                .isEqualTo(404);
        HttpResponse<byte[]> delete = operator(request().DELETE());

        assertThat(delete.statusCode()).isEqualTo(405);
        assertThat(delete.headers().firstValue("allow")).contains("GET, PUT");
    }

    private HttpResponse<byte[]> operator(HttpRequest.Builder request) throws Exception {
        return send(client(files("stator://c/operator")), request);
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(uri("/v1/ring"));
    }

    private URI uri(String path) {
        return URI.create("https://127.0.0.1:" + store.port() + path);
    }

    private static HttpResponse<byte[]> send(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpRequest.BodyPublisher body(byte[] bytes) {
        return HttpRequest.BodyPublishers.ofByteArray(bytes);
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private PemFiles files(String uri) {
        return authority.issue(directory.resolve(uri.replaceAll("\\W", "-")), uri);
    }

    private static HttpClient client(PemFiles files) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(TestAuthority.client(files))
                .build();
    }
}
