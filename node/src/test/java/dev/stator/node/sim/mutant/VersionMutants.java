package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** What is known of a key, and what contexts say: PROTOCOL §1. */
final class VersionMutants {
    private static final String REMEMBERED = "recentWith(KnownWrites.of(context.writes()), replaced));";

    static final List<Mutant> ALL = List.of(
            breaking("§1: the ack's context is ctx and the new dot", "ack returns server clock")
                    .foundBy(1)
                    .in("version/KeyState", "context.acknowledging(made));", "CausalContext.of(next));"),
            breaking("rule 5: a delta keeps its cloud", "delta into vv")
                    .foundBy(9)
                    .in("version/DottedSet", "if (dot == compactUpTo + 1 && kept == 0) {", "if (dot > compactUpTo) {"),
            breaking("rule 6: trimming only shrinks what is claimed", "trimmed cloud claims what is below it")
                    .foundBy(1)
                    .in("version/CausalContext", "ACK_CLOUD_MAX = 16", "ACK_CLOUD_MAX = 1")
                    .in(
                            "version/DottedSet",
                            "if (entry.upTo() > 0 || count > 0) {",
                            "if (count < entry.cloud().length) {"
                                    + " next.add(Entry.of(entry.actor(), entry.highest(), new long[0]));"
                                    + " } else if (entry.upTo() > 0 || count > 0) {"),
            breaking("§1: who puts adds the context's writes to recent", "recent without contexts' writes")
                    .foundBy(2)
                    .in("version/KeyState", REMEMBERED, "recentWith(KnownWrites.NONE, replaced));"),
            breaking("§1: recent is the union on merge", "recent of one side only")
                    .foundBy(1)
                    .in(
                            "version/KeyState",
                            "= recentWith(other.recent, replaced);",
                            "= recentWith(KnownWrites.NONE, replaced);"),
            // no seed can be expected: who replaced it has named it in recent, and merges take that over
            breaking("§1: recent has the newest of what was replaced", "recent without what merges replace")
                    .noticedBy("MergeTest")
                    .in(
                            "version/KeyState",
                            "= recentWith(other.recent, replaced);",
                            "= recentWith(other.recent, List.of());"),
            breaking("rule 12: a context that covers one dot of a write covers all", "only the covered dot goes")
                    .foundBy(4)
                    .in("version/KeyState", "covered = covered.with(version.dot());", "covered = context.dots();"),
            breaking("§1: merge keeps what the other does not know", "merge keeps the larger dot only")
                    .foundBy(1)
                    .in(
                            "version/KeyState",
                            "boolean isReplaced = (order < 0 ? other : this).known.contains(version.dot());",
                            "boolean isReplaced = (order < 0 ? other : this).known.contains(version.dot())"
                                    + " || order < 0 && !other.live.isEmpty();"),
            breaking("§1: what is known and not live was replaced", "merge keeps what the other has replaced")
                    .foundBy(1)
                    .in("version/KeyState", "if (isReplaced) {", "if (isReplaced && replaced.size() > 0) {"),
            breaking("rule 12: the identity is of writeId and content", "writeId without content")
                    .foundBy(2)
                    .in(
                            "message/ClientWrite",
                            "WriteIdentity.of(writeId, Sibling.Kind.VALUE, hash, contentType)",
                            "WriteIdentity.of(writeId, Sibling.Kind.VALUE, 0, contentType)"));

    private VersionMutants() {}
}
