package dev.stator.cli.local;

import dev.stator.operator.desired.NodeCompilation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a node process, which is to run in the program's directory: the one place where its JVM is tuned. {@code STATOR_NODE_JAVA_OPTS} adds to it, and the
 * last word on an option wins.
 */
final class NodeJvm {
    private static final String MAIN = "dev.stator.node.NodeMain";

    private NodeJvm() {}

    static List<String> command(Path java, ProgramCopy program, List<String> extraOptions, Path properties)
            throws Failure {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(List.of(
                "-Xms48m", // three idle nodes fit in a GiB
                "-Xmx256m",
                "-Xmn64m", // half as many collections as with 32, each as short
                "-Xss512k",
                "-XX:+UseSerialGC", // no parallel threads to fight over few cores; the heap is small
                "-XX:MaxDirectMemorySize=192m",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+ExitOnOutOfMemoryError", // the supervisor starts it again
                "-Xshare:auto",
                // A key that goes through a key store in memory needs no 10,000 rounds of encryption there.
                "-Dkeystore.pkcs12.keyPbeIterationCount=1",
                "-Djava.library.path=" + program.directory(),
                "-Dio.netty.allocator.numDirectArenas=2",
                "-Dio.netty.allocator.numHeapArenas=1",
                "-Dio.netty.jfr.enabled=false", // nobody records its events, and it costs each start a tenth
                "-Dio.netty.leakDetection.level=disabled")); // tests look for leaks, in every buffer
        command.addAll(NodeCompilation.OPTIONS);
        command.addAll(extraOptions);
        command.addAll(program.javaOptions(program.nodeJars(), "node.jsa"));
        command.add(MAIN);
        command.add(properties.toString());
        return command;
    }
}
