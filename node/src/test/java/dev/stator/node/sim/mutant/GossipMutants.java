package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** Who lives, and who may say so: §4. */
final class GossipMutants {
    static final List<Mutant> ALL = List.of(
            breaking("§4: every handshake names the cluster", "no cluster check in the handshake")
                    .noticedBy("RefusalTest")
                    .in(
                            "wire/Refusal",
                            "if (!hello.clusterId().equals(self.clusterId())) {",
                            "if (hello.clusterId().isEmpty()) {"),
            breaking("§4: a handshake names the store that it means", "no store check in the handshake")
                    .noticedBy("RefusalTest")
                    .in("wire/Refusal", "if (!hello.to().equals(self.id())) {", "if (hello.to() == null) {"),
            breaking("§4: who is called suspect contradicts", "refutation missing")
                    .foundBy(2)
                    .in(
                            "membership/Lives",
                            "                self.say(own.refuted(heard));\n            }\n            case",
                            "            }\n            case"),
            breaking("§4: the later life holds", "order of lives ignored")
                    .foundBy(1)
                    .in(
                            "message/MemberRecord",
                            "Comparator.comparing(MemberRecord::life)\n"
                                    + "            .thenComparingLong(MemberRecord::refutation)",
                            "Comparator.comparingLong(MemberRecord::refutation)"),
            breaking("§4: no accusation by a node whose own loop lagged", "who lagged accuses")
                    .noticedBy("MembershipStoriesTest")
                    .in(
                            "membership/Probes",
                            "if (probe.wasLate || !lifeOf",
                            "if (probe.wasLate && !probe.wasLate || !lifeOf"),
            breaking("§4: of a life that is over there is nothing to hear", "probe of one life accuses the next")
                    .noticedBy("MembershipStoriesTest")
                    .in(
                            "membership/Probes",
                            "|| !lifeOf(probe.target).equals(Optional.of(probe.life))) {",
                            "&& !lifeOf(probe.target).equals(Optional.of(probe.life))) {"),
            breaking(
                            "§4: a starting node takes the life after the one it hears of",
                            "life of a disk that went back in time")
                    .noticedBy("OwnLifeTest")
                    .in(
                            "membership/OwnLife",
                            "if (isStarting && heard.life().counter() >= own.life().counter()) {",
                            "if (isStarting && heard.life().counter() > own.life().counter() + 99) {"),
            breaking("§4: of two lives the smaller stops itself", "two lives of one store")
                    .noticedBy("OwnLifeTest")
                    .in(
                            "membership/OwnLife",
                            "return heard.life().isAfter(own.life()) ? STOP : GO_ON;",
                            "return GO_ON;"),
            breaking("§4: who knows of a later life refuses the earlier one", "session of a life that is over")
                    .noticedBy("SessionLivesTest")
                    .in(
                            "message/SessionLives",
                            "return isOver(theirs.own, others) ?",
                            "return isOver(theirs.own, Life.UNKNOWN) ?"),
            breaking("§4: the refused one hears of the later life", "later life that its own store is not told of")
                    .noticedBy("SessionLivesTest")
                    .in(
                            "message/SessionLives",
                            "return isOver(own, theirs.others) ?",
                            "return isOver(own, Life.UNKNOWN) ?"),
            breaking("rule 20: who has claimed no life is talked with", "starting store refused for its past")
                    .noticedBy("SessionLivesTest")
                    .in(
                            "message/SessionLives",
                            "return !life.equals(Life.UNKNOWN) && latest",
                            "return life != null && latest"),
            breaking("rule 20: who has less than others remember is in doubt", "rolled-back disk kept as itself")
                    .noticedBy("RollbackStoriesTest")
                    .in("membership/OwnPast", "most > own.born()) {", "most > own.born() && most < 0) {"),
            breaking("rule 20: a starting store asks before it serves", "store that serves before others have compared")
                    .noticedBy("RollbackStoriesTest")
                    .in("membership/OwnPast", "if (missing == 0 || hasWaited", "if (missing >= 0 || hasWaited"),
            breaking("rule 20: in doubt it serves, counts and replays nothing", "store in doubt that refuses forwards")
                    .noticedBy("StrangersTest")
                    .in(
                            "kernel/Strangers",
                            "message instanceof Request.ToReplica || message",
                            "message instanceof Request || message"),
            breaking("rule 20: a peer heard later compares too, before anything", "words to whom has not compared")
                    .noticedBy("StrangersTest")
                    .in("kernel/Strangers", "return hasCompared ? Fate.PASS : Fate.HOLD;", "return Fate.PASS;"),
            breaking("rule 20: doubt outlives a restart", "doubt that is not written down")
                    .noticedBy("DoubtsTest")
                    .in("kernel/Doubts", "if (known.isPresent()) {\n", "if (known.isPresent() && isCleared) {\n"),
            breaking("rule 20: more than W-1 in doubt: nothing is dropped", "advice to drop all disks in doubt")
                    .noticedBy("DoubtAdviceTest")
                    .in("kernel/DoubtAdvice", "if (worst >= writeQuorum) {", "if (worst > writeQuorum) {"),
            breaking("rule 20: what a store synced in this life is no proof", "own count taken for another's")
                    .noticedBy("GroupsTest")
                    .in(
                            "message/Groups",
                            "return heard.life.equals(life) ? heard.before : Math",
                            "return heard.life.equals(life) && heard.born < 0 ? heard.before : Math"),
            breaking("§4: a suspect has time to contradict", "suspect is dead at once")
                    .noticedBy("MembershipStoriesTest")
                    .in(
                            "membership/Suspicions",
                            "            if (heldMillis < shortest) {\n",
                            "            if (heldMillis < 0) {\n")
                    .in("membership/Suspicions", "if (heldMillis >= until) {", "if (until >= 0) {"));

    private GossipMutants() {}
}
