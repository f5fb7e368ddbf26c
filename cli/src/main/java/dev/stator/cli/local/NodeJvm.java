package dev.stator.cli.local;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The command line of a node process: the one place where its JVM is tuned. {@code STATOR_NODE_JAVA_OPTS} adds to it, and the
 * last word on an option wins.
 */
final class NodeJvm {
    private static final String MAIN = "dev.stator.node.NodeMain";

    private NodeJvm() {}

    static List<String> command(Path java, ProgramCopy program, String extraOptions, Path properties) throws Failure {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(List.of(
                "-Xms48m", // three idle nodes fit in a GiB
                "-Xmx256m",
                "-Xmn32m",
                "-Xss512k",
                "-XX:+UseSerialGC", // no parallel threads to fight over few cores; the heap is small
                "-XX:MaxDirectMemorySize=192m",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+ExitOnOutOfMemoryError", // the supervisor starts it again
                "-Xshare:auto",
                // The optimizing compiler waits until code is really hot: else three nodes that start compile what runs
                // once.
                "-XX:Tier4InvocationThreshold=30000",
                "-XX:Tier4MinInvocationThreshold=4000",
                "-XX:Tier4CompileThreshold=90000",
                "-XX:Tier4BackEdgeThreshold=240000",
                // A key that goes through a key store in memory needs no 10,000 rounds of encryption there.
                "-Dkeystore.pkcs12.keyPbeIterationCount=1",
                "-Djava.library.path=" + program.directory(),
                "-Dio.netty.allocator.numDirectArenas=2",
                "-Dio.netty.allocator.numHeapArenas=1"));
        for (String option : extraOptions.split("\\s+", -1)) {
            if (!option.isEmpty()) {
                command.add(option);
            }
        }
        command.add("-cp");
        command.add(program.nodeJars().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(MAIN);
        command.add(properties.toString());
        return command;
    }
}
