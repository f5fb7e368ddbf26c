package dev.stator.operator.desired;

import java.util.List;

/**
 * Options of a node's JVM that hold wherever the node runs, in a pod or beside others on one machine.
 *
 * <p>The optimizing compiler waits until code is hot: nodes that start compile what runs once else, and several of them may
 * share few cores. And it inlines less and leaves loops alone: with its defaults it took 40 % and more of all CPU in the first
 * minute under load (docs/BENCHMARKS.md).
 */
public final class NodeJavaOptions {
    public static final List<String> COMMON = List.of(
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:+UseTransparentHugePages", // a heap is walked at random, and pages cost most in virtual machines
            "-XX:+ExitOnOutOfMemoryError", // kubelet, or the supervisor, starts it again
            "-XX:+IgnoreUnrecognizedVMOptions", // another JVM may not have what follows
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
            // A key that goes through a key store in memory needs no 10,000 rounds of encryption there.
            "-Dkeystore.pkcs12.keyPbeIterationCount=1",
            "-Dio.netty.allocator.numDirectArenas=2",
            "-Dio.netty.allocator.numHeapArenas=1",
            "-Dio.netty.jfr.enabled=false", // nobody records its events, and they are made ready at each start
            "-Dio.netty.leakDetection.level=disabled"); // tests look for leaks, in every buffer

    private NodeJavaOptions() {}
}
