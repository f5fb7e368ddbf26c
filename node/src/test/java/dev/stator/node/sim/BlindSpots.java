package dev.stator.node.sim;

/** Half of what is on a disk cannot be read for long (row 13), so that its store misses what becomes of it. */
final class BlindSpots implements Fault {
    @Override
    public String name() {
        return "blind-spots";
    }

    @Override
    public long often() {
        return 3 * Scheduler.SECONDS;
    }

    @Override
    public boolean needsUsers() {
        return true;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        SimDisk.Trouble trouble = chance.oneOf(cluster.lasting()).disk().trouble();
        trouble.unreadable = 0.5;
        trouble.salt = chance.bits();
        cluster.scheduler()
                .after(
                        chance.logarithmic(20 * Scheduler.SECONDS, 90 * Scheduler.SECONDS),
                        () -> trouble.unreadable = 0);
    }
}
