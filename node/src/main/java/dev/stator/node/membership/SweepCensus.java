package dev.stator.node.membership;

import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.Sweep;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;

/**
 * What all members report of the sweep (PROTOCOL rule 14): whoever is silent, or was never heard of, reports what was heard last,
 * or nothing.
 *
 * @param largest the largest number that any member has adopted
 * @param least the smallest that any has adopted, and the smallest that any has drained
 * @param behind some of those that have drained no more than that, ascending
 */
record SweepCensus(long largest, Sweep least, List<StoreId> behind) {
    private static final int BEHIND_MAX = 16;

    SweepCensus {
        behind = List.copyOf(behind);
    }

    /** @param own what this store says of itself, which the table may not have yet */
    static SweepCensus of(MemberTable table, MemberRecord own) {
        long largest = own.sweep().adopted();
        Sweep least = own.sweep();
        List<StoreId> behind = new ArrayList<>();
        for (int index = 0; index < table.roster().size(); index++) {
            StoreId store = table.roster().store(index);
            Sweep sweep = store.equals(own.store())
                    ? own.sweep()
                    : table.record(index).sweep();
            largest = Math.max(largest, sweep.adopted());
            if (sweep.drained() < least.drained()) {
                behind.clear();
            }
            if (sweep.drained() <= least.drained() && behind.size() < BEHIND_MAX) {
                behind.add(store);
            }
            least = new Sweep(Math.min(least.adopted(), sweep.adopted()), Math.min(least.drained(), sweep.drained()));
        }
        return new SweepCensus(largest, least, behind);
    }
}
