package dev.stator.node.sim;

/** The power of several machines, or of all, fails at the same moment (row 2). */
final class PowerCuts implements Fault {
    @Override
    public String name() {
        return "power-cuts";
    }

    @Override
    public long often() {
        return 8 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        boolean isTotal = chance.happens(0.4);
        for (SimNode node : cluster.nodes()) {
            if (isTotal || chance.happens(0.5)) {
                node.crash(true);
                cluster.scheduler()
                        .after(chance.logarithmic(50 * Scheduler.MILLIS, 5 * Scheduler.SECONDS), node::start);
            }
        }
    }
}
