package dev.stator.node.port;

import dev.stator.node.version.LeafSum;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a disk holds, in memory: the tables of a store as applied batches left them, for the storages of tests. Knows nothing of
 * time, failures or durability. Whoever hands it a batch sends it through {@link #asRead} first, so that nothing but bytes is
 * shared with who wrote it.
 */
public final class MemoryTables {
    private final Map<Table, NavigableMap<Key, StoredRecord>> records = new EnumMap<>(Table.class);
    private final Map<Integer, Map<Integer, LeafSum>> leaves = new TreeMap<>();
    private final Map<String, byte[]> notes = new TreeMap<>();

    public MemoryTables() {
        for (Table table : Table.values()) {
            records.put(table, new TreeMap<>(Storage.SCAN_ORDER));
        }
    }

    /** As they are now; what is applied later to one is not applied to the other. */
    public MemoryTables copy() {
        MemoryTables copy = new MemoryTables();
        records.forEach((table, keys) -> copy.table(table).putAll(keys));
        leaves.forEach((partition, sums) -> copy.leaves.put(partition, new TreeMap<>(sums)));
        copy.notes.putAll(notes);
        return copy;
    }

    /** The batch as a disk gives it back: its records decoded from their own bytes. */
    public static List<Change> asRead(List<Change> batch) {
        List<Change> read = new ArrayList<>(batch.size());
        for (Change change : batch) {
            read.add(
                    change instanceof Change.Put put
                            ? new Change.Put(
                                    put.table(),
                                    put.key(),
                                    StoredRecord.decoded(put.record().encoded()))
                            : change);
        }
        return read;
    }

    public void apply(List<Change> batch) {
        for (Change change : batch) {
            if (change instanceof Change.Put put) {
                table(put.table()).put(put.key(), put.record());
            } else if (change instanceof Change.Drop drop) {
                table(drop.table()).remove(drop.key());
            } else if (change instanceof Change.PutLeaf leaf) {
                leaves.computeIfAbsent(leaf.leaf().partition(), partition -> new TreeMap<>())
                        .put(leaf.leaf().leaf(), leaf.sum());
            } else if (change instanceof Change.PutNote note) {
                notes.put(note.name(), note.value());
            } else {
                throw new IllegalStateException("no such change: " + change);
            }
        }
    }

    public void dropNote(String name) {
        notes.remove(name);
    }

    public StoredRecord record(Table table, Key key) {
        return table(table).getOrDefault(key, StoredRecord.ABSENT);
    }

    public Map<Key, StoredRecord> all(Table table) {
        Map<Key, StoredRecord> all = new TreeMap<>(Storage.SCAN_ORDER);
        all.putAll(table(table));
        return all;
    }

    public Storage.Scan.Page scan(Table table, Span span, @Nullable Key after, Storage.PageLimit limit) {
        List<Storage.Entry> entries = new ArrayList<>();
        long bytes = 0;
        NavigableMap<Key, StoredRecord> rest =
                after == null ? table(table) : table(table).tailMap(after, false);
        for (Map.Entry<Key, StoredRecord> entry : rest.entrySet()) {
            if (!span.contains(entry.getKey())) {
                if (Long.compareUnsigned(entry.getKey().position(), span.last()) > 0) {
                    break;
                }
                continue;
            }
            if (entries.size() == limit.entriesMax() || bytes >= limit.bytesMax()) {
                return new Storage.Scan.Page(entries, false);
            }
            bytes += entry.getKey().bytes().length + entry.getValue().encoded().length;
            entries.add(new Storage.Entry(entry.getKey(), new Storage.Lookup.Found(entry.getValue())));
        }
        return new Storage.Scan.Page(entries, true);
    }

    public Map<Integer, LeafSum> leaves(int partition) {
        return new TreeMap<>(leaves.getOrDefault(partition, Map.of()));
    }

    /** Each leaf that is not the sum over the records of its arc, in words: none, if all is well. */
    public List<String> wrongLeaves(int partitions) {
        Map<Change.LeafId, LeafSum> counted = new HashMap<>();
        table(Table.RECORDS)
                .forEach((key, record) ->
                        counted.merge(Change.LeafId.of(key, partitions), LeafSum.of(key, record), LeafSum::plus));
        Map<Change.LeafId, LeafSum> kept = new HashMap<>();
        leaves.forEach(
                (partition, sums) -> sums.forEach((leaf, sum) -> kept.put(new Change.LeafId(partition, leaf), sum)));
        List<String> wrong = new ArrayList<>();
        Set<Change.LeafId> all = new HashSet<>(counted.keySet());
        all.addAll(kept.keySet());
        for (Change.LeafId leaf : all) {
            LeafSum sum = counted.getOrDefault(leaf, LeafSum.ZERO);
            if (!sum.equals(kept.getOrDefault(leaf, LeafSum.ZERO))) {
                wrong.add(leaf + " is " + kept.get(leaf) + ", its records make " + sum);
            }
        }
        return wrong;
    }

    public Optional<byte[]> note(String name) {
        return Optional.ofNullable(notes.get(name));
    }

    private NavigableMap<Key, StoredRecord> table(Table table) {
        NavigableMap<Key, StoredRecord> keys = records.get(table);
        if (keys == null) {
            throw new IllegalStateException("no such table: " + table);
        }
        return keys;
    }
}
