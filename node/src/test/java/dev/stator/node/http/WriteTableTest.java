package dev.stator.node.http;

import static dev.stator.node.http.ScriptedGateway.holding;
import static dev.stator.node.http.ScriptedGateway.siblings;
import static dev.stator.node.http.ScriptedGateway.written;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Condition;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.ContextToken;
import dev.stator.ring.Key;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
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

/** The rows of API §1 about writing, over HTTP/1.1 and HTTP/2. */
@ParameterizedClass
@EnumSource(HttpClient.Version.class)
class WriteTableTest {
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

    WriteTableTest(HttpClient.Version version) {
        this.version = version;
    }

    @BeforeEach
    void forget() {
        doors.forget();
    }

    @Test
    void aPutPassesOnItsBytesAndTypeAndTellsWhereTheyAre() throws Exception {
        HttpResponse<String> answer = put("milk", "Content-Type", "text/x; a=b");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(header(answer, "etag")).isEqualTo('"' + written().write().toString() + '"');
        assertThat(header(answer, "stator-siblings")).isEqualTo("1");
        assertThat(header(answer, "stator-write")).isEqualTo("owners=2; hinted=0; required=2");
        assertThat(doors.tokens().decode(KEY, header(answer, "stator-context")))
                .isEqualTo(written().context());
        ClientWrite write = onlyWrite();
        assertThat(write.key()).isEqualTo(KEY);
        assertThat(write.bytes()).asString().isEqualTo("milk");
        assertThat(write.contentType()).isEqualTo("text/x; a=b");
        assertThat(write.context()).as("a plain put has no context").isEmpty();
        assertThat(write.condition()).isEqualTo(Condition.NONE);
    }

    @Test
    void aValueWithoutTypeIsBytes() throws Exception {
        put("milk");

        assertThat(onlyWrite().contentType()).isEqualTo("application/octet-stream");
    }

    @Test
    void valuesMayBeEmptyAndAsLargeAsTheLimit() throws Exception {
        assertThat(put("").statusCode()).isEqualTo(204);
        assertThat(put("x".repeat(Doors.MAX_VALUE_BYTES)).statusCode()).isEqualTo(204);

        assertThat(doors.gateway().writes())
                .extracting(written -> written.write().bytes().length)
                .containsExactly(0, Doors.MAX_VALUE_BYTES);
    }

    @Test
    void tooLargeAValueIsRefused() throws Exception {
        HttpResponse<String> answer = put("x".repeat(Doors.MAX_VALUE_BYTES + 1));

        assertNotApplied(answer, 413);
        assertThat(doors.gateway().writes()).isEmpty();
    }

    @Test
    void aBodyThatWaitsToBeAskedForIsAskedFor()
            throws Exception { // refusals: ConnectionTest, for Java 17's client may wait on
        HttpRequest.Builder fits = doors.request("/v1/keys/cart").PUT(BodyPublishers.ofString("milk"));

        assertThat(send(fits.expectContinue(true)).statusCode()).isEqualTo(204);
        assertThat(send(fits).statusCode()).isEqualTo(204);
        assertThat(doors.gateway().writes())
                .extracting(written -> written.write().bytes().length)
                .containsExactly(4, 4);
    }

    @Test
    void aContextGoesWithTheWriteAndTheEmptyOneIsNotNone() throws Exception {
        CausalContext seen = CausalContext.of(holding("milk", "text/plain"));

        put("a", "Stator-Context", doors.tokens().encode(KEY, seen));
        put("b", "Stator-Context", doors.tokens().encode(KEY, CausalContext.EMPTY));

        assertThat(doors.gateway().writes())
                .extracting(written -> written.write().context().orElseThrow())
                .containsExactly(seen, CausalContext.EMPTY);
    }

    @Test
    void contextsOfOtherKeysAndClustersAndBrokenOnesAreRefused() throws Exception {
        CausalContext seen = CausalContext.of(holding("milk", "text/plain"));
        String token = doors.tokens().encode(KEY, seen);
        List<String> wrong = List.of(
                doors.tokens().encode(Key.of("other"), seen),
                new ContextToken("another-cluster").encode(KEY, seen),
                token.substring(0, token.length() - 2),
                token.substring(0, 12) + (token.charAt(12) == 'A' ? 'B' : 'A') + token.substring(13),
                "",
                "nonsense",
                "!");

        for (String context : wrong) {
            assertNotApplied(put("a", "Stator-Context", context), 400);
            assertNotApplied(delete("Stator-Context", context), 400);
        }
        assertThat(doors.gateway().writes()).isEmpty();
    }

    @Test
    void oneWriteIdOfOneContentIsOneWriteAndOfAnotherContentAnother() throws Exception {
        put("milk", "Stator-Write-Id", "w1", "Content-Type", "text/plain");
        put("milk", "Stator-Write-Id", "w1", "Content-Type", "text/plain");
        put("milk", "Stator-Write-Id", "w1", "Content-Type", "text/html");
        put("beer", "Stator-Write-Id", "w1", "Content-Type", "text/plain");
        put("milk", "Stator-Write-Id", "w2", "Content-Type", "text/plain");
        delete("Stator-Write-Id", "w1");
        put("milk");
        put("milk");

        List<String> identities = doors.gateway().writes().stream()
                .map(written -> written.write().write().toString())
                .toList();
        assertThat(identities.get(1)).isEqualTo(identities.get(0));
        assertThat(identities.subList(1, 8)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words"})
    void writeIdsThatAreNoneAreRefused(String id) throws Exception {
        assertNotApplied(put("milk", "Stator-Write-Id", id), 400);
    }

    @Test
    void aWriteIdHasAtMost64Characters() throws Exception {
        assertThat(put("milk", "Stator-Write-Id", "x".repeat(64)).statusCode()).isEqualTo(204);
        assertNotApplied(put("milk", "Stator-Write-Id", "x".repeat(65)), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Stator-Write-Id", "Stator-Context", "Stator-Timeout", "Content-Type"})
    void ofTwoHeadersOfOneNameNoneIsPicked(String name) throws Exception {
        HttpRequest.Builder request = doors.request("/v1/keys/cart").PUT(BodyPublishers.ofString("milk"));

        assertNotApplied(send(request.header(name, "1s").header(name, "2s")), 400);
        assertThat(doors.gateway().writes()).isEmpty();
    }

    @Test
    void conditionsArePassedOn() throws Exception {
        put("a", "If-Match", "\"x\", W/\"y\"");
        put("a", "If-Match", "*");
        put("a", "If-None-Match", "*");
        delete("If-None-Match", "\"x\"");

        assertThat(doors.gateway().writes())
                .extracting(written -> written.write().condition())
                .containsExactly(
                        new Condition(Condition.Test.MATCH, List.of("x", "W/y")), // a weak tag matches nothing here
                        new Condition(Condition.Test.MATCH, List.of()),
                        new Condition(Condition.Test.NONE_MATCH, List.of()),
                        new Condition(Condition.Test.NONE_MATCH, List.of("x")));
    }

    @Test
    void conditionsThatCannotBeUnderstoodAreRefused() throws Exception {
        assertNotApplied(put("a", "If-Match", "x"), 400);
        assertNotApplied(put("a", "If-Match", "\"x\"", "If-None-Match", "*"), 400);
        assertNotApplied(delete("If-None-Match", "\"x"), 400);
    }

    @Test
    void aDeleteTellsWhatAPutTells() throws Exception {
        HttpResponse<String> answer = delete();

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(header(answer, "stator-write")).isEqualTo("owners=2; hinted=0; required=2");
        assertThat(header(answer, "stator-context")).isNotEmpty();
        assertThat(onlyWrite().isDelete()).isTrue();
    }

    @Test
    void aDeleteOfAKeyThatWasNeverHeardOfIsDone() throws Exception {
        doors.gateway().writes(new WriteOutcome.NothingToDelete(2));

        HttpResponse<String> answer = delete();

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(doors.tokens().decode(KEY, header(answer, "stator-context"))).isEqualTo(CausalContext.EMPTY);
    }

    @Test
    void aFalseConditionIsNoWrite() throws Exception {
        doors.gateway().writes(new WriteOutcome.ConditionFailed());

        assertNotApplied(put("a", "If-None-Match", "*"), 412);
        assertNotApplied(delete("If-Match", "\"x\""), 412);
    }

    @Test
    void tooManyVersionsAskForAMerge() throws Exception {
        doors.gateway().writes(new WriteOutcome.TooManySiblings(100, 4_000));

        assertNotApplied(put("a"), 428);
    }

    @ParameterizedTest
    @CsvSource({
        "TOO_FEW_STORES, 503",
        "CONDITION_UNCHECKED, 503",
        "OVERLOADED, 503",
        "LATE, 503",
        "NO_COORDINATOR, 503",
        "NOT_READY, 503",
        "DISK_FULL, 507"
    })
    void whatWasProvablyNotDoneIsToldSo(WriteOutcome.Why why, int status) throws Exception {
        doors.gateway().writes(new WriteOutcome.Rejected(why, 1, 2));

        for (HttpResponse<String> answer : List.of(put("a"), delete())) {
            assertNotApplied(answer, status);
            assertThat(answer.headers().firstValue("retry-after").isPresent()).isEqualTo(status == 503);
        }
    }

    @Test
    void whatMayHaveBeenDoneIsNeverCalledFailed() throws Exception {
        doors.gateway().writes(new WriteOutcome.Indeterminate(1, 2));

        for (HttpResponse<String> answer : List.of(put("a"), delete())) {
            JsonNode problem = problem(answer, 504);
            assertThat(problem.get("outcome").asText()).isEqualTo("unknown");
            assertThat(problem.get("acks").asInt()).isEqualTo(1);
            assertThat(problem.get("required").asInt()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return=representation",
                "respond-async, Return=\"representation\"",
                "return = representation; and=more, wait=1"
            })
    void whoPrefersTheRepresentationIsAnsweredAsAGetIs(String preference) throws Exception {
        doors.gateway().reads(siblings("milk", "beer"));

        HttpResponse<String> answer = put("beer", "Prefer", preference, "Accept", "multipart/mixed");

        assertThat(answer.statusCode()).isEqualTo(300);
        assertThat(header(answer, "content-type")).startsWith("multipart/mixed");
        assertThat(header(answer, "stator-siblings")).isEqualTo("2");
        assertThat(header(answer, "stator-write")).isEqualTo("owners=2; hinted=0; required=2");
        assertThat(header(answer, "preference-applied")).isEqualTo("return=representation");
    }

    @Test
    void aWriteThatIsDoneIsNotCalledFailedBecauseNothingCanBeShown() throws Exception {
        doors.gateway().reads(new ReadOutcome.QuorumNotMet(0, 1));
        assertThat(put("a", "Prefer", "return=representation").statusCode()).isEqualTo(204);

        doors.gateway().reads(holding("a", "text/plain"));
        assertThat(put("a", "Prefer", "return=representation", "Accept", "image/png")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void whoAsksForARepresentationThatIsNoneIsToldSoBeforeAnythingIsWritten() throws Exception {
        assertNotApplied(put("a", "Prefer", "return=representation", "Accept", "nonsense"), 400);
        assertThat(doors.gateway().writes()).isEmpty();
    }

    @Test
    void headersOfAWriteHaveALimit() throws Exception {
        assertNotApplied(put("a", "X", "y".repeat(40_000)), 431);
        assertNotApplied(delete("X", "y".repeat(40_000)), 431);
        assertThat(doors.gateway().writes()).isEmpty();
    }

    @Test
    void theConditionOfAPutIsNoneOfTheRepresentation() throws Exception {
        doors.gateway().reads(holding("a", "text/plain"));

        HttpResponse<String> answer = put("a", "Prefer", "return=representation", "If-None-Match", "\"old\"");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("a");
    }

    @Test
    void writesNameNoVersion() throws Exception {
        HttpRequest.Builder request = doors.request("/v1/keys/cart?version=1");

        assertNotApplied(send(request.copy().DELETE()), 400);
        assertNotApplied(send(request.copy().PUT(BodyPublishers.noBody())), 400);
    }

    private HttpResponse<String> put(String value, String... headers) throws Exception {
        HttpRequest.Builder request = doors.request("/v1/keys/cart").PUT(BodyPublishers.ofString(value));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> delete(String... headers) throws Exception {
        HttpRequest.Builder request = doors.request("/v1/keys/cart").DELETE();
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return doors.client(version).send(request.build(), BodyHandlers.ofString());
    }

    private ClientWrite onlyWrite() {
        assertThat(doors.gateway().writes()).hasSize(1);
        return doors.gateway().writes().get(0).write();
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static void assertNotApplied(HttpResponse<String> answer, int status) throws Exception {
        assertThat(problem(answer, status).get("outcome").asText()).isEqualTo("not-applied");
    }

    private static JsonNode problem(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asText()).isNotEmpty();
        assertThat(problem.get("detail").asText()).isNotEmpty();
        return problem;
    }
}
