package dev.stator.ring.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The repair: brings every node to its quota where no direct step is left, by chains of steps along which one replica less
 * at the start becomes one more at the end.
 *
 * <pre>
 *   a has one too many, d one too few, but d cannot take any of a's partitions:
 *
 *   partition 7:   a → b      b may own 7 in a's place
 *   partition 3:   b → d      and d may own 3 in b's place: b ends with as many as before
 * </pre>
 *
 * <p>These are the augmenting paths of a flow from surplus to deficit in which every step keeps the spread, so Ford and
 * Fulkerson's theorem holds: as long as any table meets all quotas, there is a chain. Searched breadth first, the shortest
 * come first; all steps between two nodes of a chain are tried before the next search, so searches are few.
 *
 * <p>How many replicas a chain moves depends on what it may touch, hence {@link Touch}: cheap chains first.
 */
final class Chains {

    /** Which steps a chain may take. */
    enum Touch {
        /** Only back home: every replica is or was the node's own in the present table. Costs no move, ever. */
        HOMES,
        /** Replicas that move anyhow, or home. Costs no move that is not due already. */
        FREE,
        /** A first step of any kind, then only of replicas that move anyhow, or home: costs the one move that is due. */
        MOVING,
        /** Any step: may move replicas that could have stayed. Needed where the rules leave no other way. */
        ANY
    }

    private static final int NONE = -1;

    private final Draft draft;
    private final Touch touch;
    private final int nodes; // with the one that stands for vacant slots
    private final int[] slotsStart; // in slotsOf, per node
    private final int[] slotsOf;
    private final int[] parent; // on the way from a source, which is its own parent
    private final int[] queue;
    private final Unseen unseen;

    private Chains(Draft draft, Touch touch) {
        this.draft = draft;
        this.touch = touch;
        nodes = draft.cluster().size() + 1;
        slotsStart = new int[nodes + 1];
        slotsOf = new int[draft.slots()];
        parent = new int[nodes];
        queue = new int[nodes];
        unseen = new Unseen(draft.cluster());
    }

    /** Repairs as far as chains of this kind can. */
    static void repair(Draft draft, Touch touch) {
        Chains chains = new Chains(draft, touch);
        boolean progress = true;
        while (progress) {
            progress = false;
            for (int end : chains.search()) {
                progress |= chains.run(end);
            }
        }
    }

    /** All nodes in deficit to which the shortest chains lead, and the way to each in {@link #parent}. */
    private List<Integer> search() {
        listSlots();
        unseen.reset();
        Arrays.fill(parent, NONE);
        int tail = 0;
        for (int node = 0; node < nodes; node++) {
            if (draft.surplus(node) > 0) {
                tail = enqueue(node, node, tail);
            }
        }
        List<Integer> ends = new ArrayList<>();
        int head = 0;
        while (head < tail && ends.isEmpty()) {
            int level = tail;
            while (head < level) {
                tail = expand(queue[head++], tail);
            }
            for (int i = level; i < tail; i++) {
                if (draft.deficit(queue[i]) > 0) {
                    ends.add(queue[i]);
                }
            }
        }
        return ends;
    }

    private void listSlots() {
        slotsStart[0] = 0;
        for (int node = 0; node < nodes; node++) {
            slotsStart[node + 1] = slotsStart[node] + draft.load(node);
        }
        int[] next = Arrays.copyOf(slotsStart, nodes);
        for (int slot = 0; slot < draft.slots(); slot++) {
            slotsOf[next[draft.owner(slot)]++] = slot;
        }
    }

    private int enqueue(int node, int from, int tail) {
        parent[node] = from;
        queue[tail] = node;
        if (node != draft.vacant()) {
            unseen.remove(node);
        }
        return tail + 1;
    }

    /** Adds every unseen node that one step leads to. */
    private int expand(int node, int tailBefore) {
        int tail = expandTrades(node, tailBefore);
        for (int i = slotsStart[node]; i < slotsStart[node + 1] && !unseen.isEmpty(); i++) {
            int slot = slotsOf[i];
            int partition = draft.partitionOf(slot);
            if (mayGoAnywhere(slot, node)) {
                for (int z = unseen.zones() - 1; z >= 0; z--) {
                    int zone = unseen.zone(z);
                    if (draft.admitsZone(slot, zone)) {
                        for (int n = unseen.count(zone) - 1; n >= 0; n--) {
                            int taker = unseen.node(zone, n);
                            if (!draft.holds(partition, taker)) {
                                tail = enqueue(taker, node, tail);
                            }
                        }
                    }
                }
            } else {
                int first = draft.firstSlot(partition);
                for (int home = first; home < first + draft.factor(); home++) {
                    int taker = draft.present(home);
                    if (taker >= 0 && unseen.contains(taker) && draft.admits(slot, taker)) {
                        tail = enqueue(taker, node, tail);
                    }
                }
            }
        }
        return tail;
    }

    private int expandTrades(int node, int tailBefore) {
        int tail = tailBefore;
        if (draft.canRoundUp(node)) {
            for (int z = unseen.zones() - 1; z >= 0; z--) {
                int zone = unseen.zone(z);
                for (int n = unseen.count(zone) - 1; n >= 0; n--) {
                    int other = unseen.node(zone, n);
                    if (draft.canTrade(node, other)) {
                        tail = enqueue(other, node, tail);
                    }
                }
            }
        }
        return tail;
    }

    private boolean mayGoAnywhere(int slot, int node) {
        return switch (touch) {
            case HOMES -> false;
            case FREE -> node == draft.vacant() || !draft.isKept(slot);
            case MOVING -> parent[node] == node || !draft.isKept(slot);
            case ANY -> true;
        };
    }

    /** Runs chains along the way to this node, until it or a step of the way is exhausted. Answers whether any ran. */
    private boolean run(int end) {
        List<Integer> way = new ArrayList<>();
        way.add(end);
        for (int node = end; parent[node] != node; node = parent[node]) {
            way.add(0, parent[node]);
        }
        int steps = way.size() - 1;
        int[] next = new int[steps]; // in slotsOf; one before the node's slots stands for a trade of roundings
        for (int step = 0; step < steps; step++) {
            next[step] = slotsStart[way.get(step)] - 1;
        }
        boolean ran = false;
        while (draft.surplus(way.get(0)) > 0 && draft.deficit(end) > 0) {
            for (int step = 0; step < steps; step++) {
                int node = way.get(step);
                while (next[step] < slotsStart[node + 1] && !canStep(next[step], node, way.get(step + 1))) {
                    next[step]++;
                }
                if (next[step] == slotsStart[node + 1]) {
                    return ran;
                }
            }
            ran |= apply(way, next);
        }
        return ran;
    }

    private boolean canStep(int place, int node, int taker) {
        if (place < slotsStart[node]) {
            return draft.canTrade(node, taker);
        }
        int slot = slotsOf[place];
        return draft.owner(slot) == node
                && draft.admits(slot, taker)
                && (mayGoAnywhere(slot, node) || draft.isHome(draft.partitionOf(slot), taker));
    }

    private void step(int place, int node, int taker) {
        if (place < slotsStart[node]) {
            draft.trade(node, taker);
        } else {
            draft.replace(slotsOf[place], taker);
        }
    }

    private void stepBack(int place, int node, int taker) {
        if (place < slotsStart[node]) {
            draft.trade(taker, node);
        } else {
            draft.replace(slotsOf[place], node);
        }
    }

    /**
     * Takes one step each, the last first. Steps that are possible one by one may exclude each other where they meet in a
     * partition; then all is undone, and the step that failed goes on to its next slot.
     */
    private boolean apply(List<Integer> way, int[] next) {
        for (int step = next.length - 1; step >= 0; step--) {
            if (!canStep(next[step], way.get(step), way.get(step + 1))) {
                for (int done = step + 1; done < next.length; done++) {
                    stepBack(next[done], way.get(done), way.get(done + 1));
                }
                next[step]++;
                return false;
            }
            step(next[step], way.get(step), way.get(step + 1));
        }
        for (int step = 0; step < next.length; step++) {
            next[step]++;
        }
        return true;
    }
}
