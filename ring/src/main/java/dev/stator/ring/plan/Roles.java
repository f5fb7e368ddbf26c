package dev.stator.ring.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The last step: who is first among the owners of each partition, and so coordinates its requests. Each node should be first
 * for a part of the Q partitions that follows its weight, as far as it owns so many. Changing the order moves no data.
 *
 * <p>Balanced by chains as replicas are, only that a step here hands the first place of a partition to another of its owners.
 */
final class Roles {
    private static final int NONE = -1;

    private final Draft draft;
    private final int nodes;
    private final int[] firsts; // per node, how often it is first
    private final int[] parent;

    private Roles(Draft draft) {
        this.draft = draft;
        nodes = draft.cluster().size();
        firsts = new int[nodes];
        parent = new int[nodes];
        for (int partition = 0; partition < draft.partitions(); partition++) {
            firsts[draft.owner(draft.firstSlot(partition))]++;
        }
    }

    /** Puts those who stay back on their present places, then balances who is first. */
    static void assign(Draft draft) {
        stayInPlace(draft);
        double[] target = targets(draft);
        int[] least = new int[target.length];
        int[] most = new int[target.length];
        for (int node = 0; node < target.length; node++) {
            least[node] = (int) Math.floor(target[node] + 1e-9);
            most[node] = (int) Math.ceil(target[node] - 1e-9);
        }
        Roles roles = new Roles(draft);
        roles.balance(most); // now nobody is above, where that is possible
        roles.balance(least); // and nobody below
    }

    private static void stayInPlace(Draft draft) {
        for (int slot = 0; slot < draft.slots(); slot++) {
            int first = draft.firstSlot(draft.partitionOf(slot));
            for (int other = first; other < first + draft.factor(); other++) {
                if (other != slot && draft.owner(other) == draft.present(slot)) {
                    draft.swap(slot, other);
                    break;
                }
            }
        }
    }

    /** The share of Q by weight, no node more than it holds: what is cut off there goes to the others. */
    static double[] targets(Draft draft) {
        Cluster cluster = draft.cluster();
        List<Integer> byRoom = IntStream.range(0, cluster.size())
                .boxed()
                .sorted(Comparator.comparingDouble(node -> (double) draft.load(node) / cluster.weight(node)))
                .toList();
        double[] target = new double[cluster.size()];
        double left = draft.partitions();
        double weights =
                IntStream.range(0, cluster.size()).mapToLong(cluster::weight).sum();
        for (int node : byRoom) {
            target[node] = Math.min(draft.load(node), left * cluster.weight(node) / weights);
            left -= target[node];
            weights -= cluster.weight(node);
        }
        return target;
    }

    /** Chains from nodes above the level to nodes below it, while there are any. */
    private void balance(int[] level) {
        boolean progress = true;
        while (progress) {
            progress = false;
            int[][] led = led();
            for (int end : search(level, led)) {
                progress |= run(end, level, led);
            }
        }
    }

    /** The partitions in which each node is first. */
    private int[][] led() {
        int[][] led = new int[nodes][];
        for (int node = 0; node < nodes; node++) {
            led[node] = new int[firsts[node]];
        }
        int[] next = new int[nodes];
        for (int partition = 0; partition < draft.partitions(); partition++) {
            int node = draft.owner(draft.firstSlot(partition));
            led[node][next[node]++] = partition;
        }
        return led;
    }

    /** All nodes below the level to which the shortest chains lead, and the way to each in {@link #parent}. */
    private List<Integer> search(int[] level, int[][] led) {
        Arrays.fill(parent, NONE);
        int[] queue = new int[nodes];
        int tail = 0;
        for (int node = 0; node < nodes; node++) {
            if (firsts[node] > level[node]) {
                parent[node] = node;
                queue[tail++] = node;
            }
        }
        List<Integer> ends = new ArrayList<>();
        int head = 0;
        while (head < tail && ends.isEmpty()) {
            int ring = tail;
            for (; head < ring; head++) {
                for (int partition : led[queue[head]]) {
                    int first = draft.firstSlot(partition);
                    for (int slot = first + 1; slot < first + draft.factor(); slot++) {
                        int heir = draft.owner(slot);
                        if (parent[heir] == NONE) {
                            parent[heir] = queue[head];
                            queue[tail++] = heir;
                        }
                    }
                }
            }
            for (int i = ring; i < tail; i++) {
                if (firsts[queue[i]] < level[queue[i]]) {
                    ends.add(queue[i]);
                }
            }
        }
        return ends;
    }

    /** Runs chains along the way to this node, until it or a step of the way is exhausted. Answers whether any ran. */
    private boolean run(int end, int[] level, int[][] led) {
        List<Integer> way = new ArrayList<>();
        way.add(end);
        for (int node = end; parent[node] != node; node = parent[node]) {
            way.add(0, parent[node]);
        }
        int steps = way.size() - 1;
        int[] next = new int[steps];
        int[] slots = new int[steps];
        boolean ran = false;
        while (firsts[way.get(0)] > level[way.get(0)] && firsts[end] < level[end]) {
            for (int step = 0; step < steps; step++) {
                int[] partitions = led[way.get(step)];
                slots[step] = NONE;
                while (next[step] < partitions.length && slots[step] == NONE) {
                    slots[step] = slotOfHeir(partitions[next[step]++], way.get(step), way.get(step + 1));
                }
                if (slots[step] == NONE) {
                    return ran;
                }
            }
            for (int slot : slots) { // a partition has one first, so the steps are in different ones
                draft.swap(slot, draft.firstSlot(draft.partitionOf(slot)));
            }
            firsts[way.get(0)]--;
            firsts[end]++;
            ran = true;
        }
        return ran;
    }

    /** Where in the partition the heir is, if the node is first there and the heir another owner. */
    private int slotOfHeir(int partition, int node, int heir) {
        int first = draft.firstSlot(partition);
        if (draft.owner(first) == node) {
            for (int slot = first + 1; slot < first + draft.factor(); slot++) {
                if (draft.owner(slot) == heir) {
                    return slot;
                }
            }
        }
        return NONE;
    }
}
