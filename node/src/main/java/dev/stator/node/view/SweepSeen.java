package dev.stator.node.view;

import dev.stator.ring.StoreId;
import java.util.List;

/**
 * How far the cluster is in the proof that nothing old is left anywhere (PROTOCOL rule 14), as this node has heard.
 *
 * @param adopted the sweep number that this node has taken up
 * @param drained the largest that every member of the ring, but for those that left or were removed, reports as drained
 * @param behind some of the members that report no more than that, and so hold purges up
 */
public record SweepSeen(long adopted, long drained, List<StoreId> behind) {
    public static final SweepSeen NONE = new SweepSeen(0, 0, List.of());

    public SweepSeen {
        behind = List.copyOf(behind);
    }
}
