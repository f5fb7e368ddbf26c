package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.stator.client.BlockingClient;
import dev.stator.client.ReadResult;
import dev.stator.client.StatorClient;
import dev.stator.client.WriteResult;
import dev.stator.ring.Key;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * FAILURES 11 at the level of processes: one disk of five has no space at all, not even for deletes or for a start, from one moment to
 * the next, since something else takes it while users write. The kernel says ENOSPC, nobody plays it.
 */
class NoSpaceIT {
    private static final long DISK_BYTES = 128L << 20;
    private static final int FULL = 0;
    private static final long LATE_NANOS = 7_000_000_000L;
    private static final int SECONDS = 8;
    private static final int TRIES_MAX = 12;
    private static final int LARGE_KEYS = 6;
    private static final int LARGE_BYTES = 1 << 20;

    /** A log that is small, or what RocksDB has set aside for it would do for as long as the test lasts. */
    private static final Map<String, String> SMALL_LOG = Map.of("STATOR_WRITE_BUFFER_BYTES", Integer.toString(1 << 20));

    @TempDir
    private Path directory;

    private final ExecutorService threads = Executors.newFixedThreadPool(LARGE_KEYS);
    private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Set<Integer>> perhapsTwice = new ConcurrentHashMap<>();
    private final Queue<String> notWritten = new ConcurrentLinkedQueue<>();
    private volatile boolean isOver;

    @AfterEach
    void end() {
        isOver = true;
        threads.shutdownNow();
    }

    @Test
    void nodeWhoseDiskHasNoSpaceEndsAndComesBackWithItAndNothingIsRefusedOrLost() throws Exception {
        assumeThat(SmallDisk.canBeMade(directory)).as(SmallDisk.WHY_NONE).isTrue();
        SmallDisk disk = new SmallDisk(Cluster.dataOfFirstNode(directory, "std"), DISK_BYTES);
        Tally before = new Tally(LATE_NANOS);
        Tally full = new Tally(LATE_NANOS);
        Tally after = new Tally(LATE_NANOS);
        try (Cluster cluster = Cluster.upWith(disk, SMALL_LOG, directory, Cluster.FIVE);
                StatorClient client = cluster.client();
                Crowd crowd = new Crowd(client, new SplittableRandom(11))) {
            assertThat(cluster.statusOf(FULL).at("/disk/totalBytes").asLong())
                    .as("the size of the disk that is to be full")
                    .isEqualTo(DISK_BYTES);
            work(crowd, before);
            Cluster.Node node = cluster.node(FULL);

            crowd.start(full);
            List<Future<?>> writers = startLarge(client);
            int tries = 0;
            while (isAlive(node)) {
                assertThat(tries++)
                        .as("moments at which no write met the full disk")
                        .isLessThan(TRIES_MAX);
                SmallDisk.Hog hog = disk.hog(cluster);
                try {
                    endsOrSeesThatItsDiskIsFull(cluster, node);
                    if (!isAlive(node)) {
                        Nemesis.last(1000 * SECONDS);
                    }
                } finally {
                    hog.letGo();
                }
            }
            isOver = true;
            for (Future<?> writer : writers) {
                writer.get(30, TimeUnit.SECONDS);
            }
            Awaitility.await("the return of the node once there is space")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> serves(cluster));
            crowd.stop();
            work(crowd, after);

            System.out.println(
                    "tries: " + tries + "\nbefore: " + before + "\nwithout space: " + full + "\nafter: " + after);
            assertThat(cluster.logOf(node)).contains("No space left on device");
            assertThat(notWritten).isEmpty();
            for (Tally tally : new Tally[] {before, full, after}) {
                assertThat(tally.notDone()).isEmpty();
                assertThat(tally.late()).isEmpty();
            }
            cluster.awaitFullReplication(90);
            assertThat(crowd.violations()).isEmpty();
            assertThat(crowd.atLastEverywhere(cluster)).isEmpty();
            for (Cluster.Node each : cluster.nodes()) {
                try (StatorClient atOne = cluster.clientOf(each)) {
                    assertAreThere(atOne.blocking());
                }
            }
        }
    }

    /** Values each of which is more than what a log has set aside, so that one of them meets the disk as it is. */
    private List<Future<?>> startLarge(StatorClient client) {
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < LARGE_KEYS; i++) {
            String key = "large/" + i;
            writers.add(threads.submit(() -> {
                for (int number = 0; !isOver; number++) {
                    long begun = System.nanoTime();
                    WriteResult result = client.blocking().put(Key.of(key), large(number));
                    if (result instanceof WriteResult.Written written) {
                        acknowledged.put(key, number);
                        if (KeyHistory.isPerhapsTwice(written, System.nanoTime() - begun)) {
                            perhapsTwice
                                    .computeIfAbsent(key, any -> new HashSet<>())
                                    .add(number);
                        }
                    } else {
                        notWritten.add(key + ": " + result);
                        return null;
                    }
                }
                return null;
            }));
        }
        return writers;
    }

    private static void endsOrSeesThatItsDiskIsFull(Cluster cluster, Cluster.Node node) {
        Awaitility.await("a node that notices that its disk is full")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !isAlive(node) || cluster.disk(FULL).equals("full"));
    }

    private void assertAreThere(BlockingClient client) throws InterruptedException {
        for (Map.Entry<String, Integer> key : acknowledged.entrySet()) {
            Set<Integer> mayBeThere = new HashSet<>(perhapsTwice.getOrDefault(key.getKey(), Set.of()));
            mayBeThere.add(key.getValue());
            assertThat(numbersIn(client.get(Key.of(key.getKey()))))
                    .as("what %s has", key.getKey())
                    .contains(key.getValue())
                    .isSubsetOf(mayBeThere);
        }
    }

    private static List<Integer> numbersIn(ReadResult read) {
        List<Integer> numbers = new ArrayList<>();
        for (byte[] value : ChaosUser.bytesIn(read)) {
            int number = ByteBuffer.wrap(value).getInt();
            assertThat(value).isEqualTo(large(number));
            numbers.add(number);
        }
        return numbers;
    }

    /** Its number, then bytes that nothing makes smaller. */
    private static byte[] large(int number) {
        byte[] value = new byte[LARGE_BYTES];
        new SplittableRandom(number).nextBytes(value);
        ByteBuffer.wrap(value).putInt(number);
        return value;
    }

    private static boolean isAlive(Cluster.Node node) {
        return ProcessHandle.of(node.pid()).map(ProcessHandle::isAlive).orElse(false);
    }

    private static boolean serves(Cluster cluster) throws IOException {
        return cluster.isReady(FULL) && cluster.disk(FULL).equals("ok");
    }

    private static void work(Crowd crowd, Tally tally) throws Exception {
        crowd.start(tally);
        Nemesis.last(3_000);
        crowd.stop();
    }
}
