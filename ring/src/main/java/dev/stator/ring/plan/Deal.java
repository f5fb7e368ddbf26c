package dev.stator.ring.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The bulk: what is vacant, and what nodes hold beyond their quota, is dealt to nodes below theirs, slot by slot, as
 * far as that works without looking back. Each costs one move, and where nothing could be repaired without one before, nothing
 * is cheaper. Fast, and it leaves little for {@link Chains}.
 *
 * <p>Takers come in turns, zones first and then the nodes of a zone, each as often as it needs: one that needs k replicas is
 * due k times in the same time in which one that needs 2k is due 2k times, so none is left with more open needs at the end
 * than there are partitions left for it. Turns jitter a little, so that nodes meet in ever new company: partners that are
 * many share the work of one that died.
 */
final class Deal {
    private final Draft draft;
    private final PriorityQueue<Turn> zones = new PriorityQueue<>();
    private final List<PriorityQueue<Turn>> nodes = new ArrayList<>();

    private Deal(Draft draft) {
        this.draft = draft;
        Cluster cluster = draft.cluster();
        for (int zone = 0; zone < cluster.zones(); zone++) {
            PriorityQueue<Turn> turns = new PriorityQueue<>();
            int needed = 0;
            for (int node : cluster.nodesOf(zone)) {
                if (draft.deficit(node) > 0) {
                    turns.add(new Turn(node, draft.deficit(node)));
                    needed += draft.deficit(node);
                }
            }
            nodes.add(turns);
            if (needed > 0) {
                zones.add(new Turn(zone, needed));
            }
        }
    }

    /** Answers how many slots were dealt. */
    static int out(Draft draft) {
        Deal deal = new Deal(draft);
        int dealt = 0;
        int[] order = Chance.permutation(draft.partitions());
        List<Integer> row = new ArrayList<>();
        for (int partition : order) {
            row.clear();
            int first = draft.firstSlot(partition);
            for (int slot = first; slot < first + draft.factor(); slot++) {
                if (draft.surplus(draft.owner(slot)) > 0) {
                    row.add(slot);
                }
            }
            row.sort(Comparator.comparingInt(slot ->
                    draft.owner(slot) == draft.vacant() ? Integer.MIN_VALUE : -draft.surplus(draft.owner(slot))));
            for (int slot : row) {
                dealt += deal.give(slot) ? 1 : 0;
            }
        }
        return dealt;
    }

    /** To the first zone in turn that the spread admits, and that has a taker. */
    private boolean give(int slot) {
        List<Turn> passed = new ArrayList<>();
        boolean given = false;
        while (!given && !zones.isEmpty()) {
            Turn zone = zones.poll();
            given = draft.admitsZone(slot, zone.who) && giveIn(slot, nodes.get(zone.who));
            if (given) {
                zone.serve();
            }
            if (zone.isOpen()) {
                passed.add(zone);
            }
        }
        zones.addAll(passed);
        return given;
    }

    private boolean giveIn(int slot, PriorityQueue<Turn> takers) {
        List<Turn> passed = new ArrayList<>();
        boolean given = false;
        while (!given && !takers.isEmpty()) {
            Turn node = takers.poll();
            given = !draft.holds(draft.partitionOf(slot), node.who);
            if (given) {
                draft.replace(slot, node.who);
                node.serve();
            }
            if (node.isOpen()) {
                passed.add(node);
            }
        }
        takers.addAll(passed);
        return given;
    }

    /** Who takes how often, and when next: time goes from 0 to 1, by which all needs should be met. */
    private static final class Turn implements Comparable<Turn> {
        private final int who;
        private final int needed;
        private int served;
        private double due;

        Turn(int who, int needed) {
            this.who = who;
            this.needed = needed;
            this.due = Chance.fraction(who, 0) / needed;
        }

        boolean isOpen() {
            return served < needed;
        }

        void serve() {
            served++;
            due = (served + Chance.fraction(who, served)) / needed;
        }

        @Override
        public int compareTo(Turn other) {
            int byDue = Double.compare(due, other.due);
            return byDue != 0 ? byDue : Integer.compare(who, other.who);
        }
    }
}
