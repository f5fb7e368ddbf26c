package dev.stator.node.sim;

/** The next write or fsync of one disk fails, once: the process takes no more of them and starts anew (row 10). */
final class WriteErrors implements Fault {
    @Override
    public String name() {
        return "write-errors";
    }

    @Override
    public long often() {
        return 6 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        SimDisk.Trouble trouble = chance.oneOf(cluster.nodes()).disk().trouble();
        if (chance.happens(0.5)) {
            trouble.nextApplyFails = true;
        } else {
            trouble.nextSyncFails = true;
        }
    }
}
