package dev.stator.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.WriteOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users who ask too much, or take too little, get; and that others do not suffer for it (API §1, FAILURES 40, 82, 83). */
class OverloadTest {
    private static final String HOST = "Host: cart\r\n";
    private static final int HUGE = 48 << 20; // more than the buffers of both machines
    private static final long UNREAD_MILLIS = 700;

    private Doors doors;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        doors = Doors.open(directory, new HttpServer.Limits(16 << 20, 1 << 20, UNREAD_MILLIS));
    }

    @AfterEach
    void close() throws Exception {
        doors.close();
    }

    @Test
    void shedWriteIsToldAtOnceThatItWasNotAppliedAndWhenToComeBack() throws Exception {
        doors.gateway().writes(new WriteOutcome.Rejected(WriteOutcome.Why.OVERLOADED, 0, 2));
        try (RawConnection connection = doors.connect()) {
            RawConnection.Response shed = connection.send(put("a")).read();

            assertThat(shed.status()).isEqualTo(503);
            assertThat(shed.header("retry-after")).isEqualTo("1");
            assertThat(shed.body()).contains("\"outcome\":\"not-applied\"");
        }
    }

    @Test
    void whoWasShedIsListenedToAgainAMomentLater() throws Exception {
        doors.gateway().writes(new WriteOutcome.Rejected(WriteOutcome.Why.OVERLOADED, 0, 2));
        try (RawConnection connection = doors.connect()) {
            long begin = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                assertThat(connection.send(put("a")).read().status()).isEqualTo(503);
            }

            assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(4 * 100));
        }
    }

    @Test
    void timeBehindAnotherRequestIsTakenOffTheDeadline() throws Exception {
        doors.gateway().hold();
        try (RawConnection connection = doors.connect()) {
            connection.send(
                    get("a") + "GET /v1/keys/b HTTP/1.1\r\n" + HOST + "Stator-Timeout: 20ms\r\n\r\n" + get("c"));
            doors.gateway().awaitHeld();
            long late = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(60);
            while (System.nanoTime() < late) {
                doors.settle();
            }
            doors.gateway().release();
            assertThat(connection.read().status()).isEqualTo(404);

            RawConnection.Response tooLate = connection.read();

            assertThat(tooLate.status()).isEqualTo(503);
            assertThat(tooLate.body()).contains("problems/late");
            doors.gateway().release();
            assertThat(connection.read().status()).isEqualTo(404);
            assertThat(doors.gateway().gets()).hasSize(2);
            assertThat(doors.gateway().gets().get(1).timeoutMillis()).isBetween(1, 4_990);
        }
    }

    @Test
    void clientThatTakesNothingOfItsAnswerLosesItsConnectionAndOthersAreServedMeanwhile() throws Exception {
        doors.gateway().reads(ScriptedGateway.holding("x".repeat(HUGE), "text/plain"));
        try (RawConnection still = doors.connect();
                RawConnection other = doors.connect()) {
            still.send(get("a"));
            awaitFirstGet();
            RawConnection.Response huge = other.send(get("a")).read();
            assertThat(huge.status()).as("no room for a second one").isEqualTo(503);
            doors.gateway().reads(ScriptedGateway.holding("small", "text/plain"));
            assertThat(other.send(get("b")).read().body()).isEqualTo("small");

            assertThat(isCutOff(still)).isTrue();
            doors.gateway().reads(ScriptedGateway.holding("y".repeat(100_000), "text/plain"));
            assertThat(other.send(get("c")).read().status())
                    .as("its room is free again")
                    .isEqualTo(200);
        }
    }

    private void awaitFirstGet() throws Exception {
        while (doors.gateway().gets().isEmpty()) {
            doors.settle();
        }
        doors.settle();
    }

    /** Waits until the other side has closed, without taking anything: then what is left in buffers ends too soon. */
    private boolean isCutOff(RawConnection still) throws Exception {
        while (doors.connections() > 1) {
            doors.settle();
        }
        try {
            return still.read().body().length() < HUGE;
        } catch (IOException e) {
            return true;
        }
    }

    private static String get(String key) {
        return "GET /v1/keys/" + key + " HTTP/1.1\r\n" + HOST + "\r\n";
    }

    private static String put(String key) {
        return "PUT /v1/keys/" + key + " HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\n\r\nx";
    }
}
