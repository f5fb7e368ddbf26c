package dev.stator.node.sim;

/** A disk becomes many times slower for a while (row 12). */
final class SlowDisks implements Fault {
    @Override
    public String name() {
        return "slow-disks";
    }

    @Override
    public long often() {
        return 5 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        SimDisk.Trouble trouble = chance.oneOf(cluster.nodes()).disk().trouble();
        trouble.slowness = chance.logarithmic(3, 500);
        cluster.scheduler()
                .after(chance.logarithmic(100 * Scheduler.MILLIS, 15 * Scheduler.SECONDS), () -> trouble.slowness = 1);
    }
}
