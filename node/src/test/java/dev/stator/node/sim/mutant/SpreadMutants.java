package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** How a state comes to its stores, and when it is acknowledged: rules 5 and 9, §2. */
@SuppressWarnings("StringConcatToTextBlock") // leading spaces and line ends count: they are to be seen
final class SpreadMutants {
    private static final String SENT_TWICE =
            "if (!store.equals(around.self()) && !decision.hasKept(store)) {\n                send(store, toSend);";

    static final List<Mutant> ALL = List.of(
            breaking("§2: sent once the batch is applied", "send before the batch is applied")
                    .foundBy(5)
                    .in(
                            "coordinator/Spread",
                            "        begin(record.state());\n",
                            "        begin(record.state());\n"
                                    + "        sendAll(made == null ? state : state.withBytesOnlyOf(made));\n"),
            breaking("rule 9: this store counts after its own fsync", "coordinator counts itself before its fsync")
                    .foundBy(1)
                    .in(
                            "coordinator/Spread",
                            "                sendAll(toSend);\n",
                            "                sendAll(toSend);\n                add(around.self());\n"),
            breaking("rule 9: also an ack that changed nothing waits", "coordinator's no-change ack before the fsync")
                    .foundBy(7)
                    .in(
                            "coordinator/Spread",
                            "records.sync(progress(current));",
                            "Storage.Progress now = progress(current); now.applied(); now.durable();"),
            breaking("rule 9: W distinct stores", "ack counts a store twice")
                    .foundBy(4)
                    .in(
                            "coordinator/Spread",
                            SENT_TWICE,
                            "if (!store.equals(around.self())) {\n                send(store, toSend);")
                    .in(
                            "coordinator/PutDecision",
                            "private final Set<StoreId> kept = new LinkedHashSet<>();",
                            "private final Set<StoreId> kept = new LinkedHashSet<>(); private int times;")
                    .in("coordinator/PutDecision", "        kept.add(store);", "        kept.add(store); times++;")
                    .in("coordinator/PutDecision", "        return count;", "        return Math.max(count, times);"),
            breaking("rule 9: W of them", "acknowledged with W-1")
                    .foundBy(1)
                    .in(
                            "coordinator/PutDecision",
                            "        this.required = required;",
                            "        this.required = Math.max(1, required - 1);"),
            breaking("rule 5: a replica gets what it lacks, then acks", "need of the whole counts as an ack")
                    .foundBy(2)
                    .in("coordinator/Spread", "            send(from, state);", "            add(from);"));

    private SpreadMutants() {}
}
