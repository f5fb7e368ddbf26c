package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** Stores that keep the last write alone (rule 17), and those that acknowledge before the fsync (§3). */
final class ModeMutants {
    static final List<Mutant> ALL = List.of(
            breaking("rule 17: later than what the record holds", "stamp by the clock alone")
                    .in(
                            "record/Stamps",
                            "last = Math.max(Math.max(0, takenIn) << COUNTER_BITS, last + 1);",
                            "last = Math.max(1, takenIn << COUNTER_BITS);"),
            breaking("rule 17: later than what the context has seen", "stamp without its context")
                    .in("record/Stamps", "        saw(context.dots());\n", ""),
            breaking("rule 17: merge takes the later one", "register that comes last is kept")
                    .in("version/KeyState", "return order > 0 ? this : other;", "return other;"),
            breaking("rule 17: who asks nobody knows of nothing", "delete of what the own record lacks does nothing")
                    .in(
                            "coordinator/WriteDecision",
                            "return early(write, own, all, ownCounts, asked, readQuorum)\n                .orElseGet(",
                            "return (write.isDelete() && all.isAbsent() ? Optional.<WriteDecision>of(new NothingToDelete(1))"
                                    + " : early(write, own, all, ownCounts, asked, readQuorum))\n                .orElseGet("),
            breaking("§3: what lets a source be deleted waits for fsync", "source deleted before the target's fsync")
                    .in(
                            "handoff/Handoff",
                            "ACK_TIMEOUT_MILLIS, delivery.state(), true));",
                            "ACK_TIMEOUT_MILLIS, delivery.state(), false));"));

    private ModeMutants() {}
}
