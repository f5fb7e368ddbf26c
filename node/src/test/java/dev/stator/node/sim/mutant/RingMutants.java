package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** Which ring is in force, and who may ask under it: §3 fencing, §4. */
@SuppressWarnings("StringConcatToTextBlock") // leading spaces and line ends count: they are to be seen
final class RingMutants {
    static final List<Mutant> ALL = List.of(
            breaking("§3: a replica answers STALE_EPOCH to another placement", "no fence")
                    .foundBy(2)
                    .in(
                            "replica/Replica",
                            "if (request.fence().placementVersion() != placement.version()) {",
                            "if (request.fence().placementVersion() < 0) {"),
            breaking("§3: a replica that is behind pulls the ring first", "replica serves what is ahead of it")
                    .foundBy(4)
                    .in(
                            "replica/Replica",
                            "if (now == null || request.fence().epoch() > now.ring().epoch().number()) {",
                            "if (now == null) {"),
            breaking("DESIGN §4: no node goes back", "epoch regress accepted")
                    .foundBy(2)
                    .in(
                            "kernel/RingKeeper",
                            "if (newest != null && newest.epoch().isAfter(next.epoch())) {",
                            "if (newest != null && newest == next) {")
                    .in(
                            "kernel/RingKeeper",
                            "if (ring == null || next.epoch().isAfter(ring.epoch())) {",
                            "if (true) {"),
            breaking("§3: a ring is durable before it is in force", "ring in force before it is durable")
                    .foundBy(1)
                    .in(
                            "kernel/RingKeeper",
                            "        saving = next;\n",
                            "        saving = next;\n        publish(next);\n"),
            breaking("§4: a ring of another cluster is refused", "no cluster check on rings")
                    .foundBy(9)
                    .in(
                            "kernel/RingKeeper",
                            "if (!next.clusterId().equals(settings.clusterId())) {",
                            "if (next.clusterId().isEmpty()) {"),
            breaking("§3: nodes gossip the epoch and pull it from each other", "nobody tells of rings")
                    .foundBy(10)
                    .in(
                            "kernel/RingKeeper",
                            "        if (!member.equals(self)) {",
                            "        if (member.equals(self)) {")
                    .in(
                            "kernel/Neighbourhood",
                            "        ringKeeper.receive(member, new RingMessage.Announce(ring.epoch(), ring.hash()));\n",
                            ""));

    private RingMutants() {}
}
