package dev.stator.node.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Two stores do not reach each other for a minute or more, in one direction or in both, whoever mends links meanwhile. All others reach
 * both, so gossip goes round and proofs go on, but what one keeps for the other does not come home (rows 16, 22, 36). Owners of a key
 * reach each other, or none of them would purge; the two are one of them, and one that is none. Often the link is slow at first, and
 * when it works again, or what came home over it is on disk late.
 */
final class Rifts implements Fault {
    private static final long AGAIN_NANOS = 200 * Scheduler.MILLIS;

    @Override
    public String name() {
        return "rifts";
    }

    @Override
    public long often() {
        return 2 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        if (!cluster.swarm().tide().isHigh(cluster.scheduler().now())) {
            return;
        }
        List<SimNode> owners = cluster.ownersOf(chance.below(cluster.ring().partitions()));
        List<SimNode> others = new ArrayList<>(cluster.lasting());
        others.removeAll(owners);
        SimNode owner = chance.oneOf(owners);
        SimNode other = chance.oneOf(others);
        long nanos = chance.logarithmic(20 * Scheduler.SECONDS, 100 * Scheduler.SECONDS);
        long until = cluster.scheduler().now() + nanos;
        if (chance.happens(0.7)) {
            between(cluster, owner, other, until);
        } else {
            fromTo(cluster, other, List.of(owner), until);
        }
        if (chance.happens(0.5)) {
            owners.forEach(one -> SlowLinks.slow(cluster, chance, one, other, 10 * Scheduler.SECONDS));
        }
        double ending = chance.fraction();
        long soon = nanos - chance.between(0, 2 * Scheduler.SECONDS);
        if (ending < 0.45) {
            cluster.scheduler().after(soon, () -> SlowLinks.slow(cluster, chance, other, owner, 5 * Scheduler.SECONDS));
        } else if (ending < 0.8) {
            cluster.scheduler().after(soon, () -> StalledFsyncs.stall(cluster, chance, other));
        }
    }

    /** Both ways, until then. */
    static void between(Cluster cluster, SimNode one, SimNode other, long until) {
        fromTo(cluster, one, List.of(other), until);
        fromTo(cluster, other, List.of(one), until);
    }

    /** Nothing comes from there to those, until then. */
    static void fromTo(Cluster cluster, SimNode from, List<SimNode> others, long until) {
        boolean isOver = cluster.isHealed() || cluster.scheduler().now() >= until;
        for (SimNode to : others) {
            if (to != from && isOver) {
                cluster.network().mend(from, to);
            } else if (to != from && !cluster.network().link(from, to).isCut) {
                cluster.network().cut(from, to);
            }
        }
        if (!isOver) {
            cluster.scheduler().after(AGAIN_NANOS, () -> fromTo(cluster, from, others, until));
        }
    }
}
