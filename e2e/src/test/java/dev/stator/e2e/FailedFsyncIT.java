package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.stator.client.StatorClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FAILURES 10 at the level of processes: one fsync of one node fails, and the next would not, while users write. */
class FailedFsyncIT {
    private static final long LATE_NANOS = 7_000_000_000L;
    private static final String NODE = "cart-std-0";
    private static final int INDEX = 0;

    @TempDir
    private Path directory;

    @Test
    void nodeWhoseFsyncFailsOnceEndsAndComesBackAndNothingIsRefusedOrLost() throws Exception {
        Optional<Faults> faults = Faults.in(directory, List.of(NODE));
        assumeThat(faults).as(Faults.WHY_NONE).isPresent();
        Tally tally = new Tally(LATE_NANOS);
        try (Cluster cluster = Cluster.upWith(faults.get().variables(), directory, Cluster.FIVE);
                StatorClient client = cluster.client();
                Crowd crowd = new Crowd(client, new SplittableRandom(10))) {
            crowd.start(tally);
            Nemesis.last(2_000);
            Cluster.Node before = cluster.node(INDEX);

            faults.get().fsyncsFail(NODE, 1);

            Awaitility.await("the end of the process, and its return")
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> cluster.node(INDEX).pid() != before.pid() && cluster.isReady(INDEX));
            Nemesis.last(1_000);
            crowd.stop();

            System.out.println("fsyncs failed: " + tally);
            assertThat(before.name()).isEqualTo(NODE);
            assertThat(faults.get().failedFsyncs(NODE)).isEqualTo(1);
            assertThat(cluster.logOf(cluster.node(INDEX))).contains("Input/output error");
            assertThat(tally.notDone()).isEmpty();
            assertThat(tally.late()).isEmpty();
            cluster.awaitFullReplication(60);
            assertThat(crowd.violations()).isEmpty();
            assertThat(crowd.atLastEverywhere(cluster)).isEmpty();
        }
    }
}
