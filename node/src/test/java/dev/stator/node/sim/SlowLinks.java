package dev.stator.node.sim;

/** Some links take seconds for a while, in one direction, or keep all until they let go of it, much later (row 38). */
final class SlowLinks implements Fault {
    @Override
    public String name() {
        return "slow-links";
    }

    @Override
    public long often() {
        return 3 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        boolean areClogged = chance.happens(0.4);
        for (SimNode from : cluster.nodes()) {
            for (SimNode to : cluster.nodes()) {
                if (from == to || !chance.happens(0.2)) {
                    continue;
                }
                if (areClogged) {
                    cluster.network().clog(from, to);
                    long nanos = chance.logarithmic(3 * Scheduler.SECONDS, 100 * Scheduler.SECONDS);
                    cluster.scheduler().after(nanos, () -> cluster.network().unclog(from, to));
                } else {
                    slow(cluster, chance, from, to, chance.logarithmic(Scheduler.SECONDS, 20 * Scheduler.SECONDS));
                }
            }
        }
    }

    /** From now on for so long; nothing happens when chaos has ended. */
    static void slow(Cluster cluster, Chance chance, SimNode from, SimNode to, long nanos) {
        if (from == to || cluster.isHealed()) {
            return;
        }
        double straggling = chance.between(3, 10) / 10.0;
        double duplication = chance.happens(0.5) ? 0.5 : 0;
        makeLate(cluster, cluster.network().link(from, to), straggling, duplication, 10 * Scheduler.SECONDS, nanos);
    }

    /** Of what is sent for so many nanoseconds, that share comes later by up to {@code longNanos}, and that share twice. */
    static void makeLate(
            Cluster cluster, SimNetwork.Link link, double straggling, double duplication, long longNanos, long nanos) {
        link.straggling = straggling;
        link.duplication = duplication;
        link.longNanos = longNanos;
        cluster.scheduler().after(nanos, () -> {
            link.straggling = 0;
            link.duplication = 0;
        });
    }
}
