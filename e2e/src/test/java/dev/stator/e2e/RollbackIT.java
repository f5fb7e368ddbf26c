package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks of processes go back in time: one node's (FAILURES 5), and all of a cluster's (FAILURES 94). */
class RollbackIT {
    private static final int BACK = 1;
    private static final int KEYS = 60;

    @TempDir
    private Path directory;

    @Test
    void nodeWhoseDiskWentBackServesNothingWhileOthersGoOnUntilItsDiskIsBackOrAHumanAcceptsTheLoss() throws Exception {
        try (Cluster cluster = Cluster.up(directory, Cluster.FIVE);
                StatorClient client = cluster.client()) {
            BlockingClient user = client.blocking();
            Cluster.Node back = cluster.node(BACK);
            Path disk = Path.of(back.data());
            Path older = directory.resolve("older");
            Path newer = directory.resolve("newer");
            putAll(user, "first");
            cluster.stator("stop", back.name()).orFail();
            copy(disk, older);
            cluster.stator("start", back.name()).orFail();
            putAll(user, "second");
            Thread.sleep(3_000); // the node says in gossip how far it has come
            cluster.stator("stop", back.name()).orFail();
            copy(disk, newer);

            replace(disk, older);
            Shell.Result start = cluster.stator("start", back.name());

            assertThat(start.exit()).isNotZero();
            assertThat(start.err()).contains("in doubt").contains("docs/OPERATIONS.md");
            isInDoubt(cluster);
            assertThat(cluster.statusOf(BACK).path("inDoubt").asText()).contains("the other owners have all");
            try (StatorClient alone = cluster.clientOf(cluster.node(BACK))) {
                assertThat(alone.blocking().get(key(0))).isInstanceOf(ReadResult.Failed.class);
                assertThat(alone.blocking().put(key(0), bytes("lost"))).isInstanceOf(WriteResult.NotApplied.class);
            }
            assertAll(user, "second");
            putAll(user, "third");
            assertAll(user, "third");
            cluster.signal(BACK, "KILL"); // the doubt is on its disk
            Awaitility.await("its return, in doubt as before")
                    .atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> cluster.statusOf(BACK).has("inDoubt"));

            cluster.stator("stop", back.name()).orFail();
            replace(disk, newer);
            cluster.stator("start", back.name()).orFail();
            assertThat(cluster.isReady(BACK)).isTrue();
            cluster.awaitFullReplication(60);
            assertAll(user, "third");

            cluster.stator("stop", back.name()).orFail();
            replace(disk, older);
            cluster.stator("start", back.name(), "--accept-rollback").orFail();
            assertThat(cluster.isReady(BACK)).isTrue();
            cluster.awaitFullReplication(60);
            assertAll(user, "third");
            try (StatorClient accepted = cluster.clientOf(cluster.node(BACK))) {
                assertAll(accepted.blocking(), "third");
            }
        }
    }

    /** The one whose disk is of the last moment is not in doubt: nobody is left who remembers more of it. */
    @Test
    void allDisksThatWentBackKeepWhatTheyHaveUntilAHumanAcceptsTheLoss() throws Exception {
        try (Cluster cluster = Cluster.up(directory, "");
                StatorClient client = cluster.client()) {
            BlockingClient user = client.blocking();
            putAll(user, "first");
            for (Cluster.Node node : cluster.nodes()) {
                Thread.sleep(22_000); // until the others keep on their disks how far it has come
                cluster.stator("stop", node.name()).orFail();
                copy(Path.of(node.data()), directory.resolve("copy-" + node.name()));
                cluster.stator("start", node.name()).orFail();
                putAll(user, "then " + node.name());
            }
            cluster.stator("down").orFail();
            for (Cluster.Node node : cluster.nodes()) {
                replace(Path.of(node.data()), directory.resolve("copy-" + node.name()));
            }
            String last = cluster.node(2).name();

            Shell.Result up = cluster.upAgain();

            assertThat(up.exit()).as(up.err()).isZero();
            for (JsonNode node : cluster.status()) {
                boolean isLast = node.path("name").asText().equals(last);
                assertThat(node.path("state").asText()).isEqualTo(isLast ? "ready" : "in doubt");
                if (!isLast) {
                    assertThat(node.path("inDoubt").asText()).contains("accept that writes are lost");
                }
            }
            try (StatorClient again = cluster.client()) {
                assertThat(again.blocking().get(key(0))).isInstanceOf(ReadResult.Failed.class);
                for (Cluster.Node node : cluster.nodes()) {
                    if (!node.name().equals(last)) {
                        cluster.stator("stop", node.name()).orFail();
                        cluster.stator("start", node.name(), "--accept-rollback");
                    }
                }
                cluster.awaitFullReplication(60);
                for (int i = 0; i < KEYS; i++) {
                    assertThat(again.blocking().get(key(i))).isInstanceOf(ReadResult.Found.class);
                }
                putAll(again.blocking(), "again");
                assertAll(again.blocking(), "again");
            }
        }
    }

    private static void isInDoubt(Cluster cluster) throws IOException {
        Cluster.Node node = cluster.node(BACK);
        assertThat(cluster.isReady(BACK)).isFalse();
        assertThat(cluster.bash("curl -sS -m 2 " + node.admin() + "/readyz").out())
                .contains("the store is in doubt: other stores have heard of");
        assertThat(cluster.bash("curl -sS -m 2 " + node.admin() + "/metrics").out())
                .contains("stator_in_doubt 1.0");
        Awaitility.await("that the others call it in doubt")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    for (JsonNode member : cluster.statusOf(0).path("members")) {
                        if (member.path("name").asText().equals(node.name())) {
                            assertThat(member.path("disk").asText()).isEqualTo("in_doubt");
                        }
                    }
                });
        assertThat(cluster.stator("status").orFail().out()).contains(node.name() + " is in doubt and serves nothing");
    }

    private static void putAll(BlockingClient client, String value) throws InterruptedException {
        for (int i = 0; i < KEYS; i++) {
            assertThat(client.put(key(i), bytes(value))).isInstanceOf(WriteResult.Written.class);
        }
    }

    private static void assertAll(BlockingClient client, String value) throws InterruptedException {
        for (int i = 0; i < KEYS; i++) {
            int number = i;
            assertThat(client.get(key(i)))
                    .isInstanceOfSatisfying(ReadResult.Found.class, found -> assertThat(found.value())
                            .as("key " + number)
                            .isEqualTo(bytes(value)));
        }
    }

    private static Key key(int i) {
        return Key.of("back/" + i);
    }

    private static byte[] bytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static void replace(Path disk, Path with) throws IOException {
        try (Stream<Path> files = Files.walk(disk)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        copy(with, disk);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
