package dev.stator.node.sim;

import java.util.List;

/**
 * The disk of a stopped store is copied, and processes run on both copies (row 6). What either acknowledges the other has not got,
 * and one of them goes in the end: the store counts as lost. So as many as may be wiped, and no store that one answer is a read in.
 */
final class Clones implements Fault {
    static final String NAME = "clones";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long often() {
        return 4 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        Swarm swarm = cluster.swarm();
        if (swarm.keepsLastOnly()
                || swarm.purges()
                || swarm.settings().readQuorum() < 2
                || !Wipes.mayLoseOne(cluster)) {
            return;
        }
        SimNode node = chance.oneOf(cluster.lasting());
        if (node.disk().isAnyDamaged()) { // of whose damage checkers know is one disk alone
            return;
        }
        SimNode copy = cluster.twins().copy(node);
        for (SimNode one : Cluster.shuffled(List.of(node, copy), chance)) {
            cluster.scheduler().after(chance.logarithmic(10 * Scheduler.MILLIS, 10 * Scheduler.SECONDS), one::start);
        }
    }
}
