package dev.stator.node.sim.mutant;

import java.util.List;
import java.util.stream.Stream;

/** All mutants, by the room that they are in. */
final class Mutants {
    static final List<Mutant> ALL = Stream.of(
                    NamingMutants.ALL,
                    VersionMutants.ALL,
                    RecordMutants.ALL,
                    WriteMutants.ALL,
                    SpreadMutants.ALL,
                    ReadMutants.ALL,
                    ReplicaMutants.ALL,
                    RingMutants.ALL,
                    HandoffMutants.ALL,
                    ModeMutants.ALL,
                    GossipMutants.ALL,
                    TreeMutants.ALL,
                    PurgeMutants.ALL,
                    RoomMutants.ALL,
                    WireMutants.ALL)
            .flatMap(List::stream)
            .toList();

    private Mutants() {}
}
