package dev.stator.node.sim;

import java.util.List;

/** A disk fills up, or all of them do, to a level at which less and less is taken in; after a while there is room again (rows 92, 96). */
final class FullDisks implements Fault {
    static final String NAME = "full-disks";

    private static final List<Double> LEVELS = List.of(0.86, 0.90, 0.93, 0.96, 0.99, 1.0);
    private static final int LEVELS_NOT_FULL = 3;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long often() {
        return 6 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        boolean strikesAll = chance.happens(0.4);
        List<Double> levels = strikesAll && chance.happens(0.7) ? LEVELS.subList(0, LEVELS_NOT_FULL) : LEVELS;
        for (SimNode node : strikesAll ? cluster.nodes() : List.of(chance.oneOf(cluster.nodes()))) {
            node.fillDisk(chance.oneOf(levels));
            cluster.scheduler()
                    .after(chance.between(Scheduler.SECONDS, 25 * Scheduler.SECONDS), () -> node.fillDisk(0.3));
        }
    }
}
