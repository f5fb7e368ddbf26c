package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** Who names versions: rules 1 to 3. */
final class NamingMutants {
    private static final String NEXT =
            "own != null && own.incarnation() == incarnation ? own : new Actor(incarnation, ++seq)";

    static final List<Mutant> ALL = List.of(
            kept("rule 1: the actor is of one life of the process", "node-name actor")
                    .foundBy(5)
                    .in("record/Actors", NEXT, "new Actor(incarnation, 1)"),
            kept("rule 1: the store's identity is another thing", "store-id actor")
                    .foundBy(5),
            kept("rule 1: drawn fresh at every start", "incarnation kept on disk")
                    .foundBy(5)
                    .in("record/Actors", "new Actor(incarnation, ++seq)", "new Actor(incarnation, randomness.bits())"),
            breaking("rule 2: a localActor is valid for its own life only", "actor of an earlier life continued")
                    .foundBy(9)
                    .in("record/Actors", NEXT, "own != null ? own : new Actor(incarnation, ++seq)"),
            breaking("rule 2: never adopt an entry from a received clock", "actor continued from a received clock")
                    .foundBy(1)
                    .in(
                            "record/Actors",
                            NEXT,
                            "record.state().known().isEmpty() ? new Actor(incarnation, ++seq)"
                                    + " : record.state().known().entries().get(0).actor()"));

    private NamingMutants() {}

    /** The node's number in the place of the incarnation. */
    private static Mutant kept(String rule, String name) {
        return breaking(rule, name)
                .in(
                        "kernel/Shard",
                        "new Actors(ports.randomness(), ports.telemetry())",
                        "new Actors(ports.randomness(), ports.telemetry(), config.self().low())")
                .in(
                        "record/Actors",
                        "    public Actors(Randomness randomness, Telemetry telemetry) {",
                        "    public Actors(Randomness randomness, Telemetry telemetry, long kept) {")
                .in("record/Actors", "this.incarnation = randomness.bits();", "this.incarnation = kept;");
    }
}
