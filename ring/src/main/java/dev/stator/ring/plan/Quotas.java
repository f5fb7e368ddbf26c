package dev.stator.ring.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The share of all N·Q replicas that each node should hold: proportional to its weight, as far as the spread allows. Exact.
 *
 * <p>Three limits stand against pure proportion: a node holds a partition once, so Q at most; a zone holds at most {@link
 * Spread#atMost} and at least {@link Spread#atLeast} replicas of every partition, so as many times Q in all. The shares under
 * them are found by <em>water-filling</em>: one level λ rises over all nodes, each holding λ·weight until it is full; a zone
 * starts at its least, joins in when its own nodes at λ hold more, and stops at its most. The level at which all hold N·Q
 * together is the answer: what is cut off at one place goes to all others in proportion.
 *
 * <p>The sum over all nodes is piecewise linear in λ, with a bend where a node becomes full or a zone joins or stops. All
 * bends are fractions of small numbers, so the segment that holds N·Q is found by bisection over them, and λ in it by one
 * division.
 */
final class Quotas {
    private final Cluster cluster;
    private final Spread spread;
    private final int partitions;
    private final long total;
    private final int[][] byWeight; // per zone its nodes, the heaviest first
    private final Ratio[] join; // per zone: from this level on it holds more than its least
    private final Ratio[] stop; // per zone: from this level on it holds its most
    private final Ratio[] quota;

    Quotas(Cluster cluster, Spread spread, int factor, int partitions) {
        this.cluster = cluster;
        this.spread = spread;
        this.partitions = partitions;
        this.total = (long) factor * partitions;
        int zones = cluster.zones();
        byWeight = new int[zones][];
        join = new Ratio[zones];
        stop = new Ratio[zones];
        for (int zone = 0; zone < zones; zone++) {
            byWeight[zone] = Arrays.stream(cluster.nodesOf(zone))
                    .boxed()
                    .sorted((a, b) -> Integer.compare(cluster.weight(b), cluster.weight(a)))
                    .mapToInt(Integer::intValue)
                    .toArray();
            join[zone] = levelAt(zone, least(zone));
            stop[zone] = levelAt(zone, most(zone));
        }
        quota = new Ratio[cluster.size()];
        fill();
    }

    /** What a node should hold: between 0 and Q, with a fraction. */
    Ratio of(int node) {
        return quota[node];
    }

    /** The fewest replicas that a zone may hold in all. */
    long least(int zone) {
        return (long) spread.atLeast(zone) * partitions;
    }

    /** The most replicas that a zone may hold in all. */
    long most(int zone) {
        return (long) spread.atMost(zone) * partitions;
    }

    /** The level at which a zone's nodes, each full at Q, hold {@code replicas} together. */
    private Ratio levelAt(int zone, long replicas) {
        int[] nodes = byWeight[zone];
        long rest = 0;
        for (int node : nodes) {
            rest += cluster.weight(node);
        }
        int full = 0;
        long left = replicas;
        while (full < nodes.length - 1
                && left * cluster.weight(nodes[full]) > (long) partitions * rest) { // the heaviest would hold over Q
            rest -= cluster.weight(nodes[full]);
            left -= partitions;
            full++;
        }
        return new Ratio(left, rest);
    }

    private void fill() {
        Ratio[] bends = bends();
        int low = 0; // the sum at this bend is at most the total
        int high = bends.length;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (segmentAt(bends[middle]).isAtMost(total, bends[middle])) {
                low = middle;
            } else {
                high = middle;
            }
        }
        Segment segment = segmentAt(bends[low]);
        Ratio level = segment.slope == 0 ? bends[low] : new Ratio(total - segment.constant, segment.slope);
        for (int zone = 0; zone < cluster.zones(); zone++) {
            Ratio own = level;
            if (isBefore(join[zone], bends[low])) {
                own = join[zone];
            } else if (bends[low].compareTo(stop[zone]) >= 0) {
                own = stop[zone];
            }
            for (int node : byWeight[zone]) {
                Ratio share = own.times(cluster.weight(node));
                quota[node] = isFull(node, own) ? new Ratio(partitions, 1) : share;
            }
        }
    }

    private Ratio[] bends() {
        List<Ratio> bends = new ArrayList<>();
        bends.add(new Ratio(0, 1));
        bends.addAll(List.of(join));
        bends.addAll(List.of(stop));
        for (int node = 0; node < cluster.size(); node++) {
            bends.add(new Ratio(partitions, cluster.weight(node)));
        }
        return bends.stream().sorted().distinct().toArray(Ratio[]::new);
    }

    /** The sum over all nodes between one bend and the next: {@code constant + slope · λ}. */
    private record Segment(long constant, long slope) {
        boolean isAtMost(long total, Ratio level) {
            return constant * level.denominator() + slope * level.numerator() <= total * level.denominator();
        }
    }

    private Segment segmentAt(Ratio level) {
        long constant = 0;
        long slope = 0;
        for (int zone = 0; zone < cluster.zones(); zone++) {
            if (isBefore(join[zone], level)) {
                constant += least(zone);
            } else if (level.compareTo(stop[zone]) >= 0) {
                constant += most(zone);
            } else {
                for (int node : byWeight[zone]) {
                    if (isFull(node, level)) {
                        constant += partitions;
                    } else {
                        slope += cluster.weight(node);
                    }
                }
            }
        }
        return new Segment(constant, slope);
    }

    /** Whether the level has not reached the point where the zone joins in. */
    private static boolean isBefore(Ratio joins, Ratio level) {
        return level.compareTo(joins) < 0;
    }

    private boolean isFull(int node, Ratio level) {
        return level.numerator() * cluster.weight(node) >= (long) partitions * level.denominator();
    }

    /** The limits that keep nodes or zones from their weighted share, in the order of zones and nodes. */
    List<Cap> caps() {
        long weights = 0;
        for (int node = 0; node < cluster.size(); node++) {
            weights += cluster.weight(node);
        }
        List<Cap> caps = new ArrayList<>();
        for (int zone = 0; zone < cluster.zones(); zone++) {
            long weight = 0;
            for (int node : cluster.nodesOf(zone)) {
                weight += cluster.weight(node);
            }
            double byWeight = (double) total * weight / weights;
            String name = cluster.zoneName(zone);
            if (total * weight > most(zone) * weights) {
                caps.add(new Cap(Cap.Kind.ZONE_MOST, name, byWeight, most(zone)));
            } else if (total * weight < least(zone) * weights) {
                caps.add(new Cap(Cap.Kind.ZONE_LEAST, name, byWeight, least(zone)));
            }
        }
        for (int node = 0; node < cluster.size(); node++) {
            if (total * cluster.weight(node) > (long) partitions * weights) {
                double byWeight = (double) total * cluster.weight(node) / weights;
                caps.add(new Cap(Cap.Kind.NODE_MOST, cluster.store(node).toString(), byWeight, partitions));
            }
        }
        return caps;
    }
}
