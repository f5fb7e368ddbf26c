package dev.stator.node.sim;

import java.util.List;

/**
 * A store loses its disk for good (rows 1, 4): its process comes back with an empty one, as another store, which owns nothing and
 * stands for nobody. No more than W-1 stores, and no more than a quorum can miss; one fewer where bits flip on another.
 */
final class Wipes implements Fault {
    @Override
    public String name() {
        return "wipes";
    }

    @Override
    public long often() {
        return 8 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        List<SimNode> left = cluster.lasting();
        if (mayLoseOne(cluster)) {
            SimNode node = chance.oneOf(left);
            node.lose();
            cluster.scheduler()
                    .after(
                            chance.logarithmic(100 * Scheduler.MILLIS, 10 * Scheduler.SECONDS),
                            () -> cluster.replace(node, chance.happens(0.5)));
        }
    }

    /** Would all that was acknowledged still be left somewhere, and all requests succeed in the end? */
    static boolean mayLoseOne(Cluster cluster) {
        return cluster.members().size() - cluster.lasting().size() < mayBeLost(cluster.swarm());
    }

    /** So many that all that was acknowledged is left somewhere, and all requests can succeed in the end. */
    private static int mayBeLost(Swarm swarm) {
        int copies = swarm.isBuffered() ? 0 : swarm.settings().writeQuorum() - 1; // else synced a second later
        int read = swarm.settings().factor() - swarm.settings().readQuorum();
        int stores = swarm.settings().factor();
        if (swarm.isSloppy() && swarm.hasRoomForHints()) {
            stores = swarm.nodes();
        }
        int written = stores - swarm.settings().writeQuorum();
        int damaged = swarm.faults().containsKey(new BitFlips().name()) ? 1 : 0;
        return Math.min(copies - damaged, Math.min(read, written));
    }
}
