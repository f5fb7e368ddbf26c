package dev.stator.node.sim;

import java.util.List;
import java.util.Map;

/** Lets each kind of trouble of a swarm strike again and again, until chaos ends. */
final class Nemesis {
    private static final List<Fault> LATE = List.of(
            new Latecomers(),
            new Absences(),
            new Rifts(),
            new Mutes(),
            new SlowLinks(),
            new StalledFsyncs(),
            new BlindSpots());

    private final Cluster cluster;
    private final Map<String, Long> faults;
    private final Chance chance;
    private final long until;

    /** @param faults by name, how many nanoseconds pass between two on average */
    Nemesis(Cluster cluster, Map<String, Long> faults, Chance chance, long until) {
        this.cluster = cluster;
        this.faults = faults;
        this.chance = chance;
        this.until = until;
    }

    void start() {
        start(cluster.swarm().isGentle() && !cluster.swarm().onlyFillsDisks() ? Faults.GENTLE : Faults.USUAL);
        start(Faults.RARE);
        start(LATE);
    }

    private void start(List<Fault> kinds) {
        for (Fault fault : kinds) {
            Long every = faults.get(fault.name());
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
                if (!fault.needsUsers()
                        || cluster.swarm().tide().isHigh(cluster.scheduler().now())) {
                    fault.strike(cluster, dice);
                }
                later(fault, dice, every);
            }
        });
    }
}
