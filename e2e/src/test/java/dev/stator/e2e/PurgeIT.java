package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.client.ReadResult;
import dev.stator.client.StatorClient;
import dev.stator.client.WriteOptions;
import dev.stator.client.WriteResult;
import dev.stator.ring.Key;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PROTOCOL rule 14 and FAILURES 22 at the level of processes, with tombstones that are old after three seconds and sweeps every two:
 * deleted keys are forgotten everywhere, and not while a node is away that still has their values.
 */
class PurgeIT {
    /** Of few partitions: a pass over all records rests a second after each. */
    private static final String THREE =
            Cluster.FIVE.replace("replicas: 5", "replicas: 3").replace("partitions: 64", "partitions: 16");

    private static final Map<String, String> SHORT =
            Map.of("STATOR_TOMBSTONE_MILLIS", "3000", "STATOR_SWEEP_MILLIS", "2000");
    private static final int KEYS = 40;
    private static final int AWAY = 2;

    private static final int PASS_SECONDS_MAX = 90;

    /** 10 s until nothing older is on its way, 20 s until a sweep is drained, and two passes over all records. */
    private static final int PURGE_SECONDS_MAX = 150;

    @TempDir
    private Path directory;

    @Test
    void whatIsDeletedIsForgottenByAllAndNotBeforeWhoMissedItIsBack() throws Exception {
        try (Cluster cluster = Cluster.upWith(SHORT, directory, THREE)) {
            List<StatorClient> clients = new ArrayList<>();
            cluster.nodes().forEach(node -> clients.add(cluster.clientOf(node)));
            for (String prefix : List.of("known/", "missed/", "kept/")) {
                put(clients.get(0), prefix);
            }
            cluster.awaitFullReplication(30);

            delete(clients.get(0), "known/");
            cluster.stator("stop", cluster.node(AWAY).name()).orFail();
            delete(clients.get(0), "missed/");
            awaitThatAllIsHeldUp(cluster);
            for (String prefix : List.of("known/", "missed/")) {
                assertThat(states(clients.subList(0, AWAY), prefix))
                        .as("while a node is away that has the values")
                        .containsOnly("remembered as deleted");
            }
            assertThat(cluster.metric(0, "stator_sweep_behind")).isEqualTo(1);

            cluster.stator("start", cluster.node(AWAY).name()).orFail();
            long started = System.nanoTime();
            awaitForgotten(clients, "missed/");
            awaitForgotten(clients, "known/");

            System.out.println("purge: forgotten by all " + (System.nanoTime() - started) / 1_000_000_000
                    + " s after the return of the node that had missed deletes");
            assertThat(states(clients, "kept/")).containsOnly("there");
            for (int node = 0; node < clients.size(); node++) {
                assertThat(cluster.metric(node, "stator_purged_total"))
                        .as("keys that node " + node + " has purged")
                        .isGreaterThanOrEqualTo(2 * KEYS);
            }
            clients.forEach(StatorClient::close);
        }
    }

    /** Who is there has come by all old tombstones, and wants the owner that is away to agree. */
    private static void awaitThatAllIsHeldUp(Cluster cluster) {
        Awaitility.await("old tombstones that wait for an owner")
                .atMost(Duration.ofSeconds(PASS_SECONDS_MAX))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    for (int node = 0; node < AWAY; node++) {
                        assertThat(cluster.metric(node, "stator_purged_total")).isZero();
                        if (cluster.metric(node, "stator_tombstones_waiting") < 2 * KEYS) {
                            return false;
                        }
                    }
                    return true;
                });
    }

    /** Asked at every node, whose own record counts; no key ever shows its value again. */
    private static void awaitForgotten(List<StatorClient> clients, String prefix) {
        Awaitility.await("the purge of " + prefix)
                .atMost(Duration.ofSeconds(PURGE_SECONDS_MAX))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    List<String> states = states(clients, prefix);
                    assertThat(states).isSubsetOf("remembered as deleted", "never heard of");
                    return !states.contains("remembered as deleted");
                });
    }

    private static List<String> states(List<StatorClient> clients, String prefix) throws InterruptedException {
        List<String> states = new ArrayList<>();
        for (StatorClient client : clients) {
            for (int i = 0; i < KEYS; i++) {
                ReadResult read = client.blocking().get(Key.of(prefix + i));
                if (read instanceof ReadResult.NotFound not) {
                    states.add(not.deleted() ? "remembered as deleted" : "never heard of");
                } else {
                    states.add(read instanceof ReadResult.Found ? "there" : read.toString());
                }
            }
        }
        return states;
    }

    private static void put(StatorClient client, String prefix) throws InterruptedException {
        for (int i = 0; i < KEYS; i++) {
            byte[] value = ("value " + i).getBytes(StandardCharsets.UTF_8);
            assertThat(client.blocking().put(Key.of(prefix + i), value)).isInstanceOf(WriteResult.Written.class);
        }
    }

    private static void delete(StatorClient client, String prefix) throws InterruptedException {
        for (int i = 0; i < KEYS; i++) {
            assertThat(client.blocking().delete(Key.of(prefix + i), WriteOptions.PLAIN))
                    .isInstanceOf(WriteResult.Written.class);
        }
    }
}
