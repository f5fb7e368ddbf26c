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
                "-Xmn64m", // half as many collections as with 32, each as short
                "-Xss512k",
                "-XX:+UseSerialGC", // no parallel threads to fight over few cores; the heap is small
                "-XX:MaxDirectMemorySize=192m",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:+ExitOnOutOfMemoryError", // the supervisor starts it again
                "-Xshare:auto",
                // The optimizing compiler waits until code is hot: else three nodes that start compile what runs once.
                // And
                // it inlines less and leaves loops alone: with its defaults it took 40 % of all CPU for the first
                // minute
                // under load, and what it made of our code, short methods and hardly a loop, is not faster.
                "-XX:Tier4InvocationThreshold=8000",
                "-XX:Tier4MinInvocationThreshold=1500",
                "-XX:Tier4CompileThreshold=24000",
                "-XX:Tier4BackEdgeThreshold=60000",
                "-XX:LoopOptsCount=5",
                "-XX:LoopUnrollLimit=10",
                "-XX:-PartialPeelLoop",
                "-XX:-SplitIfBlocks",
                "-XX:-UseLoopPredicate",
                "-XX:MaxInlineLevel=9",
                "-XX:FreqInlineSize=150",
                "-XX:InlineSmallCode=800",
                "-XX:+IgnoreUnrecognizedVMOptions", // another JVM may not have them
                // A key that goes through a key store in memory needs no 10,000 rounds of encryption there.
                "-Dkeystore.pkcs12.keyPbeIterationCount=1",
                "-Djava.library.path=" + program.directory(),
                "-Dio.netty.allocator.numDirectArenas=2",
                "-Dio.netty.allocator.numHeapArenas=1",
                "-Dio.netty.leakDetection.level=disabled")); // tests look for leaks, in every buffer
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
