package dev.stator.node.sim;

import java.util.List;

/** All kinds of trouble that swarms draw from. A new one is a class and a line in {@link #RARE}. */
final class Faults {
    static final List<Fault> USUAL = List.of(
            new Crashes(),
            new PowerCuts(),
            new Pauses(),
            new Partitions(),
            new Clogs(),
            new BadWeather(0.3, 5 * Scheduler.SECONDS),
            new SlowDisks(),
            new ReadErrors(),
            new BitFlips(),
            new WriteErrors(),
            new FullDisks(),
            new ClockJumps(),
            new RingUpdates(),
            new StrayRings());

    /** Each drawn from a stream of its own, and by one swarm in four: so seeds that have none keep the stories that they told before. */
    static final List<Fault> RARE =
            List.of(new Wipes(), new Rollbacks(), new Exchanges(), new BitFlipsOnTheWay(), new Clones());

    /** Those that leave enough owners in reach, in time: see {@link Swarm#isGentle}. */
    static final List<Fault> GENTLE = List.of(
            new RollingRestarts(), new BadWeather(0, 20 * Scheduler.MILLIS), new ClockJumps(), new RingUpdates());

    private Faults() {}
}
