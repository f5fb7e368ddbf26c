package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.client.StatorClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that keeps the last write alone and acknowledges before the fsync, as processes. */
class ModesIT {
    private static final String STORE = """
            apiVersion: stator.dev/v1alpha1
            kind: KeyValueStore
            metadata: {name: cart}
            spec:
              conflictResolution: LastWriteWins
              durability: Buffered
              partitions: 64
              nodePools:
              - {name: std, replicas: 3, capacityWeight: 100, storage: {size: 1Gi}}
            """;

    @TempDir
    private Path directory;

    @Test
    void lastOfTwoWritesThatHaveNotSeenEachOtherIsThereAndOutlivesTheProcesses() throws Exception {
        History history = new History("client", 20);
        try (Cluster cluster = Cluster.up(directory, STORE);
                StatorClient client = cluster.client()) {
            String emptyContext = contextOfNothing(cluster);
            cluster.stator("put", "k", "one", "--context", emptyContext).orFail();
            cluster.stator("put", "k", "two", "--context", emptyContext).orFail();
            assertThat(cluster.stator("get", "k").orFail().out()).isEqualTo("two");
            cluster.stator("delete", "k").orFail();
            assertThat(cluster.stator("get", "k").exit()).isEqualTo(4);

            for (int i = 0; i < 200; i++) {
                history.putNext(client.blocking());
            }
            cluster.killAllAndAwaitReturn(() -> {}); // a process that is killed loses nothing that the kernel has

            assertThat(history.refused()).isEmpty();
            assertThat(history.violations(client.blocking())).isEmpty();
        }
    }

    private static String contextOfNothing(Cluster cluster) {
        String url = cluster.node(0).url() + "/v1/keys/k";
        String command = "curl -sS --cacert " + cluster.ca() + " -o /dev/null -D - " + url
                + " | tr -d '\\r' | sed -n 's/^stator-context: //Ip'";
        return cluster.bash(command).orFail().out().strip();
    }
}
