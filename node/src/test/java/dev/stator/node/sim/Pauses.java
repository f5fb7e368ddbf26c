package dev.stator.node.sim;

/** A process stands still, as in a long garbage collection or under SIGSTOP. */
final class Pauses implements Fault {
    @Override
    public String name() {
        return "pauses";
    }

    @Override
    public long often() {
        return 3 * Scheduler.SECONDS;
    }

    @Override
    public void strike(Cluster cluster, Chance chance) {
        SimNode node = chance.oneOf(cluster.nodes());
        node.pause();
        int life = node.life();
        cluster.scheduler().after(chance.logarithmic(20 * Scheduler.MILLIS, 15 * Scheduler.SECONDS), () -> {
            if (node.life() == life) {
                node.resume();
            }
        });
    }
}
