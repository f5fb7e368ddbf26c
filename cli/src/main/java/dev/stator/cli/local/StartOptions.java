package dev.stator.cli.local;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a start needs to know of its surroundings, read once.
 *
 * @param java the program that runs Java
 * @param classPath the program that runs now
 * @param environment for options of Java
 */
public record StartOptions(Path java, List<Path> classPath, Map<String, String> environment, int cores) {
    static final String NODE_JAVA_OPTS = "STATOR_NODE_JAVA_OPTS";

    /** Of the process that keeps the nodes running. */
    public static final String SUPERVISOR_JAVA_OPTS = "STATOR_SUPERVISOR_JAVA_OPTS";

    /** How much each node may fill of the volume that all share; without it the volume's own size counts. */
    static final String DISK_CAPACITY_BYTES = "STATOR_DISK_CAPACITY_BYTES";

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

    /** 0 where nothing is said. */
    long diskCapacityBytes() throws Failure {
        String said = environment.getOrDefault(DISK_CAPACITY_BYTES, "0").strip();
        if (!said.matches("[0-9]{1,18}")) {
            throw new Failure(DISK_CAPACITY_BYTES + " must be a number of bytes, not '" + said + "'");
        }
        return Long.parseLong(said);
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
