package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.client.StatorClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FAILURES row 49 at the level of processes: more nodes are away than a quorum can miss, and no write is refused. */
class SloppyQuorumIT {
    @TempDir
    private Path directory;

    @Test
    void withThreeOfFiveNodesDownEveryPutSucceedsAndIsOnItsOwnersAfterTheirReturn() throws Exception {
        List<String> away = List.of("cart-std-1", "cart-std-2", "cart-std-3");
        History history = new History("client", 100);
        try (Cluster cluster = Cluster.up(directory, Cluster.FIVE);
                StatorClient client = cluster.client()) {
            for (String node : away) {
                cluster.stator("stop", node, "--kill").orFail();
            }

            for (int i = 0; i < 300; i++) {
                history.putNext(client.blocking());
            }
            assertThat(history.refused()).isEmpty();
            Awaitility.await("hints in the status")
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> cluster.hintedBytes() > 0);

            for (String node : away) {
                cluster.stator("start", node).orFail();
            }
            Awaitility.await("the way home of all hints")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> cluster.hintedBytes() == 0);
            cluster.awaitFullReplication(90);
            List<String> violations = new ArrayList<>(history.violations(client.blocking()));
            for (String node : List.of("cart-std-0", "cart-std-4")) { // those who kept them are not needed any more
                cluster.stator("stop", node, "--kill").orFail();
                violations.addAll(history.violations(client.blocking()));
                cluster.stator("start", node).orFail();
            }
            assertThat(violations).isEmpty();
        }
    }
}
