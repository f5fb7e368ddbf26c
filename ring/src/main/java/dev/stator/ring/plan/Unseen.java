package dev.stator.ring.plan;

/**
 * The nodes that a search has not reached yet, by zone, so that each is looked at about once however many steps lead to it.
 * Removal moves the last one into the gap: walk zones and nodes from their ends while removing.
 */
final class Unseen {
    private final Cluster cluster;
    private final int[][] nodes;
    private final int[] count; // of nodes, per zone
    private final int[] place; // of a node in its zone's nodes
    private final int[] zones;
    private final int[] zonePlace;
    private int zoneCount;

    Unseen(Cluster cluster) {
        this.cluster = cluster;
        nodes = new int[cluster.zones()][];
        count = new int[cluster.zones()];
        place = new int[cluster.size()];
        zones = new int[cluster.zones()];
        zonePlace = new int[cluster.zones()];
        reset();
    }

    /** Everyone is unseen again. */
    void reset() {
        zoneCount = cluster.zones();
        for (int zone = 0; zone < zoneCount; zone++) {
            nodes[zone] = cluster.nodesOf(zone).clone();
            count[zone] = nodes[zone].length;
            zones[zone] = zone;
            zonePlace[zone] = zone;
            for (int i = 0; i < count[zone]; i++) {
                place[nodes[zone][i]] = i;
            }
        }
    }

    boolean isEmpty() {
        return zoneCount == 0;
    }

    /** How many zones have unseen nodes. */
    int zones() {
        return zoneCount;
    }

    int zone(int i) {
        return zones[i];
    }

    /** How many nodes of a zone are unseen. */
    int count(int zone) {
        return count[zone];
    }

    int node(int zone, int i) {
        return nodes[zone][i];
    }

    boolean contains(int node) {
        int zone = cluster.zoneOf(node);
        return place[node] < count[zone] && nodes[zone][place[node]] == node;
    }

    void remove(int node) {
        int zone = cluster.zoneOf(node);
        int last = nodes[zone][--count[zone]];
        nodes[zone][place[node]] = last;
        place[last] = place[node];
        nodes[zone][count[zone]] = node;
        place[node] = count[zone];
        if (count[zone] == 0) {
            int lastZone = zones[--zoneCount];
            zones[zonePlace[zone]] = lastZone;
            zonePlace[lastZone] = zonePlace[zone];
        }
    }
}
