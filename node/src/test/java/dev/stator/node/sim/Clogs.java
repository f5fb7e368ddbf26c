package dev.stator.node.sim;

/** What goes to or from some nodes waits, and comes all at once when the links are opened, one by one (row 38). */
final class Clogs implements Fault {
    @Override
    public String name() {
        return "clogs";
    }

    @Override
    public long often() {
        return 4 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        for (SimNode from : cluster.nodes()) {
            for (SimNode to : cluster.nodes()) {
                if (from != to && chance.happens(0.3)) {
                    cluster.network().clog(from, to);
                    cluster.scheduler()
                            .after(
                                    chance.logarithmic(10 * Scheduler.MILLIS, 12 * Scheduler.SECONDS),
                                    () -> cluster.network().unclog(from, to));
                }
            }
        }
    }
}
