package dev.stator.ring.plan;

import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * A set of nodes by zone, from which a search takes those that it has done with: so each is looked at about once, however many
 * steps lead to it. Removal moves the last node into the gap, so walks go from the end.
 */
final class Pool {
    private final Cluster cluster;
    private final int[][] nodes; // per zone, the first count of them are in the set
    private final int[] count;
    private final int[] place; // of a node in its zone's nodes
    private final int[] zones; // that have nodes in the set, the first zoneCount
    private final int[] zonePlace;
    private int zoneCount;

    private Pool(Cluster cluster) {
        this.cluster = cluster;
        nodes = new int[cluster.zones()][];
        count = new int[cluster.zones()];
        place = new int[cluster.size()];
        zones = new int[cluster.zones()];
        zonePlace = new int[cluster.zones()];
        for (int zone = 0; zone < nodes.length; zone++) {
            nodes[zone] = cluster.nodesOf(zone).clone();
            for (int i = 0; i < nodes[zone].length; i++) {
                place[nodes[zone][i]] = i;
            }
            zones[zone] = zone;
            zonePlace[zone] = zone;
        }
    }

    static Pool nobody(Cluster cluster) {
        return new Pool(cluster);
    }

    static Pool everybody(Cluster cluster) {
        Pool all = new Pool(cluster);
        all.reset();
        return all;
    }

    /** Everybody is in the set again. */
    void reset() {
        zoneCount = zones.length;
        for (int zone = 0; zone < zoneCount; zone++) {
            count[zone] = nodes[zone].length;
        }
    }

    boolean isEmpty() {
        return zoneCount == 0;
    }

    boolean contains(int node) {
        return place[node] < count[cluster.zoneOf(node)];
    }

    void add(int node) {
        int zone = cluster.zoneOf(node);
        if (!contains(node)) {
            if (count[zone] == 0) {
                exchangeZones(zonePlace[zone], zoneCount++);
            }
            exchange(zone, place[node], count[zone]++);
        }
    }

    void remove(int node) {
        int zone = cluster.zoneOf(node);
        if (contains(node)) {
            exchange(zone, place[node], --count[zone]);
            if (count[zone] == 0) {
                exchangeZones(zonePlace[zone], --zoneCount);
            }
        }
    }

    private void exchange(int zone, int a, int b) {
        int node = nodes[zone][a];
        nodes[zone][a] = nodes[zone][b];
        nodes[zone][b] = node;
        place[nodes[zone][a]] = a;
        place[node] = b;
    }

    private void exchangeZones(int a, int b) {
        int zone = zones[a];
        zones[a] = zones[b];
        zones[b] = zone;
        zonePlace[zones[a]] = a;
        zonePlace[zone] = b;
    }

    /** Walks the nodes of the zones that pass. Only the node being visited may be removed meanwhile. */
    void forEach(IntPredicate passes, IntConsumer visit) {
        for (int z = zoneCount - 1; z >= 0; z--) {
            int zone = zones[z];
            if (passes.test(zone)) {
                for (int n = count[zone] - 1; n >= 0; n--) {
                    visit.accept(nodes[zone][n]);
                }
            }
        }
    }

    /** The first node that passes, of the first zone that does; -1 for none. */
    int find(IntPredicate zonePasses, IntPredicate nodePasses) {
        for (int z = zoneCount - 1; z >= 0; z--) {
            int zone = zones[z];
            if (zonePasses.test(zone)) {
                for (int n = count[zone] - 1; n >= 0; n--) {
                    if (nodePasses.test(nodes[zone][n])) {
                        return nodes[zone][n];
                    }
                }
            }
        }
        return -1;
    }
}
