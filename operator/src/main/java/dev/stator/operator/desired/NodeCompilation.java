package dev.stator.operator.desired;

import java.util.List;

/**
 * How a node's JVM compiles, wherever the node runs. The optimizing compiler waits until code is hot: nodes that start compile
 * what runs once else, and several of them may share few cores. And it inlines less and leaves loops alone: with its defaults
 * it took 40 % of all CPU in the first minute under load, and what it made of our code, short methods and hardly a loop, was
 * no faster (docs/BENCHMARKS.md).
 */
public final class NodeCompilation {
    public static final List<String> OPTIONS = List.of(
            "-XX:+IgnoreUnrecognizedVMOptions", // another JVM may not have them
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
            "-XX:InlineSmallCode=800");

    private NodeCompilation() {}
}
