package dev.stator.node.http;

import static dev.stator.node.http.ScriptedGateway.holding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.ring.Key;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections of HTTP/1.1 byte by byte: order, bodies, refusals, and what is no HTTP at all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectionTest {
    private static final String HOST = "Host: cart\r\n";
    private static final int LIMIT = Doors.MAX_VALUE_BYTES;

    private final Doors doors;
    private RawConnection connection;

    ConnectionTest(@TempDir Path directory) throws Exception {
        doors = Doors.open(directory);
        connection = doors.connect();
    }

    @BeforeEach
    void connect() throws Exception {
        doors.forget();
        connection.close();
        connection = doors.connect();
    }

    @AfterAll
    void close() throws Exception {
        connection.close();
        doors.close();
    }

    @Test
    void answersComeInTheOrderOfTheirRequests() throws Exception {
        doors.gateway().reads(holding("milk", "text/plain"));

        connection.send("PUT /v1/keys/a HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\n\r\nx" + get("/v1/keys/b")
                + "HEAD /v1/keys/c HTTP/1.1\r\n" + HOST + "\r\n" + get("/v1/store") + get("/v1/nothing"));

        assertThat(connection.read().status()).isEqualTo(204);
        assertThat(connection.read().body()).isEqualTo("milk");
        assertThat(connection.read(true).header("content-length")).isEqualTo("4");
        assertThat(connection.read().body()).contains("\"cart\"");
        assertThat(connection.read().status()).isEqualTo(404);
    }

    @Test
    void aConnectionOutlivesManyMoreRequestsThanMayWait() throws Exception {
        connection.send(get("/v1/store").repeat(500));

        for (int i = 0; i < 500; i++) {
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @Test
    void oneRequestIsUnderWayAtATime() throws Exception {
        doors.gateway().hold();
        connection.send(get("/v1/keys/a") + get("/v1/keys/b"));

        doors.gateway().awaitHeld();
        doors.settle();
        assertThat(doors.gateway().gets()).hasSize(1);

        doors.gateway().release();
        assertThat(connection.read().status()).isEqualTo(404);
        doors.gateway().release();
        assertThat(connection.read().status()).isEqualTo(404);
    }

    @Test
    void aKeyMayBeRawBytes() throws Exception {
        byte[] target = "/v1/keys/caf\u00e9/\u4e16".getBytes(StandardCharsets.UTF_8);
        connection.send("GET ").send(target).send(" HTTP/1.1\r\n" + HOST + "\r\n");
        connection.read();

        assertThat(doors.gateway().gets())
                .extracting(ScriptedGateway.Asked::key)
                .containsExactly(Key.of("caf\u00e9/\u4e16"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/keys/a%zz",
                "/v1/keys/a%2",
                "/v1/keys/%",
                "/v1/keys/%+1",
                "/v1/ring/locate/%zz",
                "/v1/keys/a?version=%zz",
                "/v1/ring?owners=%"
            })
    void badPercentEncodingIsRefused(String path) throws Exception {
        assertThat(connection.send(get(path)).read().status()).isEqualTo(400);
        assertThat(doors.gateway().gets()).isEmpty();
    }

    @Test
    void aTargetMayBeAbsolute() throws Exception {
        connection.send(get("https://cart:8443/v1/keys/a"));

        connection.read();

        assertThat(doors.gateway().gets())
                .extracting(ScriptedGateway.Asked::key)
                .containsExactly(Key.of("a"));
    }

    @Test
    void everyAnswerHasADate() throws Exception {
        for (String path : List.of("/v1/store", "/v1/keys/a", "/v1/nothing")) {
            assertThat(connection.send(get(path)).read().header("date"))
                    .matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        }
    }

    @Test
    void whoExpectsWhatThereIsNotIsTold() throws Exception {
        connection.send("GET /v1/store HTTP/1.1\r\n" + HOST + "Expect: miracles\r\n\r\n" + get("/v1/store"));

        assertThat(connection.read().status()).isEqualTo(417);
        assertThat(connection.read().status()).as("the connection goes on").isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: a\r\nHost: b\r\n"})
    void aRequestHasOneHost(String hosts) throws Exception {
        assertThat(connection
                        .send("GET /v1/store HTTP/1.1\r\n" + hosts + "\r\n")
                        .read()
                        .status())
                .isEqualTo(400);
        assertThat(connection.send(get("/v1/store")).read().status())
                .as("the connection goes on")
                .isEqualTo(200);
    }

    @Test
    void httpOneZeroIsServedAndClosesUnlessAskedNotTo() throws Exception {
        connection.send("GET /v1/store HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /v1/store HTTP/1.0\r\n\r\n");

        assertThat(connection.read().header("connection")).isEqualTo("keep-alive");
        assertThat(connection.read().header("connection")).isEqualTo("close");
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void whoAsksToCloseIsAnsweredBefore() throws Exception {
        RawConnection.Response answer = connection
                .send("GET /v1/store HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n")
                .read();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'BLA\r\n\r\n', 400",
        "'GET /v1/store HTTX/1.1\r\n\r\n', 400",
        "'GET /v1/keys/a b HTTP/1.1\r\nHost: a\r\n\r\n', 400",
        "'GET /v1/store HTTP/1.1\r\nHost: a\r\nNo Name: x\r\n\r\n', 400",
        "'GET /v1/store HTTP/1.1\r\nHost: a\r\nNoColon\r\n\r\n', 400",
        "'GET /v1/store HTTP/1.1\nHost: a\n\n', 400",
        "'PUT /v1/keys/a HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', 400",
        "'PUT /v1/keys/a HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', 400",
        "'PUT /v1/keys/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400",
        "'PUT /v1/keys/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400",
        "'PUT /v1/keys/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400"
    })
    void whatIsNoHttpIsToldSoAndTheConnectionEnds(String bytes, int status) throws Exception {
        RawConnection.Response answer = connection.send(bytes).read();

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("\"outcome\":\"not-applied\"");
        assertThat(connection.isClosedByPeer()).isTrue();
        assertThat(doors.gateway().writes()).isEmpty();
    }

    @Test
    void whatCameBeforeSomethingThatIsNoHttpIsAnsweredFirst() throws Exception {
        connection.send(get("/v1/store") + "BLA\r\n\r\n");

        assertThat(connection.read().status()).isEqualTo(200);
        assertThat(connection.read().status()).isEqualTo(400);
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void targetsAndHeadersHaveLimits() throws Exception {
        assertThat(connection.send(get("/v1/keys/" + "k".repeat(9_000))).read().status())
                .isEqualTo(414);
        try (RawConnection other = doors.connect()) {
            String long1 = "X: " + "y".repeat(40_000) + "\r\n";
            assertThat(other.send("GET /v1/store HTTP/1.1\r\n" + HOST + long1 + "\r\n")
                            .read()
                            .status())
                    .isEqualTo(431);
        }
    }

    @Test
    void aBodyMayComeInChunks() throws Exception {
        connection.send("PUT /v1/keys/a HTTP/1.1\r\n" + HOST
                + "Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nmi\r\n2\r\nlk\r\n0\r\nTrailer: 1\r\n\r\n"
                + get("/v1/store"));

        assertThat(connection.read().status()).isEqualTo(204);
        assertThat(connection.read().status()).isEqualTo(200);
        assertThat(onlyValue()).isEqualTo("milk");
    }

    @Test
    void aChunkedBodyMayBeAsLongAsTheLimitAndNoLonger() throws Exception {
        connection.send(chunked("a", LIMIT, 1000)).read();
        assertThat(onlyValue()).hasSize(LIMIT);

        assertThat(connection.send(chunked("b", LIMIT + 1, 1000)).read().status())
                .isEqualTo(413);
        assertThat(connection.send(get("/v1/store")).read().status())
                .as("the rest of the body is thrown away")
                .isEqualTo(200);
        assertThat(doors.gateway().writes()).hasSize(1);
    }

    @Test
    void tooLongABodyIsRefusedBeforeItHasCome() throws Exception {
        connection.send(put("a", LIMIT + 1, ""));

        RawConnection.Response answer = connection.read();

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("\"outcome\":\"not-applied\"");
        connection.send("x".repeat(LIMIT + 1) + get("/v1/store"));
        assertThat(connection.read().status()).isEqualTo(200);
    }

    @Test
    void aBodyWithoutEndIsNotReadForEver() throws Exception {
        connection.send(put("a", 1L << 40, ""));

        RawConnection.Response answer = connection.read();

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void aRefusedBodyThatBreaksOffEndsTheConnection() throws Exception {
        connection.send(chunked("a", LIMIT + 1, LIMIT + 1).replace("0\r\n\r\n", ""));
        assertThat(connection.read().status()).isEqualTo(413);

        connection.send("no chunk\r\n");

        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void aBodyThatIsAwaitedIsAskedFor() throws Exception {
        connection.send(put("a", 4, "Expect: 100-continue\r\n"));
        assertThat(connection.read().status()).isEqualTo(100);

        connection.send("milk");

        assertThat(connection.read().status()).isEqualTo(204);
        assertThat(onlyValue()).isEqualTo("milk");
    }

    @ParameterizedTest
    @CsvSource({"/v1/nothing, 404", "/v1/keys/%zz, 400", "/v1/store, 405"})
    void aBodyThatWouldBeInVainIsNotAskedFor(String path, int status) throws Exception {
        connection.send("PUT " + path + " HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");

        assertThat(connection.read().status()).isEqualTo(status);
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void aBodyThatIsTooLargeIsNotAskedFor() throws Exception {
        connection.send(put("a", 2 * Doors.MAX_VALUE_BYTES, "Expect: 100-continue\r\n"));

        assertThat(connection.read().status()).isEqualTo(413);
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void aBodyIsNotAskedForBeforeTheAnswersThatAreDue() throws Exception {
        doors.gateway().hold();
        connection.send(get("/v1/keys/a") + put("b", 4, "Expect: 100-continue\r\n"));

        doors.gateway().awaitHeld();
        doors.settle();
        doors.gateway().release();

        assertThat(connection.read().status()).isEqualTo(404);
        assertThat(connection.read().status()).isEqualTo(100);
        connection.send("milk");
        doors.gateway().release();
        assertThat(connection.read().status()).isEqualTo(204);
    }

    @Test
    void aBodyThatIsSentWithoutWaitingIsNotAskedForAfterwards() throws Exception {
        doors.gateway().hold();
        connection.send(get("/v1/keys/a") + put("b", 4, "Expect: 100-continue\r\n") + "milk");

        for (int status : new int[] {404, 204}) {
            doors.gateway().release();
            assertThat(connection.read().status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Transfer-Encoding: gzip, 501",
        "Content-Encoding: gzip, 415",
        "Content-Range: bytes 0-3/9, 400",
        "Content-Encoding: identity, 204"
    })
    void whatWouldBeLostOfAValueIsRefused(String header, int status) throws Exception {
        String coding = header.startsWith("Transfer") ? header + ", chunked" : header;
        String length = header.startsWith("Transfer") ? "" : "Content-Length: 4\r\n";
        String body = header.startsWith("Transfer") ? "4\r\nmilk\r\n0\r\n\r\n" : "milk";
        connection.send("PUT /v1/keys/a HTTP/1.1\r\n" + HOST + coding + "\r\n" + length + "\r\n" + body);

        assertThat(connection.read().status()).isEqualTo(status);
        assertThat(connection.send(get("/v1/store")).read().status()).isEqualTo(200);
    }

    @Test
    void aTypeOfOtherThanAsciiIsRefused() throws Exception {
        connection
                .send("PUT /v1/keys/a HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\nContent-Type: text/")
                .send("\u00e9".getBytes(StandardCharsets.UTF_8))
                .send("\r\n\r\n");

        assertThat(connection.read().status()).isEqualTo(400);
    }

    @Test
    void httpWithoutTlsIsToldSo() throws Exception {
        try (RawConnection plain = doors.connectPlain()) {
            RawConnection.Response answer = plain.send(get("/v1/store")).read();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("HTTPS");
            assertThat(plain.isClosedByPeer()).isTrue();
        }
    }

    private String onlyValue() {
        assertThat(doors.gateway().writes()).hasSize(1);
        return new String(doors.gateway().writes().get(0).write().bytes(), StandardCharsets.UTF_8);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n";
    }

    private static String put(String key, long length, String headers) {
        return "PUT /v1/keys/" + key + " HTTP/1.1\r\n" + HOST + headers + "Content-Length: " + length + "\r\n\r\n";
    }

    private static String chunked(String key, int length, int chunk) {
        StringBuilder text = new StringBuilder(
                "PUT /v1/keys/" + key + " HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n");
        for (int sent = 0; sent < length; sent += chunk) {
            int size = Math.min(chunk, length - sent);
            text.append(Integer.toHexString(size))
                    .append("\r\n")
                    .append("x".repeat(size))
                    .append("\r\n");
        }
        return text.append("0\r\n\r\n").toString();
    }
}
