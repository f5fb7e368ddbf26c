package dev.stator.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.client.Address;
import dev.stator.client.ClientConfig;
import dev.stator.client.StatorClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** A local cluster, started by the command and stopped with the test. */
final class Cluster implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A store of five nodes at (3,2,2). */
    static final String FIVE = """
            apiVersion: stator.dev/v1alpha1
            kind: KeyValueStore
            metadata: {name: cart}
            spec:
              replication: {factor: 3, readQuorum: 2, writeQuorum: 2}
              partitions: 64
              nodePools:
              - {name: std, replicas: 5, capacityWeight: 100, storage: {size: 1Gi}}
            """;

    /** One node as {@code cluster.json} has it. */
    record Node(String name, long pid, String url, String admin, String data) {}

    private final Shell shell;
    private final Path data;

    private Cluster(Shell shell, Path data) {
        this.shell = shell;
        this.data = data;
    }

    /** @param manifest empty for the bundled one */
    static Cluster up(Path directory, String manifest) {
        return up(Shell.in(directory), directory, manifest);
    }

    /** Nodes that are told more than the manifest has: see NodeConfig, and the variables that {@code stator up} knows. */
    static Cluster upWith(Map<String, String> variables, Path directory, String manifest) {
        Shell shell = Shell.in(directory);
        variables.forEach(shell::set);
        return up(shell, directory, manifest);
    }

    /** Nodes each of which may fill so many bytes, whatever room the volume has that they share. */
    static Cluster upWithDisksOf(long capacityBytes, Path directory, String manifest) {
        return upWith(Map.of("STATOR_DISK_CAPACITY_BYTES", Long.toString(capacityBytes)), directory, manifest);
    }

    /** The first node has a disk of its own: the test has asked before whether there can be one. */
    static Cluster upWith(SmallDisk disk, Map<String, String> variables, Path directory, String manifest) {
        Shell shell = Shell.in(directory);
        variables.forEach(shell::set);
        return up(directory, manifest, shell, words -> shell.bash(disk.mountedFor(words), 120));
    }

    private static Cluster up(Shell shell, Path directory, String manifest) {
        return up(directory, manifest, shell, words -> shell.stator(words.toArray(new String[0])));
    }

    private static Cluster up(
            Path directory, String manifest, Shell shell, Function<List<String>, Shell.Result> command) {
        Path data = dataIn(directory);
        List<String> arguments = new ArrayList<>(List.of("up", "--detach", "--data", data.toString()));
        if (!manifest.isEmpty()) {
            Path file = directory.resolve("store.yaml");
            try {
                Files.writeString(file, manifest);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            arguments.addAll(List.of("-f", file.toString()));
        }
        Cluster cluster = new Cluster(shell, data);
        Shell.Result result = command.apply(arguments);
        if (result.exit() != 0) {
            cluster.close();
            result.orFail();
        }
        return cluster;
    }

    private static Path dataIn(Path directory) {
        return directory.resolve("data");
    }

    /** Where the first node of this pool keeps its data, before there is a cluster. */
    static Path dataOfFirstNode(Path directory, String pool) {
        return dataIn(directory).resolve("nodes").resolve("cart-" + pool + "-0").resolve("data");
    }

    /** The process that keeps the nodes running. */
    long supervisor() throws IOException {
        return JSON.readTree(data.resolve("supervisor.json").toFile())
                .path("pid")
                .asLong();
    }

    /** What a node has logged so far. */
    String logOf(Node node) throws IOException {
        return Files.readString(data.resolve("logs").resolve(node.name() + ".log"));
    }

    /** The sum over all labels; 0 where there is no such metric. */
    double metric(int index, String name) {
        String metrics = shell.bash("curl -fsS -m 5 " + node(index).admin() + "/metrics", 10)
                .orFail()
                .out();
        return metrics.lines()
                .filter(line -> line.matches(name + "(\\{.*})? .*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    Shell.Result stator(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command, "--data", data.toString()));
        all.addAll(List.of(arguments));
        return shell.stator(all.toArray(new String[0]));
    }

    /** After it was stopped as a whole: from the same directories. */
    Shell.Result upAgain() {
        return shell.stator("up", "--detach", "--data", data.toString());
    }

    private JsonNode file() {
        try {
            return JSON.readTree(data.resolve("cluster.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        for (JsonNode node : file().get("nodes")) {
            nodes.add(new Node(
                    node.get("name").asText(),
                    node.get("pid").asLong(),
                    node.get("url").asText(),
                    node.get("admin").asText(),
                    node.get("data").asText()));
        }
        return nodes;
    }

    Node node(int index) {
        return nodes().get(index);
    }

    Path ca() {
        return Path.of(file().get("ca").asText());
    }

    StatorClient client() {
        return StatorClient.open(config(nodes()));
    }

    /** A client that asks this node alone. */
    StatorClient clientOf(Node node) {
        return StatorClient.open(config(List.of(node)).withoutRing());
    }

    private ClientConfig config(List<Node> nodes) {
        try {
            List<Address> addresses =
                    nodes.stream().map(node -> Address.parse(node.url())).toList();
            return ClientConfig.of(addresses, Files.readString(ca()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9; the supervisor is to bring the node back by itself. Returns once it is back under another pid. */
    void killAndAwaitReturn(int index) {
        Node before = node(index);
        ProcessHandle.of(before.pid()).orElseThrow().destroyForcibly();
        awaitReturn(before, index);
    }

    private void awaitReturn(Node before, int index) {
        Awaitility.await("the return of " + before.name())
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> node(index).pid() != before.pid() && isReady(index));
    }

    /** kill -9 of all nodes at once; the supervisor is to bring all of them back. Returns once they are back. */
    void killAllAndAwaitReturn(Runnable meanwhile) {
        List<Node> before = nodes();
        before.forEach(node -> ProcessHandle.of(node.pid()).orElseThrow().destroyForcibly());
        before.forEach(node -> ProcessHandle.of(node.pid())
                .ifPresent(process -> process.onExit().join()));
        meanwhile.run();
        for (int i = 0; i < before.size(); i++) {
            awaitReturn(before.get(i), i);
        }
    }

    /** Sends a signal, by its name, to a node's process. */
    void signal(int index, String signal) {
        shell.bash("kill -" + signal + " " + node(index).pid(), 10).orFail();
    }

    Shell.Result bash(String command) {
        return shell.bash(command, 30);
    }

    /** What all nodes together keep for others. */
    long hintedBytes() throws IOException {
        long bytes = 0;
        for (JsonNode node : status()) {
            bytes += node.path("hintedBytes").asLong();
        }
        return bytes;
    }

    /** As the command says it: all nodes there, nothing kept for others, all owners compared. */
    boolean isFullyReplicated() throws IOException {
        return JSON.readTree(stator("status", "--json").orFail().out())
                .path("fullyReplicated")
                .asBoolean();
    }

    /** Until nothing is kept for others any more, and all owners are equal. */
    void awaitFullReplication(long secondsMax) {
        Awaitility.await("the way home of all hints, and equal owners")
                .atMost(Duration.ofSeconds(secondsMax))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> hintedBytes() == 0 && isFullyReplicated());
    }

    /** What the command says of each node, in this order. */
    JsonNode status() throws IOException {
        return JSON.readTree(stator("status", "--json").orFail().out()).path("nodes");
    }

    /** What a node says of itself and of the others. */
    JsonNode statusOf(int index) throws IOException {
        return JSON.readTree(shell.bash("curl -fsS -m 2 " + node(index).admin() + "/status", 10)
                .orFail()
                .out());
    }

    /** How full a node takes its disk to be; nothing where it does not answer. */
    String disk(int index) throws IOException {
        Shell.Result result = shell.bash("curl -fsS -m 2 " + node(index).admin() + "/status", 10);
        return result.exit() == 0
                ? JSON.readTree(result.out()).at("/disk/state").asText()
                : "";
    }

    boolean isReady(int index) {
        Shell.Result result = shell.bash("curl -fsS -m 2 " + node(index).admin() + "/readyz", 10);
        return result.exit() == 0;
    }

    @Override
    public void close() {
        stator("down");
        for (Node node : Files.exists(data.resolve("cluster.json")) ? nodes() : List.<Node>of()) {
            ProcessHandle.of(node.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
