package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** How reads are answered, and what they repair: rules 10 and 11. */
@SuppressWarnings("StringConcatToTextBlock") // leading spaces and line ends count: they are to be seen
final class ReadMutants {
    static final List<Mutant> ALL = List.of(
            breaking("G7: \"not found\" never out of an error", "not found out of an error")
                    .foundBy(38)
                    .in(
                            "coordinator/ReadOperation",
                            "        } else {\n            askOneMore();\n        }\n    }\n\n    private void answer",
                            "        } else {\n"
                                    + "            answer(from, KeyState.EMPTY);\n"
                                    + "        }\n"
                                    + "    }\n\n"
                                    + "    private void answer"),
            breaking("G7: \"not found\" never out of an error", "own read error is not found")
                    .foundBy(30)
                    .in(
                            "coordinator/ReadOperation",
                            "likelyOwn = null; // who has the same is to send it\n"
                                    + "                    askOneMore();",
                            "answer(around.self(), KeyState.EMPTY);"),
            breaking("rule 10: R owners", "read is content with R-1 answers")
                    .foundBy(3)
                    .in(
                            "coordinator/GetDecision",
                            "this.required = required;",
                            "this.required = Math.max(1, required - 1);"),
            breaking(
                            "rule 10: R owners within the deadline, or no answer",
                            "read answers with what it has at the deadline")
                    .foundBy(9)
                    .in(
                            "coordinator/ReadOperation",
                            "then.accept(new ReadOutcome.QuorumNotMet(decision.answers(),"
                                    + " around.settings.readQuorum()));",
                            "then.accept(new ReadOutcome.Answer(decision.merged()));"),
            breaking("§2: answers are merged", "read shows the last answer only")
                    .foundBy(3)
                    .in(
                            "coordinator/GetDecision",
                            "answers.put(owner, state);\n        merged = merged.merge(state);",
                            "answers.put(owner, state);\n        merged = state;"),
            breaking("rule 11: repair merges, nothing overwrites", "repair overwrites the own record")
                    .foundBy(6)
                    .in(
                            "coordinator/ReadOperation",
                            "KeyState merged = record.state().merge(missing);",
                            "KeyState merged = missing;"));

    private ReadMutants() {}
}
