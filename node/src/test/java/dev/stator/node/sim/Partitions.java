package dev.stator.node.sim;

import java.util.List;

/** Links are cut: between groups of nodes, around one node, or in one direction alone (rows 16, 36). */
final class Partitions implements Fault {
    @Override
    public String name() {
        return "partitions";
    }

    @Override
    public long often() {
        return 4 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        List<SimNode> order = Cluster.shuffled(cluster.nodes(), chance);
        int groups = chance.between(2, Math.max(2, Math.min(3, order.size())));
        boolean isOneSided = chance.happens(0.3);
        boolean isAroundOne = chance.happens(0.3);
        long nanos = chance.logarithmic(100 * Scheduler.MILLIS, 20 * Scheduler.SECONDS);
        for (int i = 0; i < order.size(); i++) {
            for (int j = 0; j < order.size(); j++) {
                int mine = isAroundOne ? Math.min(i, 1) : i % groups;
                int theirs = isAroundOne ? Math.min(j, 1) : j % groups;
                if (isOneSided ? mine < theirs : mine != theirs) {
                    SimNode from = order.get(i);
                    SimNode to = order.get(j);
                    cluster.network().cut(from, to);
                    cluster.scheduler().after(nanos, () -> cluster.network().mend(from, to));
                }
            }
        }
    }
}
