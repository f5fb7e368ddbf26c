package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** Hints and their way home: §5. */
final class HandoffMutants {
    static final List<Mutant> ALL = List.of(
            breaking("§5: deleted if it is unchanged", "hint deleted without compare")
                    .foundBy(92)
                    .in(
                            "handoff/HintBook",
                            "(!isNone(record) && saysTheSame(record.state(), delivered)) {",
                            "(!isNone(record) && delivered != null) {"),
            breaking("§5: to all of the write set", "hint replayed to the named node only")
                    .foundBy(84)
                    .in("handoff/Delivery", "return missing.isEmpty();", "return true;"),
            breaking("§5: proof, not hope", "hint forgotten though it was refused")
                    .foundBy(9)
                    .in("handoff/Handoff", "begun, reply instanceof Reply.Kept);", "begun, reply != null);"),
            breaking("rule 9: a store stands for owners once it holds the hint durably", "fallback's refusal counts")
                    .foundBy(14)
                    .in(
                            "coordinator/Spread",
                            "        if (reply instanceof Reply.Kept) {\n            decision.addHint(fallback);",
                            "        if (!isStale(reply)) {\n            decision.addHint(fallback);"),
            breaking("rule 20: in doubt it keeps all it has", "hint expires in doubt")
                    .noticedBy("HandoffStoriesTest")
                    .in(
                            "handoff/Handoff",
                            "if (awake.add(book.tick()) && view != null) {",
                            "if (awake.add(book.tick())) {"),
            breaking("§3: a store counts once in each set", "a hint counts as two")
                    .foundBy(22)
                    .in(
                            "coordinator/PutDecision",
                            "isSloppy ? hinted.size() : 0;",
                            "isSloppy ? 2 * hinted.size() : 0;"));

    private HandoffMutants() {}
}
