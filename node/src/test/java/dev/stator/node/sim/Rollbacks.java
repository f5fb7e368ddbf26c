package dev.stator.node.sim;

import dev.stator.node.kernel.Remembered;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk goes back to an older state while its process is down, as of a snapshot (rows 5, 14): its store must find out, and do nothing
 * any more. As many disks as may be wiped, and of states that all others remember, durably, to be past: what nobody has heard of nobody
 * can know. One answer alone must not be a read, for a store that reaches nobody goes on.
 */
final class Rollbacks implements Fault {
    @Override
    public String name() {
        return "rollbacks";
    }

    @Override
    public long often() {
        return 2 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        Swarm swarm = cluster.swarm();
        if (swarm.keepsLastOnly() || swarm.settings().readQuorum() < 2 || !Wipes.mayLoseOne(cluster)) {
            return;
        }
        List<SimNode> known = new ArrayList<>();
        for (SimNode node : cluster.lasting()) {
            if (allRemember(cluster, node)) {
                known.add(node);
            }
        }
        if (known.isEmpty() || chance.happens(0.5)) {
            chance.oneOf(cluster.lasting()).disk().keepSnapshot();
            return;
        }
        SimNode node = chance.oneOf(known);
        node.putBack();
        cluster.scheduler().after(chance.logarithmic(10 * Scheduler.MILLIS, 20 * Scheduler.SECONDS), node::start);
    }

    /** That there is more than in its oldest snapshot. */
    private static boolean allRemember(Cluster cluster, SimNode node) {
        for (SimNode other : cluster.nodes()) {
            if (other != node && !other.isLost()) {
                long most = other.disk()
                        .durableNote(Remembered.NOTE)
                        .map(note -> Remembered.most(note, node.id()))
                        .orElse(0L);
                if (most <= node.disk().oldestSnapshot()) {
                    return false;
                }
            }
        }
        return true;
    }
}
