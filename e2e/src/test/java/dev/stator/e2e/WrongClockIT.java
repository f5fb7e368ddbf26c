package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.stator.client.StatorClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FAILURES 84 at the level of processes: of five nodes one's wall clock is a day ahead, another's a day behind, one runs a tenth too fast
 * and one stands still, while users write and the fifth is away and has hints kept for it.
 */
class WrongClockIT {
    private static final long LATE_NANOS = 7_000_000_000L;
    private static final int AWAY = 4;

    @TempDir
    private Path directory;

    @Test
    void wrongClocksFailNoOperationLoseNothingAndDropNoHints() throws Exception {
        List<String> names = List.of("cart-std-0", "cart-std-1", "cart-std-2", "cart-std-3");
        Optional<Faults> found = Faults.in(directory, names);
        assumeThat(found).as(Faults.WHY_NONE).isPresent();
        Faults faults = found.get();
        Tally right = new Tally(LATE_NANOS);
        Tally wrong = new Tally(LATE_NANOS);
        try (Cluster cluster = Cluster.upWith(faults.variables(), directory, Cluster.FIVE);
                StatorClient client = cluster.client();
                Crowd crowd = new Crowd(client, new SplittableRandom(84))) {
            List<Cluster.Node> before = cluster.nodes().subList(0, AWAY);
            cluster.stator("stop", cluster.node(AWAY).name()).orFail();
            work(crowd, right);
            double hints = cluster.metric(0, "stator_hints");

            faults.wallClockIsAhead(names.get(0), Duration.ofDays(1));
            faults.wallClockIsAhead(names.get(1), Duration.ofDays(-1));
            faults.wallClockDrifts(names.get(2), 0.1);
            faults.wallClockDrifts(names.get(3), -1);
            work(crowd, wrong);
            assertThat(cluster.logOf(before.get(0))).as("the clock is wrong").contains(tomorrow());
            assertThat(hints).isPositive();
            assertThat(cluster.metric(0, "stator_hints"))
                    .as("hints a day later")
                    .isGreaterThanOrEqualTo(hints);
            cluster.stator("start", cluster.node(AWAY).name()).orFail();
            work(crowd, wrong);
            for (String name : names) {
                faults.wallClockIsAhead(name, Duration.ZERO);
                faults.wallClockDrifts(name, 0);
            }
            work(crowd, right);

            System.out.println("right clocks: " + right + "\nwrong clocks: " + wrong);
            for (Tally tally : List.of(right, wrong)) {
                assertThat(tally.notDone()).isEmpty();
                assertThat(tally.late()).isEmpty();
            }
            cluster.awaitFullReplication(60);
            assertThat(cluster.nodes().subList(0, AWAY))
                    .as("the same processes")
                    .isEqualTo(before);
            assertThat(crowd.violations()).isEmpty();
            assertThat(crowd.atLastEverywhere(cluster)).isEmpty();
        }
    }

    private static String tomorrow() {
        return LocalDate.now(ZoneOffset.UTC).plusDays(1).toString();
    }

    private static void work(Crowd crowd, Tally tally) throws Exception {
        crowd.start(tally);
        Nemesis.last(5_000);
        crowd.stop();
    }
}
