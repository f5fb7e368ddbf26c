package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** The proof that lets a key go: rules 14 and 15. */
@SuppressWarnings("StringConcatToTextBlock") // leading spaces and line ends count: they are to be seen
final class PurgeMutants {
    private static final String SILENT = "!isAnyMissing && isPlacementStill()";

    private static final String DURABLY_GONE =
            "            public void applied() {}\n\n            @Override\n            public void durable() {\n"
                    + "                drain.gone(born);\n            }";

    static final List<Mutant> ALL = List.of(
            breaking("rule 14: by proof", "purge by age")
                    .foundBy(19)
                    .in("antientropy/PurgeDecision", "            return AGREE;\n", "            return PURGE;\n")
                    .in("antientropy/PurgeDecision", "return drained >= agreed.sweep() + SWEEPS;", "return true;")
                    .in("antientropy/Tombstones", "same.removeIf(key -> objections.contains(key.key()));", "")
                    .in("antientropy/OtherOwners", SILENT, "isPlacementStill()"),
            breaking("rule 14: every member has drained", "purge by owners only")
                    .foundBy(39)
                    .in("antientropy/PurgeDecision", "return drained >= agreed.sweep() + SWEEPS;", "return true;"),
            breaking("rule 14: two sweep numbers later", "purge at g0+1")
                    .in(
                            "antientropy/PurgeDecision",
                            "private static final int SWEEPS = 2;",
                            "private static final int SWEEPS = 1;"),
            breaking("rule 14: every owner says so", "purge though an owner objects")
                    .foundBy(993)
                    .in("antientropy/Tombstones", "same.removeIf(key -> objections.contains(key.key()));", ""),
            breaking("rule 14: every owner says so", "purge though an owner is silent")
                    .foundBy(7417)
                    .in("antientropy/OtherOwners", SILENT, "isPlacementStill()"),
            breaking("rule 14: at these dots", "purge of what has changed meanwhile")
                    .foundBy(3236)
                    .in(
                            "antientropy/Tombstones",
                            "if (LeafSum.of(key.key(), record.state()).equals(key.sum())) {",
                            "if (!record.state().isAbsent()) {")
                    .in(
                            "antientropy/Tombstones",
                            "                        == PurgeDecision.PURGE) {",
                            "                        != null) {"),
            breaking("rule 15: nothing older than 10 s arrives", "purge without message age")
                    .foundBy(1824)
                    .in("wire/MessageCodec", "return type >= FIRST && type < ANNOUNCE;", "return false;")
                    .in("wire/Freshness", "if (ageMillis <= 0 || ", "if (ageMillis >= 0 || "),
            breaking("rule 14: that deletion is fsynced", "drained before the deletion's fsync")
                    .foundBy(464)
                    .in(
                            "handoff/HintBook",
                            DURABLY_GONE,
                            "            public void applied() {\n                drain.gone(born);\n            }\n\n"
                                    + "            @Override\n            public void durable() {}"),
            breaking("rule 14: fsynced, in Buffered stores too", "buffered hint is gone before its fsync")
                    .noticedBy("ModeStoriesTest")
                    .in(
                            "handoff/HintBook",
                            "records.drop(key, Storage.Progress.UNWATCHED);\n        records.sync(new",
                            "records.drop(key, new"),
            breaking("rule 14: adopted on disk first, in Buffered stores too", "buffered sweep number is not synced")
                    .noticedBy("SweepSiteTest")
                    .in("kernel/Notes", "Storage.Progress.UNWATCHED);\n        ports.storage().sync(new", "new"),
            breaking("rule 14: 10 s since it last replayed one", "drained before the replay's 10 s")
                    .in(
                            "handoff/Drain",
                            "return hints == 0 && (!isReplayed || replayed.millisUntil(now) >= REPLAY_MILLIS);",
                            "return hints == 0;"),
            breaking("rule 14: once every hint is gone", "drained though hints are left")
                    .foundBy(278)
                    .in(
                            "handoff/Drain",
                            "return oldest == null ? ripe : Math.min(ripe, oldest.getKey());",
                            "return ripe;"),
            breaking("rule 14: once every hint is gone", "hint that could not be read is never counted off")
                    .foundBy(278)
                    .in(
                            "handoff/HintBook",
                            "if (unread.remove(key)) {",
                            "if (unread.isEmpty() && unread.remove(key)) {"),
            breaking("rule 14: a merged hint counts from its oldest part", "merged hint counts from its newest part")
                    .foundBy(67)
                    .in(
                            "handoff/HintBook",
                            "long born = isNone(before) ? drain.adopted() : before.mark().born();",
                            "long born = drain.adopted();"),
            breaking("rule 14: nothing of before is in memory", "drained on adopting")
                    .in(
                            "handoff/Drain",
                            "static final long MEMORY_MILLIS = 20_000;",
                            "static final long MEMORY_MILLIS = 0;"),
            breaking("rule 14: after the 10 s of rule 15", "sweep number noted at once")
                    .noticedBy("PurgeStoriesTest")
                    .in(
                            "antientropy/Tombstones",
                            "private static final long QUIET_MILLIS = Message.AGE_MILLIS_MAX;",
                            "private static final long QUIET_MILLIS = 1;"),
            breaking("rule 14: raised when all have adopted it", "sweep number raised though somebody lacks it")
                    .in("membership/SweepDecision", "return isTime && least >= adopted ?", "return isTime ?"),
            breaking("rule 14: adopted is adopted", "sweep number forgotten by a restart")
                    .foundBy(4170)
                    .in(
                            "kernel/SweepSite",
                            "then.accept(value.isPresent() ? new ByteSource(value.get()).varint() : 0)",
                            "then.accept(value.isPresent() ? 0 : 0)"),
            breaking("rule 16: under the proof of rule 14", "prune without proof")
                    .foundBy(98)
                    .in(
                            "antientropy/PruneDecision",
                            "return PurgeDecision.isDrained(watched.agreement(), drained) ? PRUNE : WAIT;",
                            "return PRUNE;")
                    .in("antientropy/PruneDecision", "            return AGREE;\n", "            return PRUNE;\n"),
            breaking("rule 16: all owners know the entry", "prune though an owner objects")
                    .foundBy(333)
                    .in("antientropy/Pasts", "isRefused |= !objected.isEmpty()", "isRefused |= objected == null"),
            breaking("rule 16: nobody's localActor", "prune of an own actor")
                    .in(
                            "antientropy/PruneDecision",
                            "return record.state().actorsOfThePast(record.localActor());",
                            "return record.state().actorsOfThePast(null);")
                    .in(
                            "antientropy/Pasts",
                            "&& (own == null || !question.past().actors().contains(own));",
                            "&& own == own;"),
            breaking("§5: every hint is born COUNTED", "hint born BEST_EFFORT")
                    .foundBy(49)
                    .in(
                            "handoff/HintBook",
                            "return after.withMark(new Mark.Hint(born, 0));",
                            "return after.withMark(new Mark.Hint(born, 1));"),
            breaking("§5: proof of W owners", "hint BEST_EFFORT with one owner less")
                    .foundBy(96)
                    .in(
                            "handoff/Delivery",
                            "return count(placement.owners()) >= writeQuorum && count(placement.newOwners()) >= writeQuorum;",
                            "return count(placement.owners()) >= writeQuorum - 1;"));

    private PurgeMutants() {}
}
