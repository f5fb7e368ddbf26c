package dev.stator.node.sim;

import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import java.util.List;

/** A node is given a ring that it must not take: an old one of its own, or one of another cluster (rows 66, 68). */
final class StrayRings implements Fault {
    @Override
    public String name() {
        return "stray-rings";
    }

    @Override
    public long often() {
        return 5 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        List<SimNode> up = cluster.upNodes();
        if (up.isEmpty()) {
            return;
        }
        RingState old = chance.oneOf(cluster.rings());
        RingState stray = chance.happens(0.5)
                ? old
                : new RingState(
                        "another",
                        new RingEpoch(old.epoch().number() + 1000),
                        old.factor(),
                        List.copyOf(old.members().values()),
                        old.placements(),
                        old.removed());
        chance.oneOf(up).kernel().adopt(stray, adoption -> {});
    }
}
