package dev.stator.node.sim;

import dev.stator.ring.Placement;
import java.util.ArrayList;
import java.util.List;

/** A new epoch, told to one node or to all, in which some partitions have a new placement version: the same owners in another order (row 55). */
final class RingUpdates implements Fault {
    @Override
    public String name() {
        return "ring-updates";
    }

    @Override
    public long often() {
        return Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        List<SimNode> up = cluster.upNodes();
        if (up.isEmpty()) {
            return;
        }
        List<Placement> placements = new ArrayList<>();
        for (Placement placement : cluster.ring().placements()) {
            placements.add(
                    chance.happens(0.5)
                            ? placement
                            : Placement.stable(placement.version() + 1, Cluster.shuffled(placement.owners(), chance)));
        }
        cluster.publish(placements, chance.happens(0.7) ? chance.oneOf(up) : null);
    }
}
