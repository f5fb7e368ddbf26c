package dev.stator.node.sim;

/** Some records of one disk cannot be read for a while (row 13): that is never "absent". */
final class ReadErrors implements Fault {
    @Override
    public String name() {
        return "read-errors";
    }

    @Override
    public long often() {
        return 3 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        SimDisk.Trouble trouble = chance.oneOf(cluster.nodes()).disk().trouble();
        trouble.unreadable = chance.happens(0.5) ? 1 : chance.fraction();
        trouble.salt = chance.bits();
        cluster.scheduler()
                .after(
                        chance.logarithmic(100 * Scheduler.MILLIS, 10 * Scheduler.SECONDS),
                        () -> trouble.unreadable = 0);
    }
}
