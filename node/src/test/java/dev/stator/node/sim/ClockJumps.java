package dev.stator.node.sim;

/** The wall clock of a node jumps, by a day at most (row 84). */
final class ClockJumps implements Fault {
    private static final long DAY_MILLIS = 86_400_000;

    @Override
    public String name() {
        return "clock-jumps";
    }

    @Override
    public long often() {
        return 5 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        chance.oneOf(cluster.nodes()).clock().setWall(chance.between(-DAY_MILLIS, DAY_MILLIS));
    }
}
