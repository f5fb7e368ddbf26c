package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** Read-modify-write of a key: rule 4. */
@SuppressWarnings("StringConcatToTextBlock") // leading spaces and line ends count: they are to be seen
final class RecordMutants {
    static final List<Mutant> ALL = List.of(
            breaking("rule 4: later requests start from the newest pending state", "no key serialisation")
                    .foundBy(6)
                    .in(
                            "record/Records",
                            "        Pending newest = pending.get(key);\n        if (newest != null) {",
                            "        Pending newest = pending.get(key);\n"
                                    + "        if (newest == null && newest != null) {"),
            breaking("rule 4: a key with a read in flight is taken", "takers do not wait for each other's read")
                    .foundBy(6)
                    .in("record/Records", "if (queue != null) {", "if (queue == null && queue != null) {")
                    .in("record/Records", "if (changed != null) {", "if (changed == null && changed != null) {"),
            breaking("rule 4: a local read error is never empty", "read error = empty")
                    .foundBy(9)
                    .in("record/Records", "reader.failed(failed.reason());", "reader.found(StoredRecord.ABSENT);"),
            breaking("rule 4: readers see applied batches only", "cache filled before the batch is applied")
                    .foundBy(4)
                    .in(
                            "record/Records",
                            "        mine.newest = record;\n",
                            "        mine.newest = record;\n        cache.put(key, record);\n"),
            breaking("rule 4: the cache holds what is applied", "cache keeps the record before the last")
                    .foundBy(3)
                    .in(
                            "record/Records",
                            "            cache.put(key, record);\n            progress.applied();",
                            "            if (cache.any(key) == null) cache.put(key, record);\n"
                                    + "            progress.applied();"));

    private RecordMutants() {}
}
