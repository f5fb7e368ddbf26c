package dev.stator.cli.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a start needs to know of its surroundings, read once.
 *
 * @param java the program that runs Java
 * @param classPath the program that runs now
 * @param environment for {@code STATOR_NODE_JAVA_OPTS}
 */
public record StartOptions(Path java, List<Path> classPath, Map<String, String> environment, int cores) {
    static final String NODE_JAVA_OPTS = "STATOR_NODE_JAVA_OPTS";

    public StartOptions {
        classPath = List.copyOf(classPath);
        environment = Map.copyOf(environment);
    }

    String nodeJavaOptions() {
        return environment.getOrDefault(NODE_JAVA_OPTS, "");
    }

    /** The same with the program copied into the cluster's directory, where a rebuild does not touch it. */
    public StartOptions copiedInto(ClusterDirectory cluster) throws Failure {
        return new StartOptions(java, ProgramCopy.of(classPath, cluster.lib()).jars(), environment, cores);
    }
}
