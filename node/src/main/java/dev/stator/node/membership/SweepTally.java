package dev.stator.node.membership;

import dev.stator.node.message.Sweep;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How many members are how far in the sweep. They are at few different numbers, so that the least and the largest are at hand
 * however many members there are. One loop.
 */
final class SweepTally {
    private final NavigableMap<Long, Integer> adopted = new TreeMap<>();
    private final NavigableMap<Long, Integer> drained = new TreeMap<>();

    void add(Sweep sweep) {
        adopted.merge(sweep.adopted(), 1, Integer::sum);
        drained.merge(sweep.drained(), 1, Integer::sum);
    }

    void change(Sweep before, Sweep now) {
        if (!before.equals(now)) {
            remove(adopted, before.adopted());
            remove(drained, before.drained());
            add(now);
        }
    }

    private static void remove(Map<Long, Integer> counts, long number) {
        counts.merge(number, -1, (count, less) -> count + less == 0 ? null : count + less);
    }

    /** The largest number that any has adopted; 0 of nobody. */
    long largest() {
        return adopted.isEmpty() ? 0 : adopted.lastKey();
    }

    /** The smallest that any has adopted, and the smallest that any has drained. */
    Sweep least() {
        return adopted.isEmpty() ? Sweep.NONE : new Sweep(adopted.firstKey(), drained.firstKey());
    }
}
