package dev.stator.e2e.k8s;

import java.nio.file.Path;
import java.util.List;

/** Where {@code kubectl} is run against the cluster: in the cluster's own container, or here. Commands end within minutes. */
interface Machine extends AutoCloseable {
    Output run(List<String> command);

    /** Copies a file into the working directory of commands. */
    void write(String name, String text);

    /** How to reach the cluster from here. */
    String kubeConfig();

    /** Makes an image, a file as {@code docker save} writes it, known to the cluster's only node; elsewhere it must be in a registry. */
    void load(Path image);

    @Override
    void close();
}
