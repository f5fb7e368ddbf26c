package dev.stator.ring.plan;

/** Sends replicas home. */
final class Return {
    private Return() {}

    static void home(Draft draft) {
        for (int slot = 0; slot < draft.slots(); slot++) {
            if (draft.isKept(slot)) {
                continue;
            }
            int partition = draft.partitionOf(slot);
            int first = draft.firstSlot(partition);
            for (int home = first; home < first + draft.factor(); home++) {
                int node = draft.present(home);
                if (node >= 0 && draft.admits(slot, node)) {
                    draft.replace(slot, node);
                    break;
                }
            }
        }
    }
}
