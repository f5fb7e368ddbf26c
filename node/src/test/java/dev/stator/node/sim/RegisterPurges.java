package dev.stator.node.sim;

import dev.stator.node.port.Table;
import dev.stator.node.version.Dot;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is purged of a store that keeps the last write alone is gone everywhere (PROTOCOL rules 14 and 17, G5):
 *
 * <ol>
 *   <li>nothing but tombstones is purged;
 *   <li>at that moment no disk, of whomever and in whatever table, has a value live that was there before the tombstone was;
 *   <li>and none ever has again.
 * </ol>
 *
 * By names, not by stamps: a put that begins after the purge at a node whose clock is behind may well have an earlier one.
 */
final class RegisterPurges implements Checker {
    private final History history;
    private final Leftovers leftovers;
    private final Map<Key, Map<Dot, Integer>> firstSeen = new HashMap<>();
    private final Map<Key, Set<Dot>> forgotten = new HashMap<>();
    private final Map<Key, Long> stamps = new HashMap<>();

    RegisterPurges(History history, Cluster cluster) {
        this.history = history;
        this.leftovers = new Leftovers(history, cluster);
    }

    /** The latest stamp that was purged; 0 if none was. Whoever asks for a write that is no later asks for what is gone. */
    long forgottenStamp(Key key) {
        return stamps.getOrDefault(key, 0L);
    }

    @Override
    public void drops(SimNode node, Table table, Key key, StoredRecord before) {
        if (table != Table.RECORDS || before.state().isAbsent()) {
            return;
        }
        history.counts("register purged");
        leftovers.purged(node, key, before);
        Map<Dot, Integer> seen = firstSeen.getOrDefault(key, Map.of());
        Set<Dot> gone = forgotten.computeIfAbsent(key, any -> new HashSet<>());
        for (Version tombstone : before.state().live()) {
            int since = seen.getOrDefault(tombstone.dot(), 0);
            seen.forEach((dot, first) -> {
                if (first < since) {
                    gone.add(dot);
                }
            });
        }
        stamps.merge(key, Registers.stampOf(before.state().known()), Math::max);
        leftovers.forgotten(node, key, gone::contains, "purges");
    }

    @Override
    public void writes(SimNode node, Key key, StoredRecord before, StoredRecord after) {
        Map<Dot, Integer> seen = firstSeen.computeIfAbsent(key, any -> new HashMap<>());
        after.state().live().forEach(version -> seen.putIfAbsent(version.dot(), seen.size()));
        leftovers.written(node, key, after, forgotten.getOrDefault(key, Set.of())::contains);
    }
}
