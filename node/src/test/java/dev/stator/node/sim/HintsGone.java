package dev.stator.node.sim;

import dev.stator.node.port.Table;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;

/**
 * A hint may be one of the W copies of an acknowledged write, so it goes only when W owners hold what it says, synced (PROTOCOL §5, G1):
 * at the moment in which a store gives one up, the disks of W owners know all that is live in it. What was purged or pruned was known,
 * and owners whose disks are lost may have had it.
 *
 * <p>Where bits flip on disks that is not so: what an owner had it may have lost.
 */
final class HintsGone implements Checker {
    private final History history;
    private final Cluster cluster;
    private final Purges purges;
    private final boolean isPromised;

    HintsGone(History history, Cluster cluster, Purges purges) {
        this.history = history;
        this.cluster = cluster;
        this.purges = purges;
        this.isPromised = !cluster.swarm().faults().containsKey(new BitFlips().name());
    }

    @Override
    public void drops(SimNode node, Table table, Key key, StoredRecord before) {
        if (table != Table.HINTS || !isPromised) {
            return;
        }
        int owners = 0;
        for (SimNode owner : cluster.owners(key)) {
            DottedSet known =
                    owner.disk().durable(Table.RECORDS, key).state().known().union(purges.forgotten(key));
            boolean knowsAll = before.state().live().stream().map(Version::dot).allMatch(known::contains);
            owners += owner.isLost() || knowsAll ? 1 : 0;
        }
        history.counts("checked a hint that goes");
        int required = cluster.swarm().settings().writeQuorum();
        if (owners < required) {
            history.violated(
                    "a hint goes when W owners hold it",
                    node + " gives up " + before + " of " + key + ", which " + owners + " owners have, not "
                            + required);
        }
    }
}
