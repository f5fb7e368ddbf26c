package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.client.BlockingClient;
import dev.stator.client.ReadResult;
import dev.stator.client.StatorClient;
import dev.stator.client.WriteResult;
import dev.stator.ring.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node is away while others work, and comes back: with its disk (FAILURES 48, scaled down), and with an empty one (FAILURES 1
 * and 4). {@code -Daway.seconds=60} for longer.
 */
class AwayNodeIT {
    private static final long LATE_NANOS = 7_000_000_000L;
    private static final int AWAY = 2;
    private static final int KEYS = 60;

    @TempDir
    private Path directory;

    @Test
    void nodeThatComesBackUnderFullLoadIsGivenWhatItMissedAndNothingIsRefused() throws Exception {
        Tally away = new Tally(LATE_NANOS);
        Tally back = new Tally(LATE_NANOS);
        try (Cluster cluster = Cluster.up(directory, Cluster.FIVE);
                StatorClient client = cluster.client();
                Crowd crowd = new Crowd(client, new SplittableRandom(48))) {
            cluster.stator("stop", cluster.node(AWAY).name()).orFail();
            crowd.start(away);
            Nemesis.last(1000 * Integer.getInteger("away.seconds", 15));
            crowd.stop();
            long kept = cluster.hintedBytes();
            assertThat(kept).as("kept for the node that is away").isPositive();

            crowd.start(back);
            cluster.stator("start", cluster.node(AWAY).name()).orFail();
            long started = System.nanoTime();
            Awaitility.await("the way home of all hints under load")
                    .atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> cluster.hintedBytes() == 0);
            double seconds = (System.nanoTime() - started) / 1e9;
            crowd.stop();

            System.out.printf(
                    "away: p99 %.1f ms; %s%nback: p99 %.1f ms; %s%n%d bytes of hints went home in %.1f s%n",
                    away.p99Millis(), away, back.p99Millis(), back, kept, seconds);
            assertThat(away.notDone()).isEmpty();
            assertThat(back.notDone()).isEmpty();
            assertThat(back.late()).isEmpty();
            cluster.awaitFullReplication(60);
            assertThat(crowd.violations()).isEmpty();
            try (StatorClient returned = cluster.clientOf(cluster.node(AWAY))) {
                assertThat(crowd.atLast(Map.of("the node that was away", returned)))
                        .isEmpty();
            }
        }
    }

    /** Moves are not built, so it stays outside until somebody publishes a ring with it: no other node takes it for the old one. */
    @Test
    void nodeThatComesBackWithAnEmptyDiskIsAnotherStoreAndNeverSaysNotFound() throws Exception {
        try (Cluster cluster = Cluster.up(directory, Cluster.FIVE);
                StatorClient client = cluster.client()) {
            Cluster.Node lost = cluster.node(AWAY);
            String storeBefore = cluster.statusOf(AWAY).path("storeId").asText();
            for (int i = 0; i < KEYS; i++) {
                assertThat(client.blocking().put(key(i), value(i))).isInstanceOf(WriteResult.Written.class);
            }

            cluster.stator("stop", lost.name(), "--kill").orFail();
            empty(Path.of(lost.data()));
            for (int i = 0; i < KEYS; i++) { // acknowledged by two, one of whom may be who has lost it
                assertIsThere(client.blocking(), i);
            }
            Shell.Result start = cluster.stator("start", lost.name());

            assertThat(start.exit()).isNotZero();
            assertThat(start.err()).contains(lost.name() + " does not come up").contains("not " + storeBefore);
            assertThat(cluster.statusOf(AWAY).path("storeId").asText()).isNotEqualTo(storeBefore);
            assertThat(cluster.statusOf(AWAY).path("owned").asInt()).isZero();
            assertThat(cluster.isReady(AWAY)).isFalse();
            try (StatorClient returned = cluster.clientOf(cluster.node(AWAY))) {
                assertThat(returned.blocking().get(key(0))).isInstanceOf(ReadResult.Failed.class);
            }
            for (int i = 0; i < KEYS; i++) {
                assertIsThere(client.blocking(), i);
            }
        }
    }

    private static void empty(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void assertIsThere(BlockingClient client, int i) throws InterruptedException {
        assertThat(client.get(key(i))).isInstanceOfSatisfying(ReadResult.Found.class, found -> assertThat(found.value())
                .isEqualTo(value(i)));
    }

    private static Key key(int i) {
        return Key.of("away/" + i);
    }

    private static byte[] value(int i) {
        return ("value " + i).getBytes(StandardCharsets.UTF_8);
    }
}
