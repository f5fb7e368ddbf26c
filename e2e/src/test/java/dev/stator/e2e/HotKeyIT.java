package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.client.BlockingClient;
import dev.stator.client.Context;
import dev.stator.client.ReadResult;
import dev.stator.client.StatorClient;
import dev.stator.client.WriteOptions;
import dev.stator.client.WriteResult;
import dev.stator.ring.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FAILURES 83 and 93 at the level of processes: many read one key of large versions and add to it without having read it, until it may
 * have no more. How much memory nodes took is told and asserted; how long operations on other keys took, before and beside it, is told.
 */
class HotKeyIT {
    private static final String THREE = Cluster.FIVE.replace("replicas: 5", "replicas: 3");
    private static final Key HOT = Key.of("hot");
    private static final long LATE_NANOS = 7_000_000_000L;
    private static final int VALUE_BYTES = 1 << 20;

    /** So many of 1 MiB are as much as a key may hold (PROTOCOL rule 13). */
    private static final int VERSIONS = 16;

    /** Heap, direct memory and block cache of a local node are 512 MiB; as much again for code and for records of 16 MiB in write buffers. */
    private static final long RESIDENT_BYTES_MAX = 1L << 30;

    @TempDir
    private Path directory;

    @Test
    void hotKeyOfLargeVersionsTakesBoundedMemoryAndIsReadableAndResolvable() throws Exception {
        Tally before = new Tally(LATE_NANOS);
        Tally beside = new Tally(LATE_NANOS);
        try (Cluster cluster = Cluster.up(directory, THREE);
                StatorClient client = cluster.client();
                Crowd crowd = new Crowd(client, new SplittableRandom(83))) {
            List<Cluster.Node> nodes = cluster.nodes();
            Context nothing = fillUp(client.blocking());
            String warm = beside(cluster, nothing, crowd, new Tally(LATE_NANOS), 10);
            work(crowd, before, 5);
            String ends = beside(cluster, nothing, crowd, beside, 10);

            System.out.printf(
                    "hot key: %s, then %s; resident at most %s%nother keys before: p99 %.1f ms; %s%nbeside it: p99 %.1f ms; %s%n",
                    warm, ends, resident(nodes), before.p99Millis(), before, beside.p99Millis(), beside);
            assertThat(ends).contains("get 300=", "put 428=");
            assertThat(beside.late()).isEmpty();
            assertThat(crowd.violations()).isEmpty();
            assertIsBoundedAndResolvable(cluster, nodes);
        }
    }

    /** Versions of 1 MiB that have not seen each other, until there may be no more. */
    private static Context fillUp(BlockingClient client) {
        ReadResult none =
                Eventually.of("a read of a key never written", () -> client.get(HOT), ReadResult.NotFound.class);
        Context nothing = ((ReadResult.NotFound) none).context();
        Eventually.of(
                "a put too much",
                () -> client.put(HOT, new byte[VALUE_BYTES], WriteOptions.PLAIN.withContext(nothing)),
                WriteResult.Refused.class);
        return nothing;
    }

    private static void assertIsBoundedAndResolvable(Cluster cluster, List<Cluster.Node> before) throws Exception {
        assertThat(cluster.nodes()).as("the same processes").isEqualTo(before);
        assertThat(resident(before)).allSatisfy(bytes -> assertThat(bytes).isLessThan(RESIDENT_BYTES_MAX));
        try (StatorClient client = cluster.client()) {
            BlockingClient user = client.blocking();
            ReadResult read = Eventually.of("a read of all versions", () -> user.get(HOT), ReadResult.Siblings.class);
            assertThat(((ReadResult.Siblings) read).versions()).hasSizeBetween(VERSIONS, VERSIONS + HotUsers.WRITERS);
            Context seen = ((ReadResult.Siblings) read).context();
            WriteResult merged = Eventually.of(
                    "a put that replaces them",
                    () -> user.put(HOT, new byte[10], WriteOptions.PLAIN.withContext(seen)),
                    WriteResult.Written.class);
            assertThat(((WriteResult.Written) merged).siblings()).isEqualTo(1);
        }
        for (Cluster.Node node : before) {
            try (StatorClient client = cluster.clientOf(node)) {
                Eventually.of(
                        "a read of the merged value", () -> client.blocking().get(HOT), ReadResult.Found.class);
            }
        }
    }

    /** The most that each process has had in memory so far, in bytes: Linux counts it. */
    private static List<Long> resident(List<Cluster.Node> nodes) throws IOException {
        List<Long> bytes = new ArrayList<>();
        for (Cluster.Node node : nodes) {
            Path status = Path.of("/proc", Long.toString(node.pid()), "status");
            for (String line : Files.exists(status) ? Files.readAllLines(status) : List.<String>of()) {
                if (line.startsWith("VmHWM:")) {
                    bytes.add(1024 * Long.parseLong(line.replaceAll("[^0-9]", "")));
                }
            }
        }
        return bytes;
    }

    private static String beside(Cluster cluster, Context nothing, Crowd crowd, Tally tally, int seconds)
            throws Exception {
        try (HotUsers users = HotUsers.of(cluster, HOT.toString(), VALUE_BYTES, nothing.token())) {
            work(crowd, tally, seconds);
            return users.end();
        }
    }

    private static void work(Crowd crowd, Tally tally, int seconds) throws Exception {
        crowd.start(tally);
        Nemesis.last(1000 * seconds);
        crowd.stop();
    }
}
