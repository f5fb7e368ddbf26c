package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** What bits that flip on the way meet: row 15. */
final class WireMutants {
    static final List<Mutant> ALL = List.of(
            breaking("row 15: a frame that is not as it was sent ends its connection", "frame's checksum not looked at")
                    .foundBy(7)
                    .in(
                            "wire/FrameReader",
                            "if ((int) crc.getValue() != new ByteSource(bytes, end, Frames.CRC_BYTES).int32()) {",
                            "if (crc.getValue() < 0) {"),
            breaking("row 15: every hop looks at the values that it takes in", "replica takes damaged values")
                    .foundBy(7)
                    .in("replica/Replica", "if (!state.isIntact()) {", "if (state == null) {"),
            breaking("row 15: every hop looks at the values that it takes in", "damaged values are answers")
                    .foundBy(110)
                    .in(
                            "kernel/Shard",
                            "!(reply instanceof Reply.State state) || state.state().isIntact();",
                            "reply != null;"),
            breaking("row 15: every hop looks at the values that it takes in", "damaged write is coordinated")
                    .foundBy(9)
                    .in(
                            "coordinator/Coordinator",
                            "if (!request.write().isIntact()) {",
                            "if (request.write() == null) {"));

    private WireMutants() {}
}
