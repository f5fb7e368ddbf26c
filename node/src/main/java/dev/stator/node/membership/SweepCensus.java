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

    /** @param own what this store says of its sweep, which the table may not have yet */
    static SweepCensus of(MemberTable table, StoreId self, Sweep own) {
        Sweep told = table.record(self).map(MemberRecord::sweep).orElse(own);
        SweepTally all = table.sweeps();
        all.change(told, own);
        Sweep least = all.least();
        SweepCensus census = new SweepCensus(all.largest(), least, behind(table, self, own, least.drained()));
        all.change(own, told);
        return census;
    }

    private static List<StoreId> behind(MemberTable table, StoreId self, Sweep own, long drained) {
        List<StoreId> behind = new ArrayList<>();
        for (int index = 0; index < table.roster().size() && behind.size() < BEHIND_MAX; index++) {
            StoreId store = table.roster().store(index);
            Sweep sweep = store.equals(self) ? own : table.record(index).sweep();
            if (sweep.drained() <= drained) {
                behind.add(store);
            }
        }
        return behind;
    }
}
