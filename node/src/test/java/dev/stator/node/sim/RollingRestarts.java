package dev.stator.node.sim;

/** One node after another is killed and started again; the next only when the last has been back for a while. */
final class RollingRestarts implements Fault {
    private static final long BACK_NANOS = 5 * Scheduler.SECONDS;

    @Override
    public String name() {
        return "rolling-restarts";
    }

    @Override
    public long often() {
        return 3 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        boolean isRestful = cluster.nodes().stream().allMatch(node -> node.isUpSince(BACK_NANOS));
        if (isRestful) {
            SimNode node = chance.oneOf(cluster.nodes());
            node.crash(chance.happens(0.5));
            cluster.scheduler().after(chance.logarithmic(50 * Scheduler.MILLIS, 10 * Scheduler.SECONDS), node::start);
        }
    }
}
