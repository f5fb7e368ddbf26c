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

    private static final int MEBIBYTE = 1 << 20;
    private static final int HEAP_MEBIBYTES = 256;
    private static final int DIRECT_MEBIBYTES = 192;

    /** For each MiB more that a value may have. */
    private static final int HEAP_PER_MEBIBYTE = 26;

    private static final int DIRECT_PER_MEBIBYTE = 17;

    private NodeJvm() {}

    static List<String> command(
            Path java, ProgramCopy program, int maxValueBytes, List<String> extraOptions, Path properties)
            throws Failure {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(memory(maxValueBytes));
        command.addAll(List.of(
                "-Xms80m", // three idle nodes fit in a GiB
                "-Xmn64m",
                "-Xss512k",
                "-XX:+UseSerialGC", // no parallel threads to fight over few cores; the heap is small
                "-Xshare:auto",
                "-Djava.library.path=" + program.directory()));
        command.addAll(NodeJavaOptions.COMMON);
        command.addAll(extraOptions);
        command.addAll(program.javaOptions(program.nodeJars(), "node.jsa"));
        command.add(MAIN);
        command.add(properties.toString());
        return command;
    }

    /**
     * Room for a key of as many large values as may stand beside each other (PROTOCOL rule 13), which is read, put together and sent
     * as one. With the room for values of 1 MiB, the third of 16 MiB beside two others ended the node.
     */
    static List<String> memory(int maxValueBytes) {
        int more = Math.max(0, (maxValueBytes + MEBIBYTE - 1) / MEBIBYTE - 1);
        return List.of(
                "-Xmx" + (HEAP_MEBIBYTES + HEAP_PER_MEBIBYTE * more) + "m",
                "-XX:MaxDirectMemorySize=" + (DIRECT_MEBIBYTES + DIRECT_PER_MEBIBYTE * more) + "m");
    }
}
