package dev.stator.node.kernel;

import dev.stator.node.message.DiskState;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.MemberSeen;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.List;
import java.util.Optional;

/**
 * What a node says of itself at one moment: the admin port's {@code /status}, {@code /readyz} and the ring pages. Immutable.
 *
 * @param treePairsDue see {@link Kernel#treePairsDue}
 * @param members what gossip says of each
 * @param inDoubt why the store serves nothing, because its disk seems to have gone back in time (PROTOCOL rule 20)
 */
public record NodeStatus(
        String name,
        StoreId storeId,
        String clusterId,
        long incarnation,
        boolean isReady,
        List<String> notReadyBecause,
        Optional<ClusterView> view,
        List<HintedFor> hints,
        int treePairsDue,
        List<MemberSeen> members,
        DiskUse disk,
        Optional<String> inDoubt) {

    /** What the store says of its disk to others. */
    public DiskState diskState() {
        return view.map(now -> now.disk(storeId)).orElse(DiskState.OK);
    }

    public Optional<RingState> ring() {
        return view.map(ClusterView::ring);
    }

    /** How many partitions list this store as an owner. */
    public int owned() {
        return ring().map(r -> (int) r.placements().stream()
                        .filter(placement -> placement.owners().contains(storeId))
                        .count())
                .orElse(0);
    }
}
