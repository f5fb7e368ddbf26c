package dev.stator.operator.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Whether all owners of every key hold the same, but for writes on their way, by what a store's nodes say of themselves. Pure.
 *
 * <ol>
 *   <li>No, as soon as one node is not ready, has another ring, keeps something for others, or has not compared what it holds with
 *       another owner since placement or reach changed last; said in this order, for an absence is why others keep or owe.
 *   <li>Unknown, while a node has not said one of these.
 *   <li>Else yes: all were asked, and none objects.
 * </ol>
 */
public final class FullReplication {
    public enum Answer {
        YES,
        NO,
        UNKNOWN
    }

    /** @param reason a word for machines, {@code message} a sentence for people */
    public record Verdict(Answer answer, String reason, String message) {}

    /**
     * What is known of a node; empty: it has not said that.
     *
     * @param state {@link #READY}, or another word for people
     * @param epoch of the ring that it has
     * @param hintedBytes what it keeps for others
     * @param treePairsDue comparisons with other owners that it has to make, or make again
     */
    public record Node(
            String name, String state, OptionalLong epoch, OptionalLong hintedBytes, OptionalLong treePairsDue) {}

    public static final String READY = "ready";

    private FullReplication() {}

    /** @param epoch of the ring in force */
    public static Verdict of(long epoch, List<Node> nodes) {
        return first(nodes, FullReplication::absence)
                .or(() -> first(nodes, node -> otherRing(node, epoch)))
                .or(() -> first(nodes, FullReplication::hints))
                .or(() -> first(nodes, FullReplication::comparisons))
                .or(() -> first(nodes, FullReplication::silence))
                .orElseGet(() -> nodes.isEmpty()
                        ? new Verdict(Answer.UNKNOWN, "NotReported", "no node has said anything")
                        : new Verdict(
                                Answer.YES,
                                "CopiesEqual",
                                "all owners have compared what they hold, and no node keeps anything for another"));
    }

    private static Optional<Verdict> first(List<Node> nodes, Function<Node, Optional<Verdict>> asked) {
        return nodes.stream().flatMap(node -> asked.apply(node).stream()).findFirst();
    }

    private static Optional<Verdict> absence(Node node) {
        return node.state().equals(READY) ? Optional.empty() : no("NodesNotReady", node.name() + " is " + node.state());
    }

    private static Optional<Verdict> otherRing(Node node, long epoch) {
        return node.epoch().orElse(epoch) == epoch
                ? Optional.empty()
                : no(
                        "RingNotHeard",
                        node.name() + " has ring epoch " + node.epoch().getAsLong() + ", not " + epoch);
    }

    private static Optional<Verdict> hints(Node node) {
        return node.hintedBytes().orElse(0) == 0
                ? Optional.empty()
                : no("HintsKept", node.name() + " keeps " + node.hintedBytes().getAsLong() + " bytes for others");
    }

    private static Optional<Verdict> comparisons(Node node) {
        return node.treePairsDue().orElse(0) == 0
                ? Optional.empty()
                : no(
                        "ComparisonsDue",
                        node.name() + " has " + node.treePairsDue().getAsLong()
                                + " comparisons with other owners before it");
    }

    private static Optional<Verdict> no(String reason, String message) {
        return Optional.of(new Verdict(Answer.NO, reason, message));
    }

    private static Optional<Verdict> silence(Node node) {
        String unsaid = node.epoch().isEmpty()
                ? "which ring it has"
                : node.hintedBytes().isEmpty()
                        ? "what it keeps for others"
                        : node.treePairsDue().isEmpty() ? "how many comparisons with other owners are before it" : "";
        return unsaid.isEmpty()
                ? Optional.empty()
                : Optional.of(new Verdict(Answer.UNKNOWN, "NotReported", node.name() + " has not said " + unsaid));
    }
}
