package dev.stator.node.sim;

import java.util.List;

/** The disks of two machines change places (row 7): each store goes on elsewhere, under another clock. */
final class Exchanges implements Fault {
    @Override
    public String name() {
        return "exchanges";
    }

    @Override
    public long often() {
        return 6 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        List<SimNode> both = Cluster.shuffled(cluster.lasting(), chance);
        if (both.size() < 2) {
            return;
        }
        cluster.history().counts("disks exchanged");
        both.get(0).exchange(both.get(1));
        for (SimNode node : both.subList(0, 2)) {
            cluster.scheduler().after(chance.logarithmic(10 * Scheduler.MILLIS, 5 * Scheduler.SECONDS), node::start);
        }
    }
}
