package dev.stator.ring.plan;

import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.List;
import java.util.Set;

/**
 * A table to be reached, and how good it is.
 *
 * @param factor N
 * @param table the owners per partition, the first coordinates
 * @param shares what each store holds against what it should, in the order of ids
 * @param caps the rules that keep stores or zones from the share that their weights ask for
 * @param moves the replicas that stores get that they did not have; all, where nothing was placed before
 * @param lowerBound the fewest moves that any table within these quotas and the spread takes, as the costs of the chains
 *     prove; {@code moves} is counted in the table
 * @param zoneViolations partitions whose owners are not spread over the zones as they should be; counted in the table, 0
 * @param nodeViolations partitions that name an owner twice; counted in the table, 0
 */
public record Plan(
        int factor,
        List<List<StoreId>> table,
        List<Share> shares,
        List<Cap> caps,
        int moves,
        int lowerBound,
        int zoneViolations,
        int nodeViolations) {

    /**
     * What one store holds.
     *
     * @param quota the replicas it should hold: by weight, under the caps; with a fraction
     * @param load the replicas it holds in the table
     * @param firstTarget the partitions it should coordinate
     * @param firsts the partitions it coordinates in the table
     */
    public record Share(StoreId store, double quota, int load, double firstTarget, int firsts) {

        /** How far the load is from the quota, in replicas. */
        public double deviation() {
            return Math.abs(load - quota);
        }
    }

    public Plan {
        table = List.copyOf(table);
        shares = List.copyOf(shares);
        caps = List.copyOf(caps);
    }

    /** Q. */
    public int partitions() {
        return table.size();
    }

    /** The largest distance of a load from its quota, in replicas. Below one. */
    public double maxDeviation() {
        return shares.stream().mapToDouble(Share::deviation).max().orElseThrow();
    }

    /** The largest quotient of a load and its quota. */
    public double maxOverQuota() {
        return shares.stream()
                .mapToDouble(share -> share.load() / share.quota())
                .max()
                .orElseThrow();
    }

    /** The part of all replicas that a store should hold: these sum to 1. */
    public double targetShare(Share share) {
        return share.quota() / ((double) factor * partitions());
    }

    /** The part of all replicas that a store holds in the table: these sum to 1. */
    public double actualShare(Share share) {
        return share.load() / ((double) factor * partitions());
    }

    /** The table as the first ring of a cluster: all partitions STABLE at placement version 1. */
    public RingState toRing(String clusterId, RingEpoch epoch, List<Member> members) {
        List<Placement> placements =
                table.stream().map(owners -> Placement.stable(1, owners)).toList();
        return new RingState(clusterId, epoch, factor, members, placements, Set.of());
    }
}
