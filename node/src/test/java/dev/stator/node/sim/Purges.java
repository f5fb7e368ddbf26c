package dev.stator.node.sim;

import dev.stator.node.port.Table;
import dev.stator.node.version.Actor;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.Mark;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is purged or pruned is gone everywhere (PROTOCOL rules 14 and 16, G5):
 *
 * <ol>
 *   <li>nothing but tombstones is purged;
 *   <li>at that moment no disk, of whomever and in whatever table, has a value live that was known there;
 *   <li>and none ever has again.
 * </ol>
 *
 * Others ask it what was rightly forgotten.
 */
final class Purges implements Checker {
    private final History history;
    private final Leftovers leftovers;
    private final Map<Key, DottedSet> forgotten = new HashMap<>();

    Purges(History history, Cluster cluster) {
        this.history = history;
        this.leftovers = new Leftovers(history, cluster);
    }

    /** All that was known of the key wherever it was purged. */
    DottedSet forgotten(Key key) {
        return forgotten.getOrDefault(key, DottedSet.EMPTY);
    }

    @Override
    public void drops(SimNode node, Table table, Key key, StoredRecord before) {
        if (table != Table.RECORDS || before.state().isAbsent()) { // what was damaged is not purged, but given up
            return;
        }
        history.counts("purged");
        leftovers.purged(node, key, before);
        forgets(node, key, before.state().known(), "purges");
    }

    private void forgets(SimNode node, Key key, DottedSet known, String does) {
        forgotten.merge(key, known, DottedSet::union);
        leftovers.forgotten(node, key, known::contains, does);
    }

    /** A record forgets dots: their actors are pruned, if nothing of them is live anywhere (rule 16). */
    private void forgets(SimNode node, Key key, StoredRecord before, StoredRecord after) {
        Set<Actor> actors = before.state().known().actors();
        actors.removeAll(after.state().known().actors());
        DottedSet gone = before.state().known().of(actors);
        if (actors.isEmpty() || !(before.mark() instanceof Mark.LongPast)) {
            return; // of the latter, Knowledge has something to say
        }
        history.counts("pruned");
        forgets(node, key, gone, "prunes");
    }

    @Override
    public void writes(SimNode node, Key key, StoredRecord before, StoredRecord after) {
        forgets(node, key, before, after);
        leftovers.written(node, key, after, forgotten(key)::contains);
    }
}
