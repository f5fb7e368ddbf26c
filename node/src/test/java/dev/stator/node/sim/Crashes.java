package dev.stator.node.sim;

/** One process dies, of a kill or with its machine's power, and comes back, at times only to die again at once. */
final class Crashes implements Fault {
    @Override
    public String name() {
        return "crashes";
    }

    @Override
    public long often() {
        return 3 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        SimNode node = chance.oneOf(cluster.nodes());
        boolean isPowerLost = chance.happens(0.5);
        node.crash(isPowerLost);
        cluster.scheduler().after(chance.logarithmic(10 * Scheduler.MILLIS, 20 * Scheduler.SECONDS), () -> {
            node.start();
            if (chance.happens(0.2)) {
                cluster.scheduler()
                        .after(
                                chance.logarithmic(Scheduler.MILLIS, Scheduler.SECONDS),
                                () -> strike(cluster, chance, node));
            }
        });
    }

    private static void strike(Cluster cluster, Chance chance, SimNode node) {
        if (!cluster.isHealed()) {
            node.crash(chance.happens(0.5));
            cluster.scheduler().after(chance.logarithmic(10 * Scheduler.MILLIS, 2 * Scheduler.SECONDS), node::start);
        }
    }
}
