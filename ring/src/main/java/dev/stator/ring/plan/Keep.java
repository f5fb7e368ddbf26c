package dev.stator.ring.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who stays. At first everyone: copies the present table into an empty draft, as far as the spread allows it; strangers,
 * and owners that a zone has too many of, leave vacant slots behind. Of those too many the ones that hold most beyond their
 * quota go, since they would have to give something away anyhow.
 */
final class Keep {
    private Keep() {}

    static void into(Draft draft, Quotas quotas) {
        int[] claims = claims(draft);
        List<Integer> row = new ArrayList<>();
        for (int partition = 0; partition < draft.partitions(); partition++) {
            row.clear();
            int first = draft.firstSlot(partition);
            for (int slot = first; slot < first + draft.factor(); slot++) {
                if (draft.present(slot) >= 0) {
                    row.add(slot);
                }
            }
            row.sort(Comparator.comparingDouble(slot ->
                    claims[draft.present(slot)] - quotas.of(draft.present(slot)).value()));
            for (int slot : row) {
                int node = draft.present(slot);
                if (draft.admits(slot, node)) {
                    draft.replace(slot, node);
                } else {
                    claims[node]--;
                }
            }
        }
    }

    private static int[] claims(Draft draft) {
        int[] claims = new int[draft.cluster().size()];
        for (int slot = 0; slot < draft.slots(); slot++) {
            if (draft.present(slot) >= 0) {
                claims[draft.present(slot)]++;
            }
        }
        return claims;
    }
}
