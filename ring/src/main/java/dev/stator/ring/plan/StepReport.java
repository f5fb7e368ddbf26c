package dev.stator.ring.plan;

/**
 * How one step of a {@link Scenario} was planned.
 *
 * @param step its number, from 1
 * @param nodes how many there are in it
 * @param maxDeviation the largest distance of a load from its quota, in replicas
 * @param maxOverQuota the largest quotient of a load and its quota
 * @param moves the replicas that nodes get; in the first step all
 * @param lowerBound the fewest moves possible
 * @param zoneViolations partitions that are not spread over the zones as they should be
 * @param nodeViolations partitions with one node twice
 * @param seconds how long planning took, by the clock that was passed
 */
public record StepReport(
        int step,
        int nodes,
        double maxDeviation,
        double maxOverQuota,
        int moves,
        int lowerBound,
        int zoneViolations,
        int nodeViolations,
        double seconds) {

    static StepReport of(int step, Plan plan, double seconds) {
        return new StepReport(
                step,
                plan.shares().size(),
                plan.maxDeviation(),
                plan.maxOverQuota(),
                plan.moves(),
                plan.lowerBound(),
                plan.zoneViolations(),
                plan.nodeViolations(),
                seconds);
    }
}
