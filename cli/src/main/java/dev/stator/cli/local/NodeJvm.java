package dev.stator.cli.local;

import dev.stator.operator.desired.NodeJavaOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a node process, which is to run in the program's directory: what of its JVM is tuned for a local cluster,
 * beside {@link NodeJavaOptions}. {@code STATOR_NODE_JAVA_OPTS} adds to it, and the last word on an option wins.
 */
final class NodeJvm {
    private static final String MAIN = "dev.stator.node.NodeMain";

    private NodeJvm() {}

    static List<String> command(Path java, ProgramCopy program, List<String> extraOptions, Path properties)
            throws Failure {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(List.of(
                "-Xms80m", // three idle nodes fit in a GiB
                "-Xmx256m",
                "-Xmn64m",
                "-Xss512k",
                "-XX:+UseSerialGC", // no parallel threads to fight over few cores; the heap is small
                "-XX:MaxDirectMemorySize=192m",
                "-Xshare:auto",
                "-Djava.library.path=" + program.directory()));
        command.addAll(NodeJavaOptions.COMMON);
        command.addAll(extraOptions);
        command.addAll(program.javaOptions(program.nodeJars(), "node.jsa"));
        command.add(MAIN);
        command.add(properties.toString());
        return command;
    }
}
