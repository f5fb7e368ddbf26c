package dev.stator.node.sim;

/** A store reaches nobody for a moment, so that others keep hints for it. While users use the store, for else there are none to keep. */
final class Absences implements Fault {
    @Override
    public String name() {
        return "absences";
    }

    @Override
    public long often() {
        return Scheduler.SECONDS;
    }

    @Override
    public boolean needsUsers() {
        return true;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        SimNode node = chance.oneOf(cluster.lasting());
        long until = cluster.scheduler().now() + chance.logarithmic(300 * Scheduler.MILLIS, 5 * Scheduler.SECONDS);
        Cuts.between(cluster, node, cluster.nodes(), until);
    }
}
