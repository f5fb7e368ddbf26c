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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FAILURES 83 and 93 at the level of processes: many read one key of large versions and add to it without having read it, until it may
 * have no more. How much memory nodes took and how long operations on other keys took is told; that it is bounded is asserted.
 */
class HotKeyIT {
    private static final String THREE = Cluster.FIVE.replace("replicas: 5", "replicas: 3");
    private static final Key HOT = Key.of("hot");
    private static final long LATE_NANOS = 7_000_000_000L;
    private static final int HOT_USERS = 5;
    private static final int WRITERS = 2;
    private static final int VALUE_BYTES = 1 << 20;

    /** So many of 1 MiB are as much as a key may hold (PROTOCOL rule 13). */
    private static final int VERSIONS = 16;

    /** Heap, direct memory and block cache of a local node are 512 MiB; as much again for code and for records of 16 MiB in write buffers. */
    private static final long RESIDENT_BYTES_MAX = 1L << 30;

    @TempDir
    private Path directory;

    private final Map<String, Integer> ends = new TreeMap<>();
    private volatile boolean isOver;

    @Test
    void hotKeyOfLargeVersionsTakesBoundedMemoryAndIsReadableAndResolvable() throws Exception {
        Tally before = new Tally(LATE_NANOS);
        Tally beside = new Tally(LATE_NANOS);
        try (Cluster cluster = Cluster.up(directory, THREE);
                StatorClient client = cluster.client();
                Crowd crowd = new Crowd(client, new SplittableRandom(83))) {
            List<Cluster.Node> nodes = cluster.nodes();
            work(crowd, new Tally(LATE_NANOS), 3); // code that is warm
            work(crowd, before, 4);

            Context nothing = fillUp(client.blocking());
            crowd.start(beside);
            heat(cluster, nothing, 10);
            crowd.stop();

            System.out.printf(
                    "hot key: %s; resident at most %s%nother keys before: p99 %.1f ms; %s%nbeside it: p99 %.1f ms; %s%n",
                    ends, resident(nodes), before.p99Millis(), before, beside.p99Millis(), beside);
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
            assertThat(((ReadResult.Siblings) read).versions()).hasSizeBetween(VERSIONS, VERSIONS + WRITERS);
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

    /** Some users put without having read, some read; each at every node in turn. */
    private void heat(Cluster cluster, Context nothing, int seconds) throws Exception {
        List<StatorClient> clients = new ArrayList<>();
        cluster.nodes().forEach(node -> clients.add(cluster.clientOf(node)));
        ExecutorService threads = Executors.newFixedThreadPool(HOT_USERS);
        try {
            List<Future<?>> users = new ArrayList<>();
            for (int user = 0; user < HOT_USERS; user++) {
                boolean isWriter = user < WRITERS;
                int first = user;
                users.add(threads.submit(() -> {
                    for (int i = first; !isOver; i++) {
                        BlockingClient client = clients.get(i % clients.size()).blocking();
                        ended(isWriter ? put(client, nothing) : get(client));
                    }
                    return null;
                }));
            }
            Nemesis.last(1000 * seconds);
            isOver = true;
            for (Future<?> user : users) {
                user.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
            clients.forEach(StatorClient::close);
        }
    }

    private static String put(BlockingClient client, Context context) throws InterruptedException {
        WriteResult result = client.put(HOT, new byte[VALUE_BYTES], WriteOptions.PLAIN.withContext(context));
        if (result instanceof WriteResult.Written) {
            return "put";
        }
        return result instanceof WriteResult.Refused refused
                ? "refused: " + refused.status()
                : result.getClass().getSimpleName();
    }

    private static String get(BlockingClient client) throws InterruptedException {
        ReadResult result = client.get(HOT);
        return result instanceof ReadResult.Siblings
                ? "several versions"
                : result instanceof ReadResult.Failed failed
                        ? "get: " + failed.status()
                        : result.getClass().getSimpleName();
    }

    private synchronized void ended(String how) {
        ends.merge(how, 1, Integer::sum);
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

    private static void work(Crowd crowd, Tally tally, int seconds) throws Exception {
        crowd.start(tally);
        Nemesis.last(1000 * seconds);
        crowd.stop();
    }
}
