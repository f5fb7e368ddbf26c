package dev.stator.ring.plan;

/** The slots of a draft by owner, as they were when this was made: a search looks at what a node holds, in order. */
final class Holdings {
    private final int[] start; // in slots, per node
    private final int[] slots;

    Holdings(Draft draft) {
        int nodes = draft.vacant() + 1;
        start = new int[nodes + 1];
        for (int node = 0; node < nodes; node++) {
            start[node + 1] = start[node] + draft.load(node);
        }
        int[] next = start.clone();
        slots = new int[draft.slots()];
        for (int slot = 0; slot < slots.length; slot++) {
            slots[next[draft.owner(slot)]++] = slot;
        }
    }

    int count(int node) {
        return start[node + 1] - start[node];
    }

    int slot(int node, int i) {
        return slots[start[node] + i];
    }
}
