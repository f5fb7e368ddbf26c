package dev.stator.ring.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The cheapest ways, made of steps, from the nodes that hold too much to every other node.
 *
 * <p>Bellman and Ford's labels: a label is the least cost of any way known so far, and whoever gets a lower one passes it on
 * until nobody does. Within a round labels are given in ascending order, each node's best of the round first, so that a node
 * is looked at about once however many steps lead to it. No way leads around at less than no cost ({@link Chains} says why),
 * so the labels settle.
 */
final class Ways {
    private static final int UNREACHED = Integer.MAX_VALUE;

    private final Draft draft;
    private final Holdings holdings;
    private final int costMax;
    private final Pool unseen; // whose label is above the one being given
    private final int[] label;
    private final int[] labelledIn; // the round
    private final NavigableMap<Integer, List<Integer>> given = new TreeMap<>(); // in this round, by label
    private int round;
    private int leastCost = UNREACHED; // to a node in deficit

    /** Finds the ways that cost no more than {@code costMax}. */
    Ways(Draft draft, Holdings holdings, int costMax) {
        this.draft = draft;
        this.holdings = holdings;
        this.costMax = costMax;
        unseen = Pool.everybody(draft.cluster());
        label = new int[draft.vacant() + 1];
        labelledIn = new int[draft.vacant() + 1];
        Arrays.fill(label, UNREACHED);
        for (int node = 0; node <= draft.vacant(); node++) {
            if (draft.surplus(node) > 0) {
                give(0, node);
            }
        }
        relax(new TreeMap<>());
        while (!given.isEmpty()) {
            round++;
            if (round > label.length) {
                throw new IllegalStateException("a way around costs less than nothing: " + label.length
                        + " nodes, and labels still change in round " + round);
            }
            given.clear();
            unseen.reset();
            relax(byLabel());
        }
        for (int node = 0; node < draft.vacant(); node++) {
            if (draft.deficit(node) > 0) {
                leastCost = Math.min(leastCost, label[node]);
            }
        }
    }

    /** Whether any way leads to a node below its quota. */
    boolean leadSomewhere() {
        return leastCost() < UNREACHED;
    }

    /** The cost of the cheapest way to a node below its quota. */
    int leastCost() {
        return leastCost;
    }

    boolean reach(int node) {
        return label[node] < UNREACHED;
    }

    /** The cost of the cheapest way to this node. */
    int cost(int node) {
        return label[node];
    }

    /** One round: takes every step from the nodes that were labelled in the last one, or are in this one. */
    private void relax(NavigableMap<Integer, List<Integer>> before) {
        int value = before.isEmpty() ? 0 : before.firstKey() - 1;
        for (;
                !before.isEmpty() && value < before.lastKey() || !given.isEmpty() && value <= given.lastKey() + 1;
                value++) {
            before.getOrDefault(value, List.of()).forEach(this::see);
            for (int node : before.getOrDefault(value + 1, List.of())) {
                if (label[node] == value + 1 && labelledIn[node] == round - 1) {
                    stepHome(node, value, false);
                }
            }
            for (int node : given.getOrDefault(value - 1, List.of())) {
                stepAnywhere(node, value, true);
            }
            List<Integer> now = given.getOrDefault(value, List.of());
            for (int i = 0; i < now.size(); i++) { // grows meanwhile
                trade(now.get(i), value);
                stepHome(now.get(i), value, true);
                stepAnywhere(now.get(i), value, false);
            }
        }
    }

    private NavigableMap<Integer, List<Integer>> byLabel() {
        NavigableMap<Integer, List<Integer>> byLabel = new TreeMap<>();
        for (int node = 0; node < label.length; node++) {
            if (label[node] < UNREACHED) {
                byLabel.computeIfAbsent(label[node], value -> new ArrayList<>()).add(node);
            }
        }
        return byLabel;
    }

    private void trade(int node, int value) {
        if (draft.canRoundUp(node)) {
            unseen.forEach(zone -> true, other -> {
                if (draft.canTrade(node, other)) {
                    give(value, other);
                }
            });
        }
    }

    /** Steps to homes, from replicas that stay (no cost), or from those that move (saves one). */
    private void stepHome(int node, int value, boolean staying) {
        for (int i = 0; i < holdings.count(node) && !unseen.isEmpty(); i++) {
            int slot = holdings.slot(node, i);
            if (draft.costs(slot) != staying) {
                int first = draft.firstSlot(draft.partitionOf(slot));
                for (int home = first; home < first + draft.factor(); home++) {
                    int taker = draft.present(home);
                    if (taker >= 0 && unseen.contains(taker) && draft.admits(slot, taker)) {
                        give(value, taker);
                    }
                }
            }
        }
    }

    /** Steps to anyone, with replicas that stayed so far (costs one), or that move anyhow (no cost). */
    private void stepAnywhere(int node, int value, boolean staying) {
        if (value > costMax) {
            return;
        }
        for (int i = 0; i < holdings.count(node) && !unseen.isEmpty(); i++) {
            int slot = holdings.slot(node, i);
            if (draft.costs(slot) != staying) {
                unseen.forEach(zone -> draft.admitsZone(slot, zone), taker -> {
                    if (!draft.holds(draft.partitionOf(slot), taker)) {
                        give(value, taker);
                    }
                });
            }
        }
    }

    private void give(int value, int node) {
        label[node] = value;
        labelledIn[node] = round;
        given.computeIfAbsent(value, any -> new ArrayList<>()).add(node);
        see(node);
    }

    private void see(int node) {
        if (node != draft.vacant()) {
            unseen.remove(node);
        }
    }
}
