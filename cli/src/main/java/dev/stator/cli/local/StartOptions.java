package dev.stator.cli.local;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a start needs to know of its surroundings, read once.
 *
 * @param java the program that runs Java
 * @param classPath the program that runs now
 * @param environment for options of Java, and keys of nodes
 */
public record StartOptions(Path java, List<Path> classPath, Map<String, String> environment, int cores) {
    static final String NODE_JAVA_OPTS = "STATOR_NODE_JAVA_OPTS";

    /** Of the process that keeps the nodes running. */
    public static final String SUPERVISOR_JAVA_OPTS = "STATOR_SUPERVISOR_JAVA_OPTS";

    /**
     * Variables that each node is started with as a key of its configuration (see NodeConfig), where they are set: how much it may fill
     * of the volume that all share, its share of memory, and what lets tests see deleted keys go.
     */
    private static final Map<String, String> NODE_KEYS = new TreeMap<>(Map.of(
            "STATOR_DISK_CAPACITY_BYTES", "diskCapacityBytes",
            "STATOR_SWEEP_MILLIS", "sweepMillis",
            "STATOR_TOMBSTONE_MILLIS", "tombstoneMillis",
            "STATOR_WRITE_BUFFER_BYTES", "writeBufferBytes"));

    public StartOptions {
        classPath = List.copyOf(classPath);
        environment = Map.copyOf(environment);
    }

    /** The words of one of these variables, none where it is not set. */
    public List<String> javaOptions(String variable) {
        return Arrays.stream(environment.getOrDefault(variable, "").split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** What each node is told besides the manifest, by key. */
    Map<String, Long> nodeKeys() throws Failure {
        Map<String, Long> keys = new TreeMap<>();
        for (Map.Entry<String, String> known : NODE_KEYS.entrySet()) {
            String said = environment.getOrDefault(known.getKey(), "").strip();
            if (!said.matches("[0-9]{0,18}")) {
                throw new Failure(known.getKey() + " must be a whole number, not '" + said + "'");
            }
            if (!said.isEmpty()) {
                keys.put(known.getValue(), Long.parseLong(said));
            }
        }
        return keys;
    }

    /**
     * This program, copied into the cluster's directory, where a rebuild does not touch it.
     *
     * @param archive the name of the archive of loaded classes that is of use to it
     */
    public Copied copiedInto(ClusterDirectory cluster, String archive) throws Failure {
        ProgramCopy copy = ProgramCopy.of(classPath, cluster.lib());
        return new Copied(copy.directory(), copy.javaOptions(copy.jars(), archive));
    }

    /** Where a copied program is run, and what Java is told of it. */
    public record Copied(Path directory, List<String> javaOptions) {}
}
