package dev.stator.node.sim;

import java.util.List;

/** Links that stay cut until a moment, whoever mends them meanwhile. */
final class Cuts {
    private static final long AGAIN_NANOS = 200 * Scheduler.MILLIS;

    private Cuts() {}

    /** Both ways, until then. */
    static void between(Cluster cluster, SimNode node, List<SimNode> others, long until) {
        for (SimNode other : others) {
            fromTo(cluster, node, List.of(other), until);
            fromTo(cluster, other, List.of(node), until);
        }
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
