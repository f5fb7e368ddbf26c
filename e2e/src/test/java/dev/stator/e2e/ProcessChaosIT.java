package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.client.StatorClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five processes at (3,2,2), and under load what happens to processes: killed, standing still, stopped, cut off, one at a time;
 * then three of the five are away at once.
 *
 * <p>{@code -Dchaos.seconds=600} for longer, {@code -Dchaos.trouble=30} for troubles of up to 30 s, {@code -Dchaos.seed=N} for the
 * same troubles and operations in the same order, though not at the same moments.
 */
class ProcessChaosIT {
    private static final int PUTS_OF_EACH_WITH_THREE_AWAY = 60;
    private static final int OPERATIONS_FIRST = 500;

    /** The client's deadline of 5 s, its patience for a last word, and what a busy machine takes to wake a thread. */
    private static final long LATE_NANOS = 7_000_000_000L;

    @TempDir
    private Path directory;

    @Test
    void oneNodeAfterTheOtherIsInTroubleThenThreeAreAwayAndNothingIsLostNorRefusedNorBack() throws Exception {
        long seed = Long.getLong("chaos.seed", System.nanoTime() & 0xffff_ffffL);
        long seconds = Long.getLong("chaos.seconds", 40);
        SplittableRandom random = new SplittableRandom(seed);
        Tally oneInTrouble = new Tally(LATE_NANOS);
        Tally threeAway = new Tally(LATE_NANOS);
        Tally returning = new Tally(LATE_NANOS);
        List<String> atLast;
        try (Cluster cluster = Cluster.up(directory, Cluster.FIVE);
                Wires wires = Wires.before(cluster);
                StatorClient client = cluster.client();
                Crowd crowd = new Crowd(client, random)) {
            Nemesis nemesis = new Nemesis(cluster, wires, random.split(), Integer.getInteger("chaos.trouble", 4));
            nemesis.tell("seed " + seed);
            if (!wires.areThere()) {
                nemesis.tell(Wires.WHY_NONE + ": no node is cut off or made unreachable");
            }
            try {
                crowd.start(oneInTrouble);
                Awaitility.await("work of a cluster that has just started")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> oneInTrouble.operations() >= OPERATIONS_FIRST);
                nemesis.strikeFor(seconds);
                crowd.stop();

                List<String> away = threeOf(cluster, random);
                nemesis.tell("away: " + away);
                for (String node : away) {
                    cluster.stator("stop", node, "--kill").orFail();
                }
                crowd.put(PUTS_OF_EACH_WITH_THREE_AWAY, threeAway);
                crowd.start(returning);
                for (String node : away) {
                    cluster.stator("start", node).orFail();
                }
                crowd.stop();

                nemesis.tell("all are back");
                cluster.awaitFullReplication(120);
                nemesis.tell("healed");
                atLast = crowd.violations();
                atLast.addAll(crowd.atLastEverywhere(cluster));
            } finally {
                nemesis.diary().forEach(System.out::println);
                System.out.println("one in trouble: " + oneInTrouble + "\n  " + oneInTrouble.notDone());
                System.out.println("three away: " + threeAway + "\n  " + threeAway.notDone());
                System.out.println("returning: " + returning + "\n  " + returning.notDone());
            }
        }

        assertThat(atLast)
                .as("lost, back, invented, or called refused though done")
                .isEmpty();
        assertThat(oneInTrouble.failedPerThousand())
                .as("of a thousand operations with one node in trouble: " + oneInTrouble.notDone())
                .isLessThanOrEqualTo(1.0);
        assertThat(threeAway.notDone()).as("puts with three of five away").isEmpty();
        assertThat(oneInTrouble.late()).as("past the deadline").isEmpty();
        assertThat(threeAway.late()).as("past the deadline").isEmpty();
        assertThat(returning.late()).as("past the deadline").isEmpty();
    }

    private static List<String> threeOf(Cluster cluster, SplittableRandom random) {
        List<String> names = new ArrayList<>();
        cluster.nodes().forEach(node -> names.add(node.name()));
        names.remove(random.nextInt(names.size()));
        names.remove(random.nextInt(names.size()));
        return names;
    }
}
