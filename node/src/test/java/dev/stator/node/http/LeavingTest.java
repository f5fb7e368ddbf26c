package dev.stator.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A door under pressure, and one that is about to close. */
class LeavingTest {
    private static final int LIMIT = Doors.MAX_VALUE_BYTES;

    @TempDir
    private Path directory;

    private Doors doors;
    private RawConnection connection;

    /** There is room for one and a half values of the largest size. */
    @BeforeEach
    void open() throws Exception {
        doors = Doors.open(directory, LIMIT + LIMIT / 2);
        connection = doors.connect();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        doors.close();
    }

    @Test
    void aNodeThatLeavesAnswersAndAsksToGoElsewhere() throws Exception {
        assertThat(connection.send(get("/v1/store")).read().header("connection"))
                .isEmpty();

        doors.server().leave();

        RawConnection.Response last = connection.send(get("/v1/store")).read();
        assertThat(last.status()).isEqualTo(200);
        assertThat(last.header("connection")).isEqualTo("close");
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void aNodeThatLeavesAnswersAllThatHasComeBefore() throws Exception {
        doors.gateway().hold();
        connection.send(get("/v1/keys/a").repeat(3));
        doors.gateway().awaitHeld();
        doors.settle();
        doors.server().leave();

        for (String last : List.of("", "", "close")) {
            doors.gateway().release();
            assertThat(connection.read().header("connection")).isEqualTo(last);
        }
        assertThat(connection.isClosedByPeer()).isTrue();
    }

    @Test
    void whenValuesUnderWayAreTooManyBytesMoreAreShed() throws Exception {
        String whole = put("b", "") + "x".repeat(LIMIT);
        try (RawConnection other = doors.connect()) {
            assertThat(connection
                            .send(put("a", "Expect: 100-continue\r\n"))
                            .read()
                            .status())
                    .isEqualTo(100);

            RawConnection.Response shed = other.send(whole).read();

            assertThat(shed.status()).isEqualTo(503);
            assertThat(shed.header("retry-after")).isNotEmpty();
            assertThat(shed.body()).contains("\"outcome\":\"not-applied\"");
            assertThat(connection.send("x".repeat(LIMIT)).read().status()).isEqualTo(204);
            assertThat(other.send(whole).read().status())
                    .as("there is room again")
                    .isEqualTo(204);
        }
    }

    @Test
    void theRoomOfABodyThatBreaksOffIsGivenBack() throws Exception {
        String whole = put("b", "") + "x".repeat(LIMIT);
        assertThat(connection.send(put("a", "Expect: 100-continue\r\n")).read().status())
                .isEqualTo(100);
        connection.close();

        try (RawConnection other = doors.connect()) {
            int status;
            do { // the end of the other connection may come later
                status = other.send(whole).read().status();
            } while (status == 503);

            assertThat(status).isEqualTo(204);
        }
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: cart\r\n\r\n";
    }

    private static String put(String key, String headers) {
        return "PUT /v1/keys/" + key + " HTTP/1.1\r\nHost: cart\r\n" + headers + "Content-Length: " + LIMIT
                + "\r\n\r\n";
    }
}
