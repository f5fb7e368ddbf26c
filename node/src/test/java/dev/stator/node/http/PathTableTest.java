package dev.stator.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.ring.Key;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What API §1 says of paths and methods, over HTTP/1.1 and HTTP/2: keys, the ring, the store, and what there is not. */
@ParameterizedClass
@EnumSource(HttpClient.Version.class)
class PathTableTest {
    private static Doors doors;

    private final HttpClient.Version version;

    @BeforeAll
    static void open(@TempDir Path directory) throws Exception {
        doors = Doors.open(directory);
    }

    @AfterAll
    static void close() throws Exception {
        doors.close();
    }

    PathTableTest(HttpClient.Version version) {
        this.version = version;
    }

    @BeforeEach
    void forget() {
        doors.forget();
    }

    @ParameterizedTest
    @CsvSource({
        "cart, cart",
        "a/b/c, a/b/c",
        "a%2Fb%2fc, a/b/c",
        "a//b, a//b",
        "/a/, /a/",
        "., .",
        "../store, ../store",
        "%2e%2e/store, ../store",
        "a+b, a+b",
        "a%2Bb, a+b",
        "a%20b, 'a b'",
        "a;b=c:d@e, a;b=c:d@e",
        "a%3Fb, a?b",
        "a%23b, a#b",
        "100%25, 100%",
        "100%2525, 100%25",
        "caf%C3%A9, caf\u00e9",
        "k?version=x, k"
    })
    void aKeyIsTheRestOfThePathDecodedOnce(String path, String key) throws Exception {
        send("GET", "/v1/keys/" + path);

        assertThat(doors.gateway().gets())
                .extracting(ScriptedGateway.Asked::key)
                .containsExactly(Key.of(key));
    }

    @Test
    void aKeyIsAnyBytes() throws Exception {
        StringBuilder path = new StringBuilder();
        byte[] all = new byte[256];
        for (int b = 0; b < 256; b++) {
            all[b] = (byte) b;
            path.append(String.format("%%%02x", b));
        }

        send("GET", "/v1/keys/" + path);

        assertThat(doors.gateway().gets())
                .extracting(ScriptedGateway.Asked::key)
                .containsExactly(Key.of(all));
    }

    @Test
    void aKeyHas1To1024BytesHoweverTheyAreWritten() throws Exception {
        assertThat(send("GET", "/v1/keys/" + "k".repeat(1024)).statusCode()).isEqualTo(404);
        assertThat(send("GET", "/v1/keys/" + "%6b".repeat(1024)).statusCode()).isEqualTo(404);
        assertThat(send("GET", "/v1/ring/locate/" + "k".repeat(1024)).statusCode())
                .isEqualTo(200);

        for (String method : List.of("GET", "PUT", "DELETE")) {
            assertProblem(send(method, "/v1/keys/" + "k".repeat(1025)), 414, method);
            assertProblem(send(method, "/v1/keys/" + "%6b".repeat(1025)), 414, method);
            assertProblem(send(method, "/v1/keys/"), 400, method);
        }
        assertProblem(send("GET", "/v1/ring/locate/" + "k".repeat(1025)), 414, "GET");
        assertProblem(send("GET", "/v1/ring/locate/"), 400, "GET");
        assertThat(doors.gateway().writes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/keys/k?v=1", "/v1/keys/k?version=1&x", "/v1/keys/k?version=1&version=2"})
    void aQueryThatIsNotUnderstoodIsNoPartOfTheKeyAndNotIgnored(String path) throws Exception {
        for (String method : List.of("GET", "PUT", "DELETE")) {
            assertProblem(send(method, path), 400, method);
        }
        assertThat(doors.gateway().writes()).isEmpty();
        assertThat(doors.gateway().gets()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v1/",
                "/v1/keys",
                "/v1/rings",
                "/v1/ring/",
                "/v1/store/x",
                "/v2/keys/k",
                "/V1/store"
            })
    void whatThereIsNotIsNotFoundWhateverTheMethod(String path) throws Exception {
        for (String method : List.of("GET", "PUT", "DELETE", "POST")) {
            assertProblem(send(method, path), 404, method);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/keys/k, 'GET, HEAD, PUT, DELETE'",
        "PATCH, /v1/keys/k, 'GET, HEAD, PUT, DELETE'",
        "OPTIONS, /v1/keys/k, 'GET, HEAD, PUT, DELETE'",
        "get, /v1/keys/k, 'GET, HEAD, PUT, DELETE'",
        "PUT, /v1/ring, 'GET, HEAD'",
        "POST, /v1/ring/locate/k, 'GET, HEAD'",
        "DELETE, /v1/store, 'GET, HEAD'"
    })
    void aMethodThatIsNotForThePathIsToldTheOnesThatAre(String method, String path, String allowed) throws Exception {
        HttpResponse<String> answer = send(method, path);

        assertProblem(answer, 405, method);
        assertThat(answer.headers().firstValue("allow")).contains(allowed);
    }

    @Test
    void theRingIsShownWithItsMembers() throws Exception {
        JsonNode ring = json(send("GET", "/v1/ring"));

        assertThat(ring.get("epoch").asLong()).isEqualTo(7);
        assertThat(ring.get("n").asInt()).isEqualTo(2);
        assertThat(ring.get("r").asInt()).isEqualTo(1);
        assertThat(ring.get("w").asInt()).isEqualTo(2);
        assertThat(ring.get("partitions").asInt()).isEqualTo(4);
        assertThat(ring.has("owners")).isFalse();
        assertThat(ring.get("members")).hasSize(2);
        JsonNode second = ring.get("members").get(1);
        assertThat(second.get("name").asText()).isEqualTo("b");
        assertThat(second.get("storeId").asText()).isEqualTo(Doors.PEER.toString());
        assertThat(second.get("zone").asText()).isEqualTo("z2");
        assertThat(second.get("weight").asInt()).isEqualTo(200);
        assertThat(second.get("address").asText()).isEqualTo("https://127.0.0.1:8444");
        assertThat(second.get("state").asText()).isEqualTo("ACTIVE");
        assertThat(second.get("targetShare").asDouble())
                .as("capped: each has every partition")
                .isEqualTo(0.5);
        assertThat(second.get("actualShare").asDouble()).isEqualTo(0.5);
    }

    @Test
    void theOwnersAreShownToWhoAsksForThem() throws Exception {
        assertThat(json(send("GET", "/v1/ring?owners=true")).get("owners").toString())
                .isEqualTo("[[\"a\",\"b\"],[\"b\",\"a\"],[\"a\",\"b\"],[\"b\",\"a\"]]");
        assertThat(json(send("GET", "/v1/ring?owners=false")).has("owners")).isFalse();
        assertProblem(send("GET", "/v1/ring?owners=all"), 400, "GET");
        assertProblem(send("GET", "/v1/ring?owner=true"), 400, "GET");
    }

    @Test
    void aKeyIsLocated() throws Exception {
        JsonNode location = json(send("GET", "/v1/ring/locate/a%2Fb"));

        Key key = Key.of("a/b");
        assertThat(location.get("md5").asText()).isEqualTo("a7e86136543b019d72468ceebf71fb8e");
        assertThat(location.get("partition").asInt()).isEqualTo(Doors.ring().partitionOf(key));
        List<String> owners = new ArrayList<>();
        location.get("owners").forEach(owner -> owners.add(owner.get("name").asText()));
        assertThat(owners).containsExactlyInAnyOrder("a", "b");
        assertThat(location.get("owners").get(0).get("up").asBoolean()).isTrue();
        assertThat(location.get("fallbacks")).isEmpty();
    }

    @Test
    void theStoreTellsItsNameSettingsAndVersion() throws Exception {
        JsonNode store = json(send("GET", "/v1/store"));

        assertThat(store.get("name").asText()).isEqualTo("cart");
        assertThat(store.get("version").asText()).isEqualTo("1.2.3");
        JsonNode settings = store.get("settings");
        assertThat(settings.get("replication").toString())
                .isEqualTo("{\"factor\":2,\"readQuorum\":1,\"writeQuorum\":2,\"quorum\":\"Sloppy\"}");
        assertThat(settings.get("partitions").asInt()).isEqualTo(4);
        assertThat(settings.get("conflictResolution").asText()).isEqualTo("Siblings");
        assertThat(settings.get("durability").asText()).isEqualTo("Fsync");
        assertThat(settings.get("limits").toString()).isEqualTo("{\"maxValueBytes\":65536,\"maxSiblings\":100}");
        assertProblem(send("GET", "/v1/store?pretty"), 400, "GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/ring?owners=true", "/v1/ring/locate/k", "/v1/store"})
    void headTellsTheLengthOfWhatGetShows(String path) throws Exception {
        HttpResponse<String> head = send("HEAD", path);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("content-length"))
                .hasValue(send("GET", path).body().length());
    }

    @Test
    void withoutARingThereIsNothingToShowYet() throws Exception {
        doors.sees(Optional.empty());

        for (String path : List.of("/v1/ring", "/v1/ring/locate/k")) {
            HttpResponse<String> answer = send("GET", path);
            assertProblem(answer, 503, "GET");
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
        }
        assertThat(send("GET", "/v1/store").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        HttpRequest request =
                doors.request(path).method(method, BodyPublishers.noBody()).build();
        return doors.client(version).send(request, BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        return new ObjectMapper().readTree(answer.body());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String method) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("type").asText()).startsWith("https://");
        assertThat(problem.get("title").asText()).isNotEmpty();
        assertThat(problem.get("detail").asText()).isNotEmpty();
        assertThat(problem.path("outcome").asText()).isEqualTo(method.equals("GET") ? "" : "not-applied");
    }
}
