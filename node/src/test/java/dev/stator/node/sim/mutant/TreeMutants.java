package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** How owners become equal, and what of damage spreads: §5, row 8. */
@SuppressWarnings("StringConcatToTextBlock") // leading spaces and line ends count: they are to be seen
final class TreeMutants {
    static final List<Mutant> ALL = List.of(
            breaking("§5: the leaf is in the data's batch", "leaf not in the record's batch")
                    .noticedBy("AntiEntropyStoriesTest")
                    .in("record/LeafTable", "        batch.add(new Change.PutLeaf(leaf, sum));\n", "")
                    .in(
                            "record/LeafTable",
                            "    public void applied(Key key) {\n",
                            "    public void applied(Key key) {\n"
                                    + "        LeafId written = LeafId.of(key, partitions);\n"
                                    + "        storage.write(List.of(new Change.PutLeaf(written,"
                                    + " sums(written.partition()).get(written.leaf()))),"
                                    + " new Storage.Progress() {\n"
                                    + "            public void applied() {}\n"
                                    + "            public void durable() {}\n"
                                    + "            public void failed(String reason) {}\n"
                                    + "        });\n"),
            breaking("§5: what a record was goes out of the sum", "leaf only grows")
                    .noticedBy("AntiEntropyStoriesTest")
                    .in("record/LeafTable", "old.minus(gone).plus(come)", "old.plus(come)"),
            breaking("§5: owners differ, so both get what they lack", "exchange only takes")
                    .noticedBy("AntiEntropyStoriesTest")
                    .in(
                            "antientropy/KeyRepair",
                            "            push(merged);\n        } else {\n",
                            "            done();\n        } else {\n"),
            breaking("§5: exchange goes on by itself", "owners compare nothing")
                    .noticedBy("AntiEntropyStoriesTest")
                    .in(
                            "antientropy/TreeAnswers",
                            "boolean isSame = !root.isUnknown() && root.equals(question.root());",
                            "boolean isSame = !root.isUnknown();"),
            breaking("§5: exchange under one placement only", "exchange across placement versions")
                    .noticedBy("AntiEntropyStoriesTest")
                    .in(
                            "antientropy/TreeAnswers",
                            "if (placement.version() != question.fence().placementVersion()) {",
                            "if (placement.version() < 0) {"),
            breaking("row 8: what is damaged is not taken for a value", "damaged bytes are sent to others")
                    .noticedBy("AntiEntropyStoriesTest")
                    .in(
                            "version/KeyState",
                            "            if (!version.sibling().isIntact()) {\n                return false;",
                            "            if (!version.sibling().isIntact()) {\n                return true;"),
            breaking("row 8: a damaged record is replaced by what is known to be enough", "healed from any one answer")
                    .noticedBy("AntiEntropyStoriesTest")
                    .in(
                            "antientropy/Healing",
                            "Math.min(others.size(), others.size() + 1 - writeQuorum + 1)",
                            "Math.min(others.size(), 1)"),
            breaking("row 8: a damaged record is healed", "damage is never looked for")
                    .noticedBy("AntiEntropyStoriesTest")
                    .in(
                            "antientropy/Healing",
                            "if (damaged.size() < DAMAGED_MAX && damaged.add(key)) {",
                            "if (damaged.size() < 0) {"));

    private TreeMutants() {}
}
