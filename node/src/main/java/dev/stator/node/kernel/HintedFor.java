package dev.stator.node.kernel;

import dev.stator.node.handoff.HintBook;
import dev.stator.node.port.Clock;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node keeps for one store that it cannot reach. A hint is for all owners who lack it; it is listed under each of them
 * that is out of reach, and under the first owner when all are in reach, which is until they have been given it.
 *
 * @param bestEffort how many of them W owners hold already, so that they are dropped after some hours (PROTOCOL §5)
 * @param oldestMillis for how long something has been kept, at most since this process started
 */
public record HintedFor(StoreId target, int hints, int bestEffort, long bytes, long oldestMillis) {
    static List<HintedFor> of(Map<Integer, HintBook.Amount> byPartition, ClusterView view, Clock.Ticks now) {
        Map<StoreId, HintedFor> byTarget = new TreeMap<>();
        byPartition.forEach((partition, amount) -> {
            List<StoreId> writers = view.ring().placement(partition).writers();
            List<StoreId> targets = new ArrayList<>(
                    writers.stream().filter(store -> !view.isReachable(store)).toList());
            if (targets.isEmpty()) {
                targets.add(writers.get(0));
            }
            long age = now.nanosSince(amount.since()) / 1_000_000;
            for (StoreId target : targets) {
                byTarget.merge(
                        target,
                        new HintedFor(target, amount.hints(), amount.weak(), amount.bytes(), age),
                        HintedFor::plus);
            }
        });
        return List.copyOf(byTarget.values());
    }

    private HintedFor plus(HintedFor other) {
        return new HintedFor(
                target,
                hints + other.hints,
                bestEffort + other.bestEffort,
                bytes + other.bytes,
                Math.max(oldestMillis, other.oldestMillis));
    }
}
