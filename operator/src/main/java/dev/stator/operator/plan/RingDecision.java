package dev.stator.operator.plan;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which ring comes next, and who has to hear of it (PROTOCOL §3).
 *
 * <ol>
 *   <li>Nodes hold a newer ring than is recorded, or any while none is, or another one of its epoch (kept volumes, a ConfigMap
 *       that was lost or set back): their ring, with the epoch after the highest, once every member reports the store that it
 *       had.
 *   <li>No ring anywhere: the planner's first placement, epoch 1, once every store of every pool has said its storeId. Over
 *       volumes that an earlier resource left, only when a node has said of each of them that it holds no ring.
 *   <li>Nodes hold two rings of one epoch: nobody can say which is right, so nothing happens until a person has looked.
 *   <li>A member that reports another store than the ring has: its disk was lost; replacing it is a move.
 *   <li>Else the recorded ring goes to the nodes that report an older one.
 * </ol>
 */
public sealed interface RingDecision {
    /** The next ring, to be recorded first, and told to nodes when that has succeeded. */
    record Publish(RingState ring, String story) implements RingDecision {}

    /** These nodes have to hear of the recorded ring. */
    record Tell(RingState ring, List<String> nodes) implements RingDecision {}

    /** All nodes that shall have the ring report it. */
    record Settled() implements RingDecision {}

    record Wait(Hold hold) implements RingDecision {}

    /** @param endpoints where each node is reached by the others */
    static RingDecision decide(KeyValueStore store, Observed seen, EndpointOf endpoints) {
        Optional<Hold> confusion = confusion(seen);
        if (confusion.isPresent()) {
            return new Wait(confusion.get());
        }
        RingEpoch highest = seen.highestEpoch();
        RingEpoch recorded = seen.ring().map(RingState::epoch).orElse(RingEpoch.NONE);
        if (highest.isAfter(recorded) || isAnother(seen, highest)) {
            return takeOver(store, seen, highest, endpoints);
        }
        return seen.ring().isPresent() ? spread(seen, seen.ring().get()) : first(store, seen, endpoints);
    }

    /** The address of a node by its name. */
    interface EndpointOf {
        Endpoint of(String node);
    }

    /** Whether nodes hold a ring of the recorded epoch that is not the recorded one: that was set back, or edited. */
    static boolean isAnother(Observed seen, RingEpoch highest) {
        return seen.ring()
                .filter(ring -> ring.epoch().equals(highest))
                .filter(ring -> seen.reports().values().stream()
                        .anyMatch(report -> report.epoch().equals(highest)
                                && !report.ringHash().equals(ring.hash().toString())))
                .isPresent();
    }

    private static Optional<Hold> confusion(Observed seen) {
        Map<StoreId, String> nodes = new HashMap<>();
        Map<RingEpoch, NodeReport> epochs = new HashMap<>();
        for (Map.Entry<String, NodeReport> entry : seen.reports().entrySet()) {
            NodeReport report = entry.getValue();
            if (!report.clusterId().equals(seen.clusterId())) {
                return Optional.of(Hold.stuck(
                        "ForeignNode",
                        "node " + entry.getKey() + " is of cluster " + report.clusterId() + ", this is "
                                + seen.clusterId()));
            }
            String other = nodes.put(report.storeId(), entry.getKey());
            if (other != null) {
                return Optional.of(Hold.stuck(
                        "StoreTwice",
                        other + " and " + entry.getKey() + " have the same store " + report.storeId()
                                + ": one disk is a copy of the other"));
            }
            NodeReport twin = epochs.putIfAbsent(report.epoch(), report);
            if (twin != null && !twin.ringHash().equals(report.ringHash())) {
                return Optional.of(Hold.stuck(
                        "RingConflict",
                        "two nodes hold different rings of epoch " + report.epoch() + ": " + nodes.get(twin.storeId())
                                + " and " + entry.getKey()));
            }
        }
        return Optional.empty();
    }

    private static RingDecision takeOver(KeyValueStore store, Observed seen, RingEpoch highest, EndpointOf endpoints) {
        Optional<RingState> held = seen.heldRing().filter(ring -> ring.epoch().equals(highest));
        if (held.isEmpty()) {
            return new Wait(
                    Hold.waiting("RingNotRead", "nodes hold a ring of epoch " + highest + " that is not read yet"));
        }
        RingState ring = held.get();
        if (!ring.clusterId().equals(seen.clusterId())
                || ring.factor() != store.getSpec().replication().factor()
                || ring.partitions() != store.getSpec().partitions()) {
            return new Wait(Hold.stuck(
                    "RetainedVolumesMismatch",
                    "nodes hold a ring with factor " + ring.factor() + " and " + ring.partitions() + " partitions"));
        }
        List<Member> members = new ArrayList<>();
        for (Member member : ring.members().values()) {
            if (member.state() == Member.State.LEFT) {
                members.add(member);
                continue;
            }
            NodeReport report = seen.reports().get(member.name());
            if (report == null) {
                return new Wait(Hold.waiting(
                        "StoresNotReported", "waiting for " + member.name() + " to say which store it has"));
            }
            if (!report.storeId().equals(member.id())) {
                return new Wait(otherStore(member, report));
            }
            members.add(new Member(
                    member.id(),
                    member.name(),
                    member.zone(),
                    member.weight(),
                    member.state(),
                    endpoints.of(member.name())));
        }
        RingState next = new RingState(
                ring.clusterId(), highest.next(), ring.factor(), members, ring.placements(), ring.removed());
        return new Publish(next, "taken over from the nodes, which held epoch " + highest);
    }

    private static Hold otherStore(Member member, NodeReport report) {
        return Hold.stuck(
                "StoreReplaced",
                member.name() + " has store " + report.storeId() + ", the ring knows it as " + member.id()
                        + ": its data is gone from there; replacing it is not built yet");
    }

    private static RingDecision first(KeyValueStore store, Observed seen, EndpointOf endpoints) {
        List<Member> members = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (NodeSlot slot : store.nodes()) {
            NodeReport report = seen.reports().get(slot.name());
            String zone = seen.zones().get(slot.name());
            if (report == null || zone == null) {
                silent.add(slot.name());
            } else {
                members.add(new Member(
                        report.storeId(),
                        slot.name(),
                        zone,
                        slot.capacityWeight(),
                        Member.State.ACTIVE,
                        endpoints.of(slot.name())));
            }
        }
        if (!silent.isEmpty()) {
            return new Wait(
                    Hold.waiting("StoresNotReported", "waiting for " + listed(silent) + " to say which store it has"));
        }
        Optional<Hold> unheard = unheard(store, seen);
        if (unheard.isPresent()) {
            return new Wait(unheard.get());
        }
        List<Capacity> capacities = members.stream().map(Capacity::of).toList();
        PlanRequest request = PlanRequest.initial(
                capacities,
                store.getSpec().replication().factor(),
                store.getSpec().partitions());
        return new Publish(
                PlacementPlanner.plan(request).toRing(seen.clusterId(), RingEpoch.NONE.next(), members),
                "all " + members.size() + " stores have reported");
    }

    /** A volume that was taken over and that no node speaks for may hold the ring, and the data, of the whole store. */
    private static Optional<Hold> unheard(KeyValueStore store, Observed seen) {
        boolean isAdopted = !seen.clusterId().equals(store.getMetadata().getUid());
        return seen.volumes().stream()
                .filter(volume -> isAdopted && volume.isBound())
                .filter(volume -> !seen.reports().containsKey(volume.node()))
                .findFirst()
                .map(volume -> Hold.stuck(
                        "RetainedVolumesMismatch",
                        "volume " + volume.name()
                                + " was kept from an earlier store of this name, and no node runs on it: "
                                + "let pool " + PoolSizes.poolOf(volume.node()) + " have at least "
                                + (PoolSizes.ordinalOf(volume.node()) + 1)
                                + " nodes, or delete the volume if its data is not wanted"));
    }

    private static String listed(List<String> nodes) {
        return nodes.size() <= 3
                ? String.join(", ", nodes)
                : String.join(", ", nodes.subList(0, 3)) + " and " + (nodes.size() - 3) + " more";
    }

    private static RingDecision spread(Observed seen, RingState ring) {
        List<String> behind = new ArrayList<>();
        for (Member member : ring.members().values()) {
            NodeReport report = seen.reports().get(member.name());
            if (member.state() == Member.State.LEFT || report == null) {
                continue;
            }
            if (!report.storeId().equals(member.id())) {
                return new Wait(otherStore(member, report));
            }
            if (ring.epoch().isAfter(report.epoch())) {
                behind.add(member.name());
            }
        }
        return behind.isEmpty() ? new Settled() : new Tell(ring, behind);
    }
}
