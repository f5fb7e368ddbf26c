package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** What a replica merges, acknowledges and answers: rules 4, 5, 9, 13. */
@SuppressWarnings("StringConcatToTextBlock") // leading spaces and line ends count: they are to be seen
final class ReplicaMutants {
    private static final String ON_APPLIED = "        public void applied() {}\n";

    static final List<Mutant> ALL = List.of(
            breaking("rule 9: a store counts once it holds it durably", "fsync skipped")
                    .foundBy(1)
                    .in(
                            "replica/Replica",
                            ON_APPLIED,
                            "        public void applied() {\n"
                                    + "            answer.accept(new Reply.Kept(request.id()));\n"
                                    + "        }\n"),
            breaking("rule 9: an ack that changed nothing waits for an fsync", "no-change ack before the fsync")
                    .foundBy(3)
                    .in(
                            "replica/Replica",
                            "if (merged.equals(record.state())) {\n                into.sync(this);",
                            "if (merged.equals(record.state())) {\n                answer.accept(new Reply.Kept(request.id()));"),
            breaking("rule 4: a replica that cannot read neither writes nor acks", "replica acks what it cannot merge")
                    .foundBy(4)
                    .in(
                            "replica/Replica",
                            "        /** Of the reading: no answer, and never \"absent\". Of the writing: this process"
                                    + " writes no more. */\n"
                                    + "        @Override\n"
                                    + "        public void failed(String reason) {\n"
                                    + "            refuse(request, Reply.Reason.READ_ERROR, answer);",
                            "        @Override\n        public void failed(String reason) {\n"
                                    + "            answer.accept(new Reply.Kept(request.id()));"),
            breaking("rule 10: an error is no answer", "replica that cannot read says that it has nothing")
                    .foundBy(11)
                    .in(
                            "replica/Replica",
                            "new Reply.State(request.id(), record.state()));\n            }\n\n"
                                    + "            @Override\n            public void failed(String reason) {\n"
                                    + "                refuse(request, Reply.Reason.READ_ERROR, answer);",
                            "new Reply.State(request.id(), record.state()));\n"
                                    + "            }\n\n"
                                    + "            @Override\n"
                                    + "            public void failed(String reason) {\n"
                                    + "                answer.accept(new Reply.State(request.id(),"
                                    + " StoredRecord.ABSENT.state()));"),
            breaking("rule 4: an ask that cannot be read is no answer", "ask that cannot be read is answered empty")
                    .foundBy(9)
                    .in(
                            "replica/Replica",
                            "record.state().withoutBytes()));\n            }\n\n"
                                    + "            @Override\n            public void failed(String reason) {\n"
                                    + "                refuse(request, Reply.Reason.READ_ERROR, answer);",
                            "record.state().withoutBytes()));\n"
                                    + "            }\n\n"
                                    + "            @Override\n"
                                    + "            public void failed(String reason) {\n"
                                    + "                answer.accept(new Reply.State(request.id(),"
                                    + " StoredRecord.ABSENT.state()));"),
            breaking("rule 11: nothing overwrites", "replica overwrites")
                    .foundBy(6)
                    .in("replica/Replica", "merged = record.state().merge(state);", "merged = state;"),
            breaking("rule 5: a replica that lacks bytes says so", "replica keeps versions without their bytes")
                    .foundBy(2)
                    .in("replica/Replica", "} else if (merged.isWhole()) {", "} else if (merged != null) {"),
            breaking("rule 13: merges are never limited", "sibling limit on replica puts")
                    .foundBy(643)
                    .in(
                            "kernel/Shard",
                            "new Replica(\n                config.self(),",
                            "new Replica(\n                config.self(), config.maxSiblings(),")
                    .in(
                            "replica/Replica",
                            "public Replica(\n            StoreId self,",
                            "private final int siblingsMax;\n    public Replica(StoreId self, int siblingsMax,")
                    .in(
                            "replica/Replica",
                            "        this.self = self;",
                            "        this.self = self;\n        this.siblingsMax = siblingsMax;")
                    .in(
                            "replica/Replica",
                            "            if (merged.equals(record.state())) {",
                            "            if (merged.values().size() > siblingsMax) {\n"
                                    + "                refuse(request, Reply.Reason.DAMAGED, answer);\n"
                                    + "            } else if (merged.equals(record.state())) {"),
            breaking("§5: a full store takes no copies of puts", "full store takes copies of puts")
                    .noticedBy("DiskStoriesTest")
                    .in(
                            "replica/Replica",
                            "if (isFull() && grows(record.state(), merged)) {",
                            "if (isFull() && record.state() == merged) {"),
            breaking("§5: deletes and what shrinks always pass", "full store takes nothing")
                    .noticedBy("DiskStoriesTest")
                    .in("replica/Replica", "if (isFull() && grows(record.state(), merged)) {", "if (isFull()) {"),
            breaking("§2: \"the same\" only for the same digest", "replica always says that it has the same")
                    .foundBy(3)
                    .in("replica/Replica", "&& request.digest() == record.state().digest();", ";"));

    private ReplicaMutants() {}
}
