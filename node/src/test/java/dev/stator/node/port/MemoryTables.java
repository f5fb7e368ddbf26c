package dev.stator.node.port;

import dev.stator.node.version.LeafSum;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a disk holds, in memory: the tables of a store as applied batches left them, for the storages of tests. Knows nothing of
 * time, failures or durability; records go through their encoding, so that nothing but bytes is shared.
 */
public final class MemoryTables {
    private static final Comparator<Key> BY_POSITION =
            ((Comparator<Key>) (a, b) -> Long.compareUnsigned(a.position(), b.position())).thenComparing(k -> k);

    private final Map<Table, NavigableMap<Key, byte[]>> records = new EnumMap<>(Table.class);
    private final Map<Integer, Map<Integer, LeafSum>> leaves = new TreeMap<>();
    private final Map<String, byte[]> notes = new TreeMap<>();

    public MemoryTables() {
        for (Table table : Table.values()) {
            records.put(table, new TreeMap<>(BY_POSITION));
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

    public void apply(List<Change> batch) {
        for (Change change : batch) {
            if (change instanceof Change.Put put) {
                table(put.table()).put(put.key(), put.record().encoded());
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

    public StoredRecord record(Table table, Key key) {
        byte[] bytes = table(table).get(key);
        return bytes == null ? StoredRecord.ABSENT : StoredRecord.decoded(bytes);
    }

    public Map<Key, StoredRecord> all(Table table) {
        Map<Key, StoredRecord> all = new TreeMap<>(BY_POSITION);
        table(table).forEach((key, bytes) -> all.put(key, StoredRecord.decoded(bytes)));
        return all;
    }

    public Storage.Scan.Page scan(Table table, Span span, @Nullable Key after, Storage.PageLimit limit) {
        List<Storage.Entry> entries = new ArrayList<>();
        long bytes = 0;
        NavigableMap<Key, byte[]> rest =
                after == null ? table(table) : table(table).tailMap(after, false);
        for (Map.Entry<Key, byte[]> entry : rest.entrySet()) {
            if (!span.contains(entry.getKey())) {
                if (Long.compareUnsigned(entry.getKey().position(), span.last()) > 0) {
                    break;
                }
                continue;
            }
            if (entries.size() == limit.entriesMax() || bytes >= limit.bytesMax()) {
                return new Storage.Scan.Page(entries, false);
            }
            bytes += entry.getKey().bytes().length + entry.getValue().length;
            entries.add(new Storage.Entry(
                    entry.getKey(), new Storage.Lookup.Found(StoredRecord.decoded(entry.getValue()))));
        }
        return new Storage.Scan.Page(entries, true);
    }

    public Map<Integer, LeafSum> leaves(int partition) {
        return new TreeMap<>(leaves.getOrDefault(partition, Map.of()));
    }

    public Optional<byte[]> note(String name) {
        return Optional.ofNullable(notes.get(name));
    }

    private NavigableMap<Key, byte[]> table(Table table) {
        NavigableMap<Key, byte[]> keys = records.get(table);
        if (keys == null) {
            throw new IllegalStateException("no such table: " + table);
        }
        return keys;
    }
}
