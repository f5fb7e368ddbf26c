package dev.stator.node.sim;

import java.util.List;

/**
 * A store that owns nothing of a partition is not heard by anybody for some seconds, though it hears, late (row 36); an owner does not
 * hear it for long after that.
 */
final class Mutes implements Fault {
    @Override
    public String name() {
        return "mutes";
    }

    @Override
    public long often() {
        return 3 * Scheduler.SECONDS;
    }

    @Override
    public boolean needsUsers() {
        return true;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        List<SimNode> owners = cluster.ownersOf(chance.below(cluster.ring().partitions()));
        SimNode mute = chance.oneOf(cluster.lastingBut(owners));
        long end = cluster.scheduler().now() + chance.logarithmic(10 * Scheduler.SECONDS, 40 * Scheduler.SECONDS);
        Cuts.fromTo(cluster, mute, List.copyOf(cluster.nodes()), end);
        owners.forEach(owner -> SlowLinks.slow(cluster, chance, owner, mute, 10 * Scheduler.SECONDS));
        if (chance.happens(0.7)) {
            Cuts.between(
                    cluster,
                    mute,
                    List.of(chance.oneOf(owners)),
                    end + chance.logarithmic(20 * Scheduler.SECONDS, 60 * Scheduler.SECONDS));
        }
    }
}
