package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.stator.client.StatorClient;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FAILURES 6 at the level of processes: a node's disk is copied while it is stopped, and processes run on both copies, under load. */
class CloneIT {
    private static final long LATE_NANOS = 7_000_000_000L;
    private static final long STARTING_NANOS = 8_000_000_000L;
    private static final int ENDED_BROKEN = 3; // docs/OPERATIONS.md
    private static final int COPIED = 0;

    @TempDir
    private Path directory;

    @Test
    void olderOfTwoProcessesOnCopiesOfOneDiskEndsItselfAndNothingAcknowledgedIsLost() throws Exception {
        assumeThat(Files.exists(Path.of("/proc/self/cmdline")))
                .as("a system that shows command lines")
                .isTrue();
        Tally alone = new Tally(LATE_NANOS);
        Tally both = new Tally(LATE_NANOS);
        Tally after = new Tally(LATE_NANOS);
        Path log = directory.resolve("copy.log");
        try (Cluster cluster = Cluster.up(directory, "");
                StatorClient client = cluster.client();
                Crowd crowd = new Crowd(client, new SplittableRandom(6))) {
            Cluster.Node node = cluster.node(COPIED);
            Path process = Path.of("/proc/" + node.pid());
            List<String> command =
                    List.of(Files.readString(process.resolve("cmdline")).split("\0"));
            File workingDirectory = process.resolve("cwd").toRealPath().toFile();
            crowd.start(alone);
            Nemesis.last(2_000);
            crowd.stop();
            cluster.stator("stop", node.name()).orFail();
            int admin = freePort();
            List<String> onTheCopy = onACopy(command, Path.of(node.data()), admin);
            countStarts(
                    Path.of(node.data()).resolve("boots"),
                    100); // of two lives the one that was started more often is later

            Process copy = new ProcessBuilder(onTheCopy)
                    .directory(workingDirectory)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                Awaitility.await("the copy's service")
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> cluster.bash("curl -fsS -m 2 http://127.0.0.1:" + admin + "/readyz")
                                        .exit()
                                == 0);
                serveAlone(crowd, both);
                assertThat(copy.isAlive()).as("it serves alone").isTrue();
                CompletableFuture<Shell.Result> start =
                        CompletableFuture.supplyAsync(() -> cluster.stator("start", node.name()));
                crowd.put(20, both);
                System.out.println("start: " + start.join());

                assertThat(copy.waitFor(30, TimeUnit.SECONDS))
                        .as("the older life ends itself")
                        .isTrue();
            } finally {
                copy.destroyForcibly();
            }
            crowd.put(5, both);

            System.out.println("alone: " + alone + "\nboth: " + both);
            assertThat(copy.exitValue()).isEqualTo(ENDED_BROKEN);
            assertThat(Files.readString(log))
                    .contains("the node ends: it cannot go on safely")
                    .contains(
                            "another process lives on a copy of this store's disk, and is the later one: this one ends");
            assertThat(alone.notDone()).isEmpty();
            assertThat(both.late()).isEmpty();
            comesToAnEnd(cluster, crowd, after);
        }
    }

    /** For longer than a process takes what it hears of its own store for its past: who has only just started takes the next life instead of ending. */
    private static void serveAlone(Crowd crowd, Tally tally) throws Exception {
        long until = System.nanoTime() + STARTING_NANOS;
        while (System.nanoTime() < until) {
            crowd.put(10, tally);
        }
    }

    /** Who is left finds out that the other had acknowledged what it has not got, at its start or soon after, and waits for a human. */
    private static void comesToAnEnd(Cluster cluster, Crowd crowd, Tally after) throws Exception {
        String name = cluster.node(COPIED).name();
        Awaitility.await("that who is left is in doubt")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions() // a process that has served already begins anew
                .until(() -> cluster.statusOf(COPIED).has("inDoubt"));
        System.out.println("who is left is in doubt");
        crowd.put(5, after);
        cluster.stator("stop", name).orFail();
        cluster.stator("start", name, "--accept-rollback").orFail();
        cluster.awaitFullReplication(90);
        crowd.start(after);
        Nemesis.last(2_000);
        crowd.stop();
        System.out.println("after: " + after);
        assertThat(after.notDone()).isEmpty();
        cluster.awaitFullReplication(60);
        assertThat(crowd.violations()).isEmpty();
        assertThat(crowd.atLastEverywhere(cluster)).isEmpty();
    }

    /** The command line for a node on a copy of this data directory, with ports of its own. */
    private List<String> onACopy(List<String> command, Path data, int admin) throws IOException {
        Path copy = directory.resolve("copy");
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(data.relativize(file).toString()));
            }
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(command.get(command.size() - 1)))) {
            properties.load(reader);
        }
        properties.setProperty("data", copy.toString());
        properties.setProperty("http.port", Integer.toString(freePort()));
        properties.setProperty("internode.port", Integer.toString(freePort()));
        properties.setProperty("admin.port", Integer.toString(admin));
        Path file = directory.resolve("copy.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        List<String> other = new ArrayList<>(command.subList(0, command.size() - 1));
        other.add(file.toString());
        return other;
    }

    /** So often has a process begun to live on that disk; the file's last four bytes are a CRC32C. */
    private static void countStarts(Path boots, long starts) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + Integer.BYTES).putLong(starts);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), 0, Long.BYTES);
        Files.write(boots, bytes.putInt((int) crc.getValue()).array());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
