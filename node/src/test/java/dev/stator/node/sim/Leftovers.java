package dev.stator.node.sim;

import dev.stator.node.port.Table;
import dev.stator.node.version.Dot;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import java.util.function.Predicate;

/**
 * Looks for values of versions that are forgotten: there are to be none, of whomever, in whatever table, then or ever again. Nor may any
 * disk have one after a crash in that moment, and none may be on its way so that its receiver would take it in: whoever forgets could
 * not tell it from a new one.
 */
final class Leftovers {
    private final History history;
    private final Cluster cluster;

    Leftovers(History history, Cluster cluster) {
        this.history = history;
        this.cluster = cluster;
    }

    /** Only tombstones are purged. */
    void purged(SimNode node, Key key, StoredRecord before) {
        if (!before.state().isDeletedBefore(Long.MAX_VALUE)) {
            history.violated("only tombstones are purged", node + " purges " + before.state() + " of " + key);
        }
    }

    /** @param does what the node does in this moment */
    void forgotten(SimNode node, Key key, Predicate<Dot> versions, String does) {
        for (SimNode other : cluster.lasting()) {
            for (Table each : Table.values()) {
                StoredRecord left = other.disk().applied().record(each, key);
                if (isAnyLive(left.state(), versions)) {
                    history.violated(
                            "what is forgotten is gone everywhere",
                            node + " " + does + " " + key + ", and " + other + " has " + left.state() + " in " + each);
                }
                for (StoredRecord back : other.disk().findable(each, key)) {
                    if (isAnyLive(back.state(), versions)) {
                        history.violated(
                                "what is forgotten comes back after no crash",
                                node + " " + does + " " + key + ", and " + other + " may have " + back.state() + " in "
                                        + each + " again");
                    }
                }
            }
        }
        for (String late : cluster.network().bringing(key, state -> isAnyLive(state, versions))) {
            history.violated("what is forgotten is not on its way", node + " " + does + " " + key + ", and " + late);
        }
    }

    void written(SimNode node, Key key, StoredRecord after, Predicate<Dot> versions) {
        if (isAnyLive(after.state(), versions)) {
            history.violated(
                    "what was forgotten does not come back",
                    node + " has " + after.state() + " of " + key + " once more");
        }
    }

    private static boolean isAnyLive(KeyState state, Predicate<Dot> versions) {
        for (Version version : state.live()) {
            if (version.sibling().isValue() && versions.test(version.dot())) {
                return true;
            }
        }
        return false;
    }
}
