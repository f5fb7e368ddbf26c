package dev.stator.node.sim;

/** Lets each kind of trouble of a swarm strike again and again, until chaos ends. */
final class Nemesis {
    private final Cluster cluster;
    private final Chance chance;
    private final long until;

    Nemesis(Cluster cluster, Chance chance, long until) {
        this.cluster = cluster;
        this.chance = chance;
        this.until = until;
    }

    void start() {
        for (Fault fault :
                cluster.swarm().isGentle() && !cluster.swarm().onlyFillsDisks() ? Faults.GENTLE : Faults.ALL) {
            Long every = cluster.swarm().faults().get(fault.name());
            if (every != null) {
                later(fault, chance.fork(fault.name()), every);
            }
        }
    }

    private void later(Fault fault, Chance dice, long every) {
        cluster.scheduler().after(dice.exponential(every), () -> {
            if (cluster.scheduler().now() < until) {
                cluster.history().counts("fault " + fault.name());
                cluster.trace().note("fault", 0, 0, fault.name());
                fault.strike(cluster, dice);
                later(fault, dice, every);
            }
        });
    }
}
