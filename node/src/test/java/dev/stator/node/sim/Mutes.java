package dev.stator.node.sim;

import java.util.ArrayList;
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
    public void strike(Cluster cluster, Chance chance) {
        if (!cluster.swarm().tide().isHigh(cluster.scheduler().now())) {
            return;
        }
        List<SimNode> owners = cluster.ownersOf(chance.below(cluster.ring().partitions()));
        List<SimNode> others = new ArrayList<>(cluster.lasting());
        others.removeAll(owners);
        SimNode mute = chance.oneOf(others);
        long end = cluster.scheduler().now() + chance.logarithmic(10 * Scheduler.SECONDS, 40 * Scheduler.SECONDS);
        Rifts.fromTo(cluster, mute, List.copyOf(cluster.nodes()), end);
        owners.forEach(owner -> SlowLinks.slow(cluster, chance, owner, mute, 10 * Scheduler.SECONDS));
        if (chance.happens(0.7)) {
            Rifts.between(
                    cluster,
                    mute,
                    chance.oneOf(owners),
                    end + chance.logarithmic(20 * Scheduler.SECONDS, 60 * Scheduler.SECONDS));
        }
    }
}
