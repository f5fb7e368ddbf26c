package dev.stator.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that are sent piece by piece are as whole as others, and come in their order. */
class LongAnswerTest {
    private static final int LONG = 3 << 20;
    private static final long UNREAD_MILLIS = 700;

    private Doors doors;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        doors = Doors.open(directory, new HttpServer.Limits(64 << 20, 64 << 20, UNREAD_MILLIS));
    }

    @AfterEach
    void close() throws Exception {
        doors.close();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void valueIsWhole(HttpClient.Version version) throws Exception {
        String value = text(LONG, 1);
        doors.gateway().reads(ScriptedGateway.holding(value, "text/plain"));

        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = doors.client(version)
                    .send(doors.request("/v1/keys/a").build(), HttpResponse.BodyHandlers.ofString());

            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(LONG);
            assertThat(answer.body().equals(value)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void versionsAreWhole(HttpClient.Version version) throws Exception {
        String one = text(LONG, 1);
        String other = text(LONG, 2);
        doors.gateway().reads(ScriptedGateway.siblings(one, other));

        HttpResponse<byte[]> answer = doors.client(version)
                .send(doors.request("/v1/keys/a").build(), HttpResponse.BodyHandlers.ofByteArray());

        JsonNode siblings = new ObjectMapper().readTree(answer.body()).get("siblings");
        assertThat(siblings).hasSize(2);
        assertThat(siblings).allSatisfy(told -> {
            String value = new String(told.get("value").binaryValue(), StandardCharsets.US_ASCII);
            assertThat(value.equals(one) || value.equals(other)).isTrue();
        });
    }

    @Test
    void answersComeInTheOrderOfTheirRequests() throws Exception {
        doors.gateway().reads(ScriptedGateway.holding(text(LONG, 1), "text/plain"));
        try (RawConnection connection = doors.connect()) {
            connection.send(get("a") + get("b") + get("none?version=1") + get("c"));

            assertThat(connection.read().body()).hasSize(LONG);
            assertThat(connection.read().body()).hasSize(LONG);
            assertThat(connection.read().status()).isNotEqualTo(200);
            assertThat(connection.read().body()).hasSize(LONG);
        }
    }

    @Test
    void lastAnswerOfAConnectionIsWholeBeforeItCloses() throws Exception {
        doors.gateway().reads(ScriptedGateway.holding(text(LONG, 1), "text/plain"));
        try (RawConnection connection = doors.connect()) {
            connection.send("GET /v1/keys/a HTTP/1.1\r\nHost: cart\r\nConnection: close\r\n\r\n");

            assertThat(connection.read().body()).hasSize(LONG);
            assertThat(connection.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void whoTakesItSlowlyIsNotLetGo() throws Exception {
        int huge = 32 << 20; // more than the buffers of both machines
        doors.gateway().reads(ScriptedGateway.holding("x".repeat(huge), "text/plain"));
        try (RawConnection connection = doors.connect()) {
            connection.send(get("a"));
            long begin = System.nanoTime();

            assertThat(connection.readSlowly(40)).isEqualTo(huge);
            assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(UNREAD_MILLIS));
        }
    }

    private static String get(String key) {
        return "GET /v1/keys/" + key + " HTTP/1.1\r\nHost: cart\r\n\r\n";
    }

    private static String text(int length, int first) {
        StringBuilder text = new StringBuilder(length);
        for (int i = first; text.length() < length; i += 7) {
            text.append(i).append(' ');
        }
        return text.substring(0, length);
    }
}
