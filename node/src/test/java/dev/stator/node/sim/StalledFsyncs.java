package dev.stator.node.sim;

/** The fsyncs of a disk take many seconds for a while, though it reads and writes as ever (row 12); often its power fails meanwhile. */
final class StalledFsyncs implements Fault {
    @Override
    public String name() {
        return "stalled-fsyncs";
    }

    @Override
    public long often() {
        return 4 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        stall(cluster, chance, chance.oneOf(cluster.lasting()));
    }

    /** From now on; nothing happens when chaos has ended. */
    static void stall(Cluster cluster, Chance chance, SimNode node) {
        if (cluster.isHealed()) {
            return;
        }
        SimDisk.Trouble trouble = node.disk().trouble();
        trouble.syncNanosMore = chance.logarithmic(4 * Scheduler.SECONDS, 25 * Scheduler.SECONDS);
        boolean losesPower = chance.happens(0.4);
        int life = node.life();
        cluster.scheduler().after(chance.logarithmic(Scheduler.SECONDS, 30 * Scheduler.SECONDS), () -> {
            trouble.syncNanosMore = 0;
            if (losesPower && node.isUp() && node.life() == life && !cluster.isHealed()) {
                node.crash(true);
                cluster.scheduler().after(chance.between(0, Scheduler.SECONDS), node::start);
            }
        });
    }
}
