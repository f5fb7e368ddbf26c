package dev.stator.ring.plan;

import java.util.Arrays;

/**
 * The table being planned: N slots per partition, each with the number of the node that shall own it, or {@link #vacant()}.
 * Beside it stands the present table, which never changes.
 *
 * <p>The draft never breaks the spread: {@link #admits} says who may enter a slot, and vacant slots can always be filled
 * somehow. What it may break meanwhile is the quotas: a node is in <em>surplus</em> above its quota and in <em>deficit</em>
 * below it. "Vacant" counts as one more node, with a quota of nothing, so that filling a vacancy and taking a replica from a
 * node with too many are the same step: replace the owner of a slot.
 */
final class Draft {
    private final Cluster cluster;
    private final Spread spread;
    private final int factor;
    private final int partitions;
    private final int[] owners;
    private final int[] present;
    private final int[] load;
    private final Quotas quotas;
    private final int[] quota; // rounded, 0 for vacant
    private final long[] zoneQuota; // the sum over a zone

    /** Starts from the present table: rows of N nodes each, -1 for owners that are gone. */
    Draft(Cluster cluster, Spread spread, Quotas quotas, int factor, int partitions, int[] present) {
        this.cluster = cluster;
        this.spread = spread;
        this.quotas = quotas;
        this.factor = factor;
        this.partitions = partitions;
        this.present = present;
        this.load = new int[cluster.size() + 1];
        this.quota = new int[cluster.size() + 1];
        this.zoneQuota = new long[cluster.zones()];
        this.owners = new int[partitions * factor];
        Arrays.fill(owners, vacant());
        load[vacant()] = owners.length;
    }

    Cluster cluster() {
        return cluster;
    }

    int factor() {
        return factor;
    }

    int partitions() {
        return partitions;
    }

    int slots() {
        return owners.length;
    }

    /** The number that stands for nobody. */
    int vacant() {
        return cluster.size();
    }

    int owner(int slot) {
        return owners[slot];
    }

    /** The owner of a slot in the present table, or -1. */
    int present(int slot) {
        return present[slot];
    }

    int load(int node) {
        return load[node];
    }

    int quota(int node) {
        return quota[node];
    }

    /** Rounds the quotas, in favour of the present loads. */
    void roundQuotas() {
        int[] rounded = Rounding.round(cluster, quotas, slots(), load);
        for (int node = 0; node < rounded.length; node++) {
            quota[node] = rounded[node];
            zoneQuota[cluster.zoneOf(node)] += rounded[node];
        }
    }

    /** Whether the one's quota could as well be rounded up and the other's down. */
    boolean canTrade(int node, int other) {
        if (!canRoundUp(node) || !canRoundDown(other)) {
            return false;
        }
        int zone = cluster.zoneOf(node);
        int otherZone = cluster.zoneOf(other);
        return zone == otherZone
                || zoneQuota[zone] < quotas.most(zone) && zoneQuota[otherZone] > quotas.least(otherZone);
    }

    boolean canRoundUp(int node) {
        return node != vacant()
                && !quotas.of(node).isWhole()
                && quota[node] == quotas.of(node).floor();
    }

    boolean canRoundDown(int node) {
        return node != vacant()
                && !quotas.of(node).isWhole()
                && quota[node] > quotas.of(node).floor();
    }

    /** Rounds one quota up and the other down. */
    void trade(int node, int other) {
        quota[node]++;
        zoneQuota[cluster.zoneOf(node)]++;
        quota[other]--;
        zoneQuota[cluster.zoneOf(other)]--;
    }

    int surplus(int node) {
        return load[node] - quota[node];
    }

    boolean hasSurplus() {
        for (int node = 0; node <= vacant(); node++) {
            if (surplus(node) > 0) {
                return true;
            }
        }
        return false;
    }

    int deficit(int node) {
        return quota[node] - load[node];
    }

    int partitionOf(int slot) {
        return slot / factor;
    }

    int firstSlot(int partition) {
        return partition * factor;
    }

    /** Whether the node owns this partition in the draft. */
    boolean holds(int partition, int node) {
        int first = firstSlot(partition);
        for (int slot = first; slot < first + factor; slot++) {
            if (owners[slot] == node) {
                return true;
            }
        }
        return false;
    }

    /** Whether the node owns this partition in the present table: there it costs no move. */
    boolean isHome(int partition, int node) {
        int first = firstSlot(partition);
        for (int slot = first; slot < first + factor; slot++) {
            if (present[slot] == node) {
                return true;
            }
        }
        return false;
    }

    /** Whether the slot's owner must move in: it is there, and not at home. */
    boolean costs(int slot) {
        return owners[slot] != vacant() && !isHome(partitionOf(slot), owners[slot]);
    }

    /** Whether a node of this zone may take the slot from its owner without breaking the spread. */
    boolean admitsZone(int slot, int zone) {
        int first = firstSlot(partitionOf(slot));
        int inZone = 0;
        for (int other = first; other < first + factor; other++) {
            if (other != slot && owners[other] != vacant() && cluster.zoneOf(owners[other]) == zone) {
                inZone++;
            }
        }
        if (inZone < spread.atLeast(zone)) {
            return true;
        }
        return inZone < spread.atMost(zone) && (spread.isDistinct() || extrasWithout(slot, first) < spread.extras());
    }

    /** How many zones hold more than their least in this partition, the slot itself left out. */
    private int extrasWithout(int slot, int first) {
        int extras = 0;
        for (int other = first; other < first + factor; other++) {
            if (other == slot || owners[other] == vacant()) {
                continue;
            }
            int zone = cluster.zoneOf(owners[other]);
            int before = 0;
            for (int earlier = first; earlier < other; earlier++) {
                if (earlier != slot && owners[earlier] != vacant() && cluster.zoneOf(owners[earlier]) == zone) {
                    before++;
                }
            }
            if (before
                    == spread.atLeast(
                            zone)) { // counted once per zone: at the replica that is one too many for its least
                extras++;
            }
        }
        return extras;
    }

    /** Whether this node may take the slot from its owner: it does not own the partition yet, and its zone may. */
    boolean admits(int slot, int node) {
        return !holds(partitionOf(slot), node) && admitsZone(slot, cluster.zoneOf(node));
    }

    /** Gives a slot to another owner, or to nobody. */
    void replace(int slot, int node) {
        load[owners[slot]]--;
        owners[slot] = node;
        load[node]++;
    }

    /** Gives two slots of one partition each other's owners. */
    void swap(int slot, int other) {
        int owner = owners[slot];
        owners[slot] = owners[other];
        owners[other] = owner;
    }

    /** The replicas whose owners must move in. */
    int moves() {
        int moves = 0;
        for (int slot = 0; slot < owners.length; slot++) {
            moves += costs(slot) ? 1 : 0;
        }
        return moves;
    }
}
