package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** What the coordinator of a write asks, decides and answers: §1 "asking first", rules 8, 12, 13, 18, 19, G7. */
@SuppressWarnings("StringConcatToTextBlock") // leading spaces and line ends count: they are to be seen
final class WriteMutants {
    static final List<Mutant> ALL = List.of(
            breaking("§1: a put without a context asks first", "plain put without asking")
                    .foundBy(4)
                    .in(
                            "coordinator/WriteOperation",
                            "asksAsPlain ? around.settings.askQuorum() : 1;",
                            "asksAsPlain ? 1 : 1;"),
            breaking("§1: it asks N-W+1 owners", "asking R instead of N-W+1")
                    .foundBy(54)
                    .in(
                            "coordinator/WriteOperation",
                            "asksAsPlain ? around.settings.askQuorum() : 1;",
                            "asksAsPlain ? around.settings.readQuorum() : 1;"),
            breaking("§1: a plain put has seen what the answers know", "plain put sees its own record only")
                    .foundBy(31)
                    .in(
                            "coordinator/WriteDecision",
                            "CausalContext.of(all).union(seenIn(own, asked))",
                            "CausalContext.of(own)"),
            breaking("§1: the answers' recent is remembered", "recent of the answers forgotten")
                    .foundBy(94)
                    .in(
                            "coordinator/WriteDecision",
                            "write.context().isPresent() ? List.of() : recentOf(asked)",
                            "List.of()"),
            breaking("rule 12: the ack rule applies as for a new put", "retry answered from the local record")
                    .foundBy(2)
                    .in(
                            "coordinator/WriteOperation",
                            "keep(view, placement, record, own, same.ack(), isWhole);",
                            "end(written(own, same.ack(), around.settings.writeQuorum(), 0), null);"),
            breaking("rule 12: the same write makes no new dot", "retry makes a new version")
                    .foundBy(23)
                    .in("coordinator/WriteDecision", "if (!here.isEmpty()) {", "if (here.size() > 99) {"),
            breaking(
                            "rule 12: what was known a moment ago is not new",
                            "retry that is forgotten while it is fetched is new")
                    .foundBy(2078600006661L)
                    .in(
                            "coordinator/WriteOperation",
                            "&& state.state().dotsOf(write.write()).isEmpty()) {",
                            "&& state.state() == null) {"),
            breaking(
                            "rule 12: what an answer knows of the write is fetched",
                            "retry that only another owner knows is new")
                    .foundBy(94)
                    .in(
                            "coordinator/WriteDecision",
                            "if (asked.whoKnows(write.write()).isPresent()) {",
                            "if (asked.whoKnows(write.write()).isPresent() && own == null) {"),
            breaking("rule 12: looked up before any condition", "condition before the same write")
                    .foundBy(4)
                    .in(
                            "coordinator/WriteDecision",
                            "if (!here.isEmpty()) {",
                            "if (!write.condition().isNone() && asked.answered() + 1 >= readQuorum"
                                    + " && !holds(write.condition(), asked.mergedWith(own).values())) {"
                                    + " return Optional.of(new ConditionFailed()); }\n        if (!here.isEmpty()) {"),
            breaking("rule 18: checked on the answers and the record", "condition on the stale record")
                    .foundBy(6)
                    .in(
                            "coordinator/WriteDecision",
                            "if (!holds(write.condition(), all.values())) {",
                            "if (!holds(write.condition(), own.values())) {"),
            breaking("rule 18: fewer than R answers reject", "condition checked on too few answers")
                    .foundBy(376)
                    .in("coordinator/WriteDecision", "if (answers < readQuorum) {", "if (answers < 1) {"),
            breaking("rule 19: too few answered, a tombstone is written", "delete of nothing on too few answers")
                    .foundBy(9)
                    .in(
                            "coordinator/WriteDecision",
                            "write.isDeleteUnseen() && asked.isEnough()) {",
                            "write.isDeleteUnseen()) {"),
            breaking("rule 19: the tombstones are sent again and counted", "repeated delete is answered at once")
                    .foundBy(3)
                    .in(
                            "coordinator/WriteOperation",
                            "keep(view, placement, record, same.state(), same.ack(), isWhole);",
                            "end(written(own, same.ack(), around.settings.writeQuorum(), 0), null);"),
            breaking("G7: once written or sent, never a refusal", "timeout reported as failed")
                    .foundBy(2)
                    .in(
                            "coordinator/WriteOperation",
                            "end(indeterminate(acks), null);",
                            "end(rejected(WriteOutcome.Why.LATE), null);")
                    .in(
                            "coordinator/WriteOperation",
                            "} else if (mayBeApplied && !(outcome instanceof WriteOutcome.Written)) {",
                            "} else if (mayBeApplied && outcome == null) {"),
            breaking("G7: what was written before the restart counts", "restart forgets that it wrote")
                    .foundBy(22)
                    .in(
                            "coordinator/WriteOperation",
                            "        forget();\n        Placement placement = Surroundings.placement(view, key);",
                            "        forget();\n        mayBeApplied = false;\n"
                                    + "        Placement placement = Surroundings.placement(view, key);"),
            breaking("G7: silence of a coordinator is unknown", "silence of a coordinator reported as failed")
                    .foundBy(10)
                    .in(
                            "coordinator/ForwardOperation",
                            "end(new WriteOutcome.Indeterminate(0, around.settings.writeQuorum()));",
                            "end(rejection);"),
            breaking("G7: unknown stays unknown until somebody did it", "unknown forgotten after the second attempt")
                    .foundBy(9)
                    .in(
                            "coordinator/ForwardOperation",
                            "end(refusal != null ? refusal : rejection);",
                            "end(rejection);"),
            breaking(
                            "rule 8: a refusal counts only if no other attempt may be done",
                            "refusal though an attempt is out")
                    .foundBy(220)
                    .in(
                            "coordinator/ForwardOperation",
                            "        } else if (!maybeApplied) {\n            refusal = outcome;",
                            "        } else {\n            end(outcome);"),
            breaking("rule 8: where nobody is left to try", "owners out of reach before those that would rather not")
                    .noticedBy("DiskStoriesTest")
                    .in(
                            "coordinator/ForwardOperation",
                            "if (target == null && (reluctant.isEmpty() || refusal != null)) {",
                            "if (target == null) {"),
            breaking("rule 8: after start-by the key is not taken", "start-by ignored")
                    .foundBy(137)
                    .in(
                            "coordinator/WriteOperation",
                            "if (now.isAfter(attempt.startBy()) && !now.isAfter(deadline) && !mayBeApplied) {",
                            "if (now.isAfter(attempt.startBy()) && now.isAfter(deadline) && !mayBeApplied) {")
                    .in(
                            "coordinator/WriteOperation",
                            "if (!now.isAfter(attempt.startBy()) || mayBeApplied) {",
                            "if (!now.isAfter(deadline) || mayBeApplied) {")
                    .in(
                            "coordinator/WriteOperation",
                            "if (isNew && now.isAfter(attempt.startBy())) {",
                            "if (isNew && now.isAfter(deadline)) {"),
            breaking("rule 8: the second attempt asks first", "second attempt does not ask")
                    .foundBy(4)
                    .in(
                            "coordinator/WriteOperation",
                            "write.isDeleteUnseen() || attempt.askFirst();",
                            "write.isDeleteUnseen();"),
            breaking("G7: a repeated message is not heard twice", "doubled forward is done twice")
                    .foundBy(1)
                    .in(
                            "coordinator/Coordinator",
                            "if (!heard.add(new Heard(from, request.id()))) {",
                            "if (!heard.add(new Heard(from, request.id())) && request.timeoutMillis() < 0) {"),
            breaking("§2: deadline", "write without a deadline")
                    .foundBy(2)
                    .in(
                            "coordinator/WriteOperation",
                            "timer = around.timers.after(Math.min(millis, untilDeadline), () -> {",
                            "timer = around.timers.after(Math.max(millis, untilDeadline * 2), () -> {"));

    private WriteMutants() {}
}
