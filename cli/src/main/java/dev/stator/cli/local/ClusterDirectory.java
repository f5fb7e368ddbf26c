package dev.stator.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a local cluster keeps everything.
 *
 * <pre>
 * cluster.json      who runs where, for people and programs ({@link ClusterFile})
 * store.json        the manifest that the cluster was last started with
 * ports.json        clusterId and the ports of each node, kept for the next start
 * ring.bin          the ring published last
 * supervisor.json   how to reach the supervisor, while there is one; supervisor.lock is held by it
 * tls/              two authorities and what they signed
 * nodes/NAME/       node.properties and data/
 * logs/             one per node, and supervisor.log
 * lib/              the program that the nodes run, copied so that a rebuild does not touch it
 * </pre>
 */
public record ClusterDirectory(Path root) {
    private static final String PARENT = ".stator";

    /** The usual place of a store's local cluster. */
    public static ClusterDirectory ofStore(Path workingDirectory, String store) {
        return new ClusterDirectory(workingDirectory.resolve(PARENT).resolve(store));
    }

    /**
     * The one cluster below the working directory.
     *
     * @throws Failure if there is none, or more than one
     */
    public static ClusterDirectory find(Path workingDirectory) throws Failure {
        Path parent = workingDirectory.resolve(PARENT);
        List<Path> clusters;
        try (Stream<Path> children = Files.isDirectory(parent) ? Files.list(parent) : Stream.empty()) {
            clusters = children.filter(child -> Files.exists(new ClusterDirectory(child).clusterFile()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw Failure.of("cannot look for clusters in " + parent, e);
        }
        if (clusters.isEmpty()) {
            throw new Failure(
                    "there is no cluster in " + parent + "; start one with 'stator up', or name its --data DIR");
        }
        if (clusters.size() > 1) {
            throw new Failure("there are several clusters, name one with --data: "
                    + clusters.stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
        return new ClusterDirectory(clusters.get(0));
    }

    public Path clusterFile() {
        return root.resolve("cluster.json");
    }

    Path storeFile() {
        return root.resolve("store.json");
    }

    Path portsFile() {
        return root.resolve("ports.json");
    }

    Path ringFile() {
        return root.resolve("ring.bin");
    }

    Path supervisorFile() {
        return root.resolve("supervisor.json");
    }

    Path supervisorLock() {
        return root.resolve("supervisor.lock");
    }

    Path tls() {
        return root.resolve("tls");
    }

    Path lib() {
        return root.resolve("lib");
    }

    Path node(String name) {
        return root.resolve("nodes").resolve(name);
    }

    Path nodeConfig(String name) {
        return node(name).resolve("node.properties");
    }

    Path nodeData(String name) {
        return node(name).resolve("data");
    }

    Path nodeLog(String name) {
        return logs().resolve(name + ".log");
    }

    Path logs() {
        return root.resolve("logs");
    }

    public Path supervisorLog() {
        return logs().resolve("supervisor.log");
    }
}
