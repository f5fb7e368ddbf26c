package dev.stator.ring.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The repair: brings every node to its quota where no direct step is left, by chains of steps along which one replica too
 * many at the start fills what is missing at the end.
 *
 * <pre>
 *   a has one too many, d one too few, but d cannot take any of a's partitions:
 *
 *   partition 7:   a → b      b may own 7 in a's place
 *   partition 3:   b → d      and d may own 3 in b's place; b ends with as many as before
 * </pre>
 *
 * <p>This is a flow from surplus to deficit in which every step keeps the spread, so what is known of flows holds. As long as
 * any table meets all quotas, there is a chain (Ford and Fulkerson). And if the first draft moves nothing and every chain is
 * the cheapest that there is at its time, then the last draft has the fewest moves of all tables (successive shortest paths):
 * there is never a cycle of steps that would save something, since going around it would have made an earlier chain cheaper.
 *
 * <p>One search serves many chains (Dinic): {@link Ways} labels the nodes with costs; among the steps that lie on cheapest
 * ways, nodes are put into layers by their distance; then chains run from layer to layer until none gets through any more.
 */
final class Chains {
    private static final int NONE = -1;

    private final Draft draft;
    private final Holdings holdings;
    private final Ways ways;
    private final int[] layerOf;
    private final List<Map<Integer, Pool>> layers = new ArrayList<>(); // who may still lead to an end, by label
    private final int[] next; // per node what it tries: 0 is a trade, i its slot i - 1
    private final List<Step> taken = new ArrayList<>(); // of the chain being run, the last first

    private Chains(Draft draft, Holdings holdings, Ways ways) {
        this.draft = draft;
        this.holdings = holdings;
        this.ways = ways;
        layerOf = new int[draft.vacant() + 1];
        next = new int[draft.vacant() + 1];
        Arrays.fill(layerOf, NONE);
    }

    /** Repairs what can be repaired without a move, in a draft that has none yet. */
    static void repairWithoutMoves(Draft draft) {
        repair(draft, 0);
    }

    /** Repairs everything. Answers what that costs, in moves: each chain as much as the cheapest way at its time. */
    static int repair(Draft draft) {
        int cost = repair(draft, Integer.MAX_VALUE);
        for (int node = 0; node <= draft.vacant(); node++) {
            if (draft.surplus(node) != 0) {
                throw new IllegalStateException("node " + node + " of " + draft.vacant() + " holds " + draft.load(node)
                        + " replicas, not its quota of " + draft.quota(node));
            }
        }
        return cost;
    }

    private static int repair(Draft draft, int costMax) {
        int cost = 0;
        boolean progress = draft.hasSurplus();
        while (progress) {
            Holdings holdings = new Holdings(draft);
            Chains chains = new Chains(draft, holdings, new Ways(draft, holdings, costMax));
            int ran = chains.ways.leadSomewhere() ? chains.run() : 0;
            cost += ran * chains.ways.leastCost();
            progress = ran > 0 && draft.hasSurplus();
        }
        return cost;
    }

    /** Runs chains until none gets through. Answers how many did. */
    private int run() {
        List<Integer> sources = layOut();
        int ran = 0;
        for (int source : sources) {
            while (draft.surplus(source) > 0 && extend(source)) {
                taken.clear();
                ran++;
            }
        }
        return ran;
    }

    /** Puts the nodes into layers, up to the first that holds an end. Answers those of layer 0. */
    private List<Integer> layOut() {
        Map<Integer, Pool> unseen = new HashMap<>();
        List<Integer> sources = new ArrayList<>();
        for (int node = 0; node <= draft.vacant(); node++) {
            if (draft.surplus(node) > 0 && ways.cost(node) == 0) {
                layerOf[node] = 0;
                sources.add(node);
            } else if (ways.reach(node)) {
                pool(unseen, node).add(node);
            }
        }
        layers.add(new HashMap<>());
        List<Integer> layer = sources;
        while (!layer.isEmpty() && layer.stream().noneMatch(this::isEnd)) {
            int number = layers.size();
            List<Integer> further = new ArrayList<>();
            layers.add(new HashMap<>());
            for (int node : layer) {
                for (int i = 0; i <= holdings.count(node); i++) {
                    for (int taker = taker(node, i, unseen); taker != NONE; taker = taker(node, i, unseen)) {
                        pool(unseen, taker).remove(taker);
                        layerOf[taker] = number;
                        pool(layers.get(number), taker).add(taker);
                        further.add(taker);
                    }
                }
            }
            layer = further;
        }
        return sources;
    }

    private Pool pool(Map<Integer, Pool> pools, int node) {
        return pools.computeIfAbsent(ways.cost(node), cost -> Pool.nobody(draft.cluster()));
    }

    private boolean isEnd(int node) {
        return draft.deficit(node) > 0 && ways.cost(node) == ways.leastCost();
    }

    /** Runs the rest of a chain, from this node on, to an end. Answers false when no way is left. */
    private boolean extend(int node) {
        int layer = layerOf[node];
        if (layer == layers.size() - 1) {
            return isEnd(node);
        }
        for (; next[node] <= holdings.count(node); next[node]++) {
            int i = next[node];
            int before = taken.size();
            for (int taker = taker(node, i, layers.get(layer + 1));
                    taker != NONE;
                    taker = taker(node, i, layers.get(layer + 1))) {
                if (!extend(taker)) {
                    pool(layers.get(layer + 1), taker).remove(taker);
                } else if (take(new Step(node, slot(node, i), taker))) {
                    return true;
                } else {
                    undo(before); // steps that are possible one by one may exclude each other where they meet in a
                    // partition
                    break;
                }
            }
        }
        return false;
    }

    private boolean take(Step step) {
        if (!step.isPossible(draft)) {
            return false;
        }
        step.take(draft);
        taken.add(step);
        return true;
    }

    private void undo(int downTo) {
        while (taken.size() > downTo) {
            taken.remove(taken.size() - 1).undo(draft);
        }
    }

    private int slot(int node, int i) {
        return i == 0 ? Step.TRADE : holdings.slot(node, i - 1);
    }

    /** Somebody in these pools to whom the node's i-th step may lead and is on a cheapest way. */
    private int taker(int node, int i, Map<Integer, Pool> pools) {
        int slot = slot(node, i);
        if (slot == Step.TRADE) {
            Pool pool = pools.get(ways.cost(node));
            return pool == null || !draft.canRoundUp(node)
                    ? NONE
                    : pool.find(zone -> true, other -> draft.canTrade(node, other));
        }
        if (draft.owner(slot) != node) {
            return NONE; // given away since the search
        }
        int partition = draft.partitionOf(slot);
        int costHome = ways.cost(node) - (draft.costs(slot) ? 1 : 0);
        Pool athome = pools.get(costHome);
        int first = draft.firstSlot(partition);
        for (int home = first; athome != null && home < first + draft.factor(); home++) {
            int taker = draft.present(home);
            if (taker >= 0 && athome.contains(taker) && draft.admits(slot, taker)) {
                return taker;
            }
        }
        Pool elsewhere = pools.get(costHome + 1);
        return elsewhere == null
                ? NONE
                : elsewhere.find(zone -> draft.admitsZone(slot, zone), taker -> !draft.holds(partition, taker));
    }
}
