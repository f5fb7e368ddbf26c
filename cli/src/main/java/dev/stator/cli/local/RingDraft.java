package dev.stator.cli.local;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.NodeSlot;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import dev.stator.ring.plan.Capacity;
import dev.stator.ring.plan.PlacementPlanner;
import dev.stator.ring.plan.PlanRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which ring a local cluster needs next (pure):
 *
 * <ol>
 *   <li>No ring yet: the planner's first placement, epoch 1.
 *   <li>The same stores at other ports: the same placement with the new endpoints, the next epoch.
 *   <li>The same stores at the same ports: none.
 * </ol>
 *
 * Any other store than those of the ring is a disk that was lost or exchanged; giving it data is a move, which comes with a
 * later version, so it is refused.
 */
final class RingDraft {
    private RingDraft() {}

    static Optional<RingState> next(
            Optional<RingState> present, KeyValueStore store, Identity identity, Map<String, StoreId> stores)
            throws Failure {
        return present.isPresent()
                ? moved(present.get(), identity, stores)
                : Optional.of(first(store, identity, stores));
    }

    private static RingState first(KeyValueStore store, Identity identity, Map<String, StoreId> stores) {
        List<Member> members = new ArrayList<>();
        for (NodeSlot slot : store.nodes()) {
            StoreId id = stores.get(slot.name());
            if (id == null) {
                throw new IllegalStateException("no storeId of " + slot.name());
            }
            members.add(new Member(
                    id,
                    slot.name(),
                    slot.name(), // every process its own failure domain: they fall one by one, or all together
                    slot.capacityWeight(),
                    Member.State.ACTIVE,
                    endpoint(identity, slot.name())));
        }
        List<Capacity> capacities = members.stream().map(Capacity::of).toList();
        int factor = store.getSpec().replication().factor();
        PlanRequest request =
                PlanRequest.initial(capacities, factor, store.getSpec().partitions());
        return PlacementPlanner.plan(request).toRing(identity.clusterId(), RingEpoch.NONE.next(), members);
    }

    private static Optional<RingState> moved(RingState present, Identity identity, Map<String, StoreId> stores)
            throws Failure {
        List<Member> members = new ArrayList<>();
        for (Member member : present.members().values()) {
            StoreId found = stores.get(member.name());
            if (!member.id().equals(found)) {
                throw new Failure(member.name() + " has another disk than before (store " + found + ", not "
                        + member.id() + "); replacing a node's data comes with a later version");
            }
            members.add(new Member(
                    member.id(),
                    member.name(),
                    member.zone(),
                    member.weight(),
                    member.state(),
                    endpoint(identity, member.name())));
        }
        if (members.equals(List.copyOf(present.members().values()))) {
            return Optional.empty();
        }
        return Optional.of(new RingState(
                present.clusterId(),
                present.epoch().next(),
                present.factor(),
                members,
                present.placements(),
                present.removed()));
    }

    private static Endpoint endpoint(Identity identity, String node) {
        NodePorts ports = identity.portsOf(node);
        return new Endpoint("127.0.0.1", ports.http(), ports.internode());
    }
}
