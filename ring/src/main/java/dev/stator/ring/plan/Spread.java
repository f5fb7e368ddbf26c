package dev.stator.ring.plan;

/**
 * How the N owners of a partition must spread over the zones: every zone holds between {@link #atLeast} and {@link #atMost}
 * of them, and the two differ by one at most.
 *
 * <p>With N zones or more that is 0 and 1: distinct zones. With fewer, the replicas are dealt to the zones in rounds, one to
 * each zone that still has a node without one, and the last round is the partial one: before it a zone has its least, after
 * it its most. Two zones of five nodes and N=3 give 1 and 2; zones of one, one and ten nodes and N=5 give 1, 1 and 3.
 */
final class Spread {
    private final int[] atLeast;
    private final int[] atMost;
    private final int extras;
    private final boolean distinct;

    Spread(Cluster cluster, int factor) {
        int zones = cluster.zones();
        atLeast = new int[zones];
        atMost = new int[zones];
        int dealt = 0;
        for (int round = 1; dealt < factor; round++) {
            int before = dealt;
            for (int zone = 0; zone < zones; zone++) {
                int nodes = cluster.nodesOf(zone).length;
                atLeast[zone] = Math.min(nodes, round - 1);
                atMost[zone] = Math.min(nodes, round);
                dealt += atMost[zone] - atLeast[zone];
            }
            if (dealt == before) {
                throw new IllegalStateException("only " + dealt + " nodes for " + factor + " replicas");
            }
        }
        int certain = 0;
        for (int least : atLeast) {
            certain += least;
        }
        extras = factor - certain;
        distinct = certain == 0;
    }

    int atLeast(int zone) {
        return atLeast[zone];
    }

    int atMost(int zone) {
        return atMost[zone];
    }

    /** How many zones of each partition hold one more than their least: exactly so many once a partition is complete. */
    int extras() {
        return extras;
    }

    /** Whether "no two owners in one zone" is the whole rule. */
    boolean isDistinct() {
        return distinct;
    }

    /** Whether these owners of one partition are spread as they should be. */
    boolean isKeptBy(int[] owners, Cluster cluster) {
        for (int zone = 0; zone < atMost.length && !distinct; zone++) {
            if (count(owners, cluster, zone) < atLeast[zone]) {
                return false;
            }
        }
        for (int owner : owners) {
            int zone = cluster.zoneOf(owner);
            if (count(owners, cluster, zone) > atMost[zone]) {
                return false;
            }
        }
        return true;
    }

    private static int count(int[] owners, Cluster cluster, int zone) {
        int count = 0;
        for (int owner : owners) {
            if (cluster.zoneOf(owner) == zone) {
                count++;
            }
        }
        return count;
    }
}
