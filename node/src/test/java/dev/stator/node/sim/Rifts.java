package dev.stator.node.sim;

import java.util.List;

/**
 * Two stores do not reach each other for a minute or more, in one direction or in both, whoever mends links meanwhile. All others reach
 * both, so gossip goes round and proofs go on, but what one keeps for the other does not come home (rows 16, 22, 36). Owners of a key
 * reach each other, or none of them would purge; the two are one of them, and one that is none. Often the link is slow at first, and
 * when it works again, or what came home over it is on disk late.
 */
final class Rifts implements Fault {
    @Override
    public String name() {
        return "rifts";
    }

    @Override
    public long often() {
        return 2 * Scheduler.SECONDS;
    }

    @Override
    public boolean needsUsers() {
        return true;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        List<SimNode> owners = cluster.ownersOf(chance.below(cluster.ring().partitions()));
        SimNode owner = chance.oneOf(owners);
        SimNode other = chance.oneOf(cluster.lastingBut(owners));
        long nanos = chance.logarithmic(20 * Scheduler.SECONDS, 100 * Scheduler.SECONDS);
        long until = cluster.scheduler().now() + nanos;
        if (chance.happens(0.7)) {
            Cuts.between(cluster, owner, List.of(other), until);
        } else {
            Cuts.fromTo(cluster, other, List.of(owner), until);
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
}
