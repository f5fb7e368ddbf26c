package dev.stator.node.http;

import static dev.stator.node.http.ScriptedGateway.deleted;
import static dev.stator.node.http.ScriptedGateway.holding;
import static dev.stator.node.http.ScriptedGateway.siblings;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.EntityTag;
import dev.stator.node.version.KeyState;
import dev.stator.ring.Key;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/** The rows of API §1 about reading, over HTTP/1.1 and HTTP/2. */
@ParameterizedClass
@EnumSource(HttpClient.Version.class)
class ReadTableTest {
    private static final Key KEY = Key.of("cart");

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

    ReadTableTest(HttpClient.Version version) {
        this.version = version;
    }

    @BeforeEach
    void forget() {
        doors.forget();
    }

    @Test
    void oneVersionIsShownRawWithAllThatThereIsToSayOfIt() throws Exception {
        KeyState state = holding("milk", "text/plain; charset=utf-8");
        doors.gateway().reads(state);

        HttpResponse<String> answer = get();

        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("milk");
        assertThat(header(answer, "content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(header(answer, "etag"))
                .isEqualTo(EntityTag.of(state.values()).quoted());
        assertThat(header(answer, "last-modified")).isEqualTo("Fri, 15 Jan 2027 08:00:00 GMT");
        assertThat(header(answer, "stator-siblings")).isEqualTo("1");
        assertThat(header(answer, "vary")).isEqualTo("Accept");
        assertThat(seen(answer)).isEqualTo(seenBy(state));
    }

    @Test
    void severalVersionsAreListedAsJsonWithALinkToEach() throws Exception {
        KeyState state = siblings("milk", "beer");
        doors.gateway().reads(state);

        HttpResponse<String> answer = get();

        assertThat(answer.statusCode()).isEqualTo(300);
        assertThat(answer.headers().firstValue("location")).isEmpty();
        assertThat(header(answer, "content-type")).isEqualTo("application/json");
        assertThat(header(answer, "stator-siblings")).isEqualTo("2");
        assertThat(header(answer, "vary")).isEqualTo("Accept");
        assertThat(header(answer, "etag"))
                .isEqualTo(EntityTag.of(state.values()).quoted());
        assertThat(seen(answer)).isEqualTo(seenBy(state));
        assertThat(answer.headers().allValues("link"))
                .containsExactlyElementsOf(ids(state).stream()
                        .map(id -> "<?version=" + id + ">; rel=\"alternate\"")
                        .toList());
        JsonNode versions = json(answer).get("siblings");
        assertThat(versions).hasSize(2);
        assertThat(versions.get(0).get("version").asText()).isEqualTo(ids(state).get(0));
        assertThat(versions.get(0).get("contentType").asText()).isEqualTo("text/plain");
        assertThat(versions.get(0).get("lastModified").asText()).isEqualTo("2027-01-15T08:00:00Z");
        assertThat(versions.get(0).get("size").asInt()).isEqualTo(4);
        assertThat(Base64.getDecoder().decode(versions.get(0).get("value").asText()))
                .asString()
                .isEqualTo("milk");
    }

    @Test
    void manyVersionsDoNotNeedMoreHeaderLinesThanClientsTake() throws Exception {
        KeyState state = siblings(IntStream.range(0, 100).mapToObj(i -> "v" + i).toArray(String[]::new));
        doors.gateway().reads(state);

        HttpResponse<String> answer = get();

        List<String> lines = answer.headers().allValues("link");
        assertThat(lines).hasSizeBetween(2, 50);
        assertThat(String.join(", ", lines))
                .isEqualTo(ids(state).stream()
                        .map(id -> "<?version=" + id + ">; rel=\"alternate\"")
                        .collect(Collectors.joining(", ")));
    }

    @Test
    void severalVersionsAreSentRawAsMultipartToWhoPrefersThat() throws Exception {
        KeyState state = siblings("milk", "be\r\ner");
        doors.gateway().reads(state);

        HttpResponse<String> answer = get("Accept", "multipart/mixed, application/json;q=0.5");

        assertThat(answer.statusCode()).isEqualTo(300);
        String type = header(answer, "content-type");
        assertThat(type).startsWith("multipart/mixed; boundary=");
        String boundary = "--" + type.substring(type.indexOf('=') + 1);
        String[] parts = answer.body().split(boundary, -1);
        assertThat(parts).hasSize(4);
        assertThat(parts[0]).isEmpty();
        assertThat(parts[1]).contains("Content-Type: text/plain").endsWith("\r\n\r\nmilk\r\n");
        assertThat(parts[2]).endsWith("\r\n\r\nbe\r\ner\r\n");
        assertThat(parts[3]).isEqualTo("--\r\n");
    }

    @Test
    void oneOfSeveralVersionsIsShownRawByItsName() throws Exception {
        KeyState state = siblings("milk", "beer");
        doors.gateway().reads(state);

        HttpResponse<String> answer =
                send(doors.request("/v1/keys/cart?version=" + ids(state).get(1)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("beer");
        assertThat(header(answer, "etag")).isEqualTo('"' + ids(state).get(1) + '"');
        assertThat(header(answer, "stator-siblings")).isEqualTo("2");
    }

    @Test
    void aVersionMayBePercentEncodedAsAnythingElseInAQuery() throws Exception {
        KeyState state = siblings("milk", "beer");
        doors.gateway().reads(state);
        String id = ids(state).get(0);

        String encoded = "%" + Integer.toHexString(id.charAt(0)) + id.substring(1);

        assertThat(send(doors.request("/v1/keys/cart?version=" + encoded)).body())
                .isEqualTo("milk");
    }

    @Test
    void aVersionThatIsGoneIsNotFound() throws Exception {
        doors.gateway().reads(siblings("milk", "beer"));

        HttpResponse<String> answer = send(doors.request("/v1/keys/cart?version=0123456789abcdef"));

        assertProblem(answer, 404);
        assertThat(header(answer, "stator-context")).isNotEmpty();
    }

    @Test
    void aKeyNeverWrittenIsNotFoundAndGivesTheContextThatHasSeenNothing() throws Exception {
        HttpResponse<String> answer = get();

        assertProblem(answer, 404);
        assertThat(json(answer).has("deleted")).isFalse();
        assertThat(seen(answer)).isEqualTo(CausalContext.EMPTY);
    }

    @Test
    void aDeletedKeyIsNotFoundAndItsContextCoversTheDeletion() throws Exception {
        doors.gateway().reads(deleted());

        HttpResponse<String> answer = get();

        assertProblem(answer, 404);
        assertThat(json(answer).get("deleted").asBoolean()).isTrue();
        assertThat(seen(answer)).isEqualTo(seenBy(deleted()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"other\", %s", "\"other\" ,, W/%s,", "*"})
    void whoHasTheVersionIsNotSentItAgain(String condition) throws Exception {
        KeyState state = holding("milk", "text/plain");
        String tag = EntityTag.of(state.values()).quoted();
        doors.gateway().reads(state);

        HttpResponse<String> answer = get("If-None-Match", condition.formatted(tag));

        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(header(answer, "etag")).isEqualTo(tag);
        assertThat(seen(answer)).isEqualTo(seenBy(state));
    }

    @Test
    void theTagOfSeveralVersionsIsOneOfTheirOwn() throws Exception {
        KeyState state = siblings("milk", "beer");
        doors.gateway().reads(state);

        assertThat(get("If-None-Match", EntityTag.of(state.values()).quoted()).statusCode())
                .isEqualTo(304);
        assertThat(get("If-None-Match", '"' + ids(state).get(0) + '"').statusCode())
                .as("the tag of one of them")
                .isEqualTo(300);
    }

    @Test
    void anAbsentKeyIsNotFoundWhateverTagsItsReaderHas() throws Exception {
        assertThat(get("If-None-Match", "*").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"milk", "x", "unclosed", "\"a\" \"b\"", "\"a", "", ","})
    void tagsThatAreNoneAreRefused(String condition) throws Exception {
        doors.gateway().reads(holding("milk", "text/plain"));

        assertProblem(get("If-None-Match", condition), 400);
    }

    @ParameterizedTest
    @CsvSource({"If-None-Match, unclosed", "Accept, nonsense", "Stator-Context, nonsense"})
    void mistakesShowAlsoWhereTheKeyIsAbsent(String header, String value) throws Exception {
        assertProblem(get(header, value), 400);
        assertThat(doors.gateway().gets()).isEmpty();
    }

    @Test
    void headersHaveALimit() throws Exception {
        assertThat(get("X", "y".repeat(30_000)).statusCode()).isEqualTo(404);
        assertProblem(get("X", "y".repeat(40_000)), 431);
        assertProblem(get("X", "y".repeat(60_000)), 431);
        assertThat(doors.gateway().gets()).hasSize(1);
    }

    @Test
    void targetsHaveALimit() throws Exception {
        assertProblem(send(doors.request("/v1/keys/" + "k".repeat(9_000))), 414);
        assertProblem(send(doors.request("/v1/store?" + "k".repeat(9_000))), 414);
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        for (KeyState state : List.of(holding("milk", "text/plain"), siblings("milk", "beer"), deleted())) {
            doors.gateway().reads(state);

            HttpResponse<String> whole = get();
            HttpResponse<String> head =
                    send(doors.request("/v1/keys/cart").method("HEAD", HttpRequest.BodyPublishers.noBody()));

            assertThat(head.statusCode()).isEqualTo(whole.statusCode());
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().map())
                    .containsKey("date")
                    .usingRecursiveComparison()
                    .ignoringFields("date")
                    .isEqualTo(whole.headers().map());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/*",
                "text/*",
                "text/plain",
                "image/png, text/plain;q=0.1",
                "application/json",
                "multipart/mixed"
            })
    void acceptableIsWhatTheVersionIsAndWhoSpeaksOfSeveral(String accept) throws Exception {
        doors.gateway().reads(holding("milk", "text/plain; charset=utf-8"));

        assertThat(get("Accept", accept).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/*", "text/plain;q=0, */*", "application/json;q=0, multipart/*"})
    void wildcardThatHasRoomForSeveralVersionsDoesNotSpeakOfThem(String accept) throws Exception {
        doors.gateway().reads(holding("milk", "text/plain"));
        assertProblem(get("Accept", accept), 406);

        doors.gateway().reads(siblings("milk", "beer"));
        assertThat(get("Accept", accept).statusCode()).isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/png", "text/plain;q=0", "*/*;q=0", "text/html, image/*"})
    void whatIsNotAcceptedIsNotSent(String accept) throws Exception {
        doors.gateway().reads(holding("milk", "text/plain"));
        assertProblem(get("Accept", accept), 406);

        doors.gateway().reads(siblings("milk", "beer"));
        assertProblem(get("Accept", accept), 406);
    }

    @Test
    void severalAcceptHeadersAreOneList() throws Exception {
        doors.gateway().reads(holding("milk", "text/plain"));

        HttpResponse<String> answer = send(
                doors.request("/v1/keys/cart").header("Accept", "image/png").header("Accept", "text/plain"));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void tooFewAnswersAreToldWithHowManyThereWere() throws Exception {
        doors.gateway().reads(new ReadOutcome.QuorumNotMet(1, 2));

        HttpResponse<String> answer = get();

        assertProblem(answer, 504);
        assertThat(json(answer).get("acks").asInt()).isEqualTo(1);
        assertThat(json(answer).get("required").asInt()).isEqualTo(2);
        assertThat(json(answer).has("outcome")).as("a read has none").isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = WriteOutcome.Why.class,
            names = {"OVERLOADED", "NOT_READY"})
    void aNodeThatCannotReadNowSaysWhenToComeBack(WriteOutcome.Why why) throws Exception {
        doors.gateway().reads(new ReadOutcome.Unavailable(why));

        HttpResponse<String> answer = get();

        assertProblem(answer, 503);
        assertThat(header(answer, "retry-after")).matches("\\d+");
    }

    @Test
    void theTimeoutIsPassedOnAndCapped() throws Exception {
        get();
        get("Stator-Timeout", "500ms");
        get("Stator-Timeout", "2s");
        get("Stator-Timeout", "10001ms");
        get("Stator-Timeout", "99999999999s");
        get("Stator-Timeout", "00000000001s");

        assertThat(doors.gateway().gets())
                .extracting(ScriptedGateway.Asked::timeoutMillis)
                .containsExactly(5_000, 500, 2_000, 10_000, 10_000, 1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0ms", "0s", "00000000000ms", "-1s", "5", "1.5s", "1m", "s", "ms", "1 s", "abc"})
    void aTimeoutThatIsNoneIsRefused(String timeout) throws Exception {
        assertProblem(get("Stator-Timeout", timeout), 400);
        assertThat(doors.gateway().gets()).isEmpty();
    }

    private HttpResponse<String> get(String... headers) throws Exception {
        HttpRequest.Builder request = doors.request("/v1/keys/cart");
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return doors.client(version).send(request.build(), BodyHandlers.ofString());
    }

    private CausalContext seen(HttpResponse<String> answer) {
        return doors.tokens().decode(KEY, header(answer, "stator-context"));
    }

    /** What its reader has seen, the newest write first, as a token tells it. */
    private static CausalContext seenBy(KeyState state) {
        return CausalContext.of(state).union(CausalContext.EMPTY);
    }

    private static List<String> ids(KeyState state) {
        return state.values().stream()
                .map(version -> version.sibling().write().toString())
                .toList();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }

    private static void assertProblem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
        JsonNode problem = json(answer);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("type").asText()).startsWith("https://");
        assertThat(problem.get("title").asText()).isNotEmpty();
        assertThat(problem.get("detail").asText()).isNotEmpty();
    }
}
