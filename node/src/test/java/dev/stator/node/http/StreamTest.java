package dev.stator.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams of HTTP/2 frame by frame. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamTest {
    private final Doors doors;

    StreamTest(@TempDir Path directory) throws Exception {
        doors = Doors.open(directory);
    }

    @AfterAll
    void close() throws Exception {
        doors.close();
    }

    /** curl says "Empty reply from server" where the reset comes first. */
    @ParameterizedTest
    @CsvSource({"/v1/keys/a, 100000, value-too-large", "/v1/nothing, 4, unknown-path", "/v1/keys/%zz, 4, bad-request"})
    void whoWaitsToBeAskedForABodyInVainIsAnsweredBeforeTheStreamIsReset(String path, String length, String problem)
            throws Exception {
        try (RawHttp2 connection = doors.connectHttp2()) {
            connection.sendHead("PUT", path, "expect", "100-continue", "content-length", length);

            assertThat(connection.read().type()).isEqualTo(RawHttp2.HEADERS);
            RawHttp2.Frame body = connection.read();
            assertThat(body.type()).isEqualTo(RawHttp2.DATA);
            assertThat(body.text()).contains(problem).contains("\"outcome\":\"not-applied\"");
            assertThat(body.isLast()).isTrue();
            RawHttp2.Frame reset = connection.read();
            assertThat(reset.type()).isEqualTo(RawHttp2.RST_STREAM);
            assertThat(reset.payload()).as("NO_ERROR (RFC 9113 §8.1)").containsOnly(0);
        }
    }
}
