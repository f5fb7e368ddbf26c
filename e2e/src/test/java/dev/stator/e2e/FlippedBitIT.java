package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.stator.client.StatorClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FAILURES 15 at the level of processes: bits flip on the way between nodes, and between them and their users. */
class FlippedBitIT {
    private static final long LATE_NANOS = 7_000_000_000L;
    private static final int FLIPS = 40;

    @TempDir
    private Path directory;

    @Test
    void connectionOnWhichABitFlippedEndsAndNothingWrongIsStoredOrAnswered() throws Exception {
        SplittableRandom random = new SplittableRandom(15);
        Tally before = new Tally(LATE_NANOS);
        Tally flipped = new Tally(LATE_NANOS);
        try (Cluster cluster = Cluster.up(directory, Cluster.FIVE);
                Wires wires = Wires.before(cluster);
                StatorClient client = cluster.client();
                Crowd crowd = new Crowd(client, new SplittableRandom(15))) {
            assumeThat(wires.areThere()).as(Wires.WHY_NONE).isTrue();
            crowd.start(before);
            Nemesis.last(2_000);
            crowd.stop();

            crowd.start(flipped);
            for (int i = 0; i < FLIPS; i++) {
                wires.flipABit(i % cluster.nodes().size(), i % 4 == 3);
                Nemesis.last(random.nextInt(50, 450));
            }
            crowd.stop();

            System.out.println(
                    "before: " + before + "\nbits flip: " + flipped + "; on " + wires.flips() + " connections");
            assertThat(wires.flips()).as("bits that flipped").isGreaterThan(FLIPS / 2);
            Awaitility.await("the end of each connection on which a bit flipped")
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> wires.damagedThatStillStand() == 0);
            assertThat(before.notDone()).isEmpty();
            assertThat(flipped.notDone()).isEmpty();
            assertThat(flipped.late()).isEmpty();
            cluster.awaitFullReplication(60);
            assertThat(crowd.violations()).isEmpty();
            assertThat(crowd.atLastEverywhere(cluster)).isEmpty();
        }
    }
}
