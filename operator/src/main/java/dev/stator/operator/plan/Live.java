package dev.stator.operator.plan;

import dev.stator.operator.api.KeyValueStoreSpec;
import dev.stator.operator.api.QuorumMode;
import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import dev.stator.ring.plan.Shares;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** What a ring means with the pods that are ready now: which partitions can be read and written, and how even it is. */
final class Live {
    private static final double EXACT = 1e-9;

    private final RingState ring;
    private final Observed seen;
    private final Set<StoreId> ready = new HashSet<>();
    private final SortedMap<StoreId, Double> target;
    private final SortedMap<StoreId, Double> actual;

    Live(RingState ring, Observed seen) {
        this.ring = ring;
        this.seen = seen;
        for (Member member : ring.members().values()) {
            NodePod pod = seen.pods().get(member.name());
            if (pod != null && pod.isReady() && !pod.isLeaving()) {
                ready.add(member.id());
            }
        }
        target = Shares.target(ring);
        actual = Shares.actual(ring);
    }

    double targetShare(StoreId store) {
        return target.getOrDefault(store, 0.0);
    }

    double actualShare(StoreId store) {
        return actual.getOrDefault(store, 0.0);
    }

    /** Partitions for which R owners, or W nodes that may take a write, are not ready. */
    long unavailablePartitions(KeyValueStoreSpec spec) {
        int reads = spec.replication().readQuorum();
        int writes = spec.replication().writeQuorum();
        boolean isStrict = spec.replication().quorum() == QuorumMode.Strict;
        return ring.placements().stream()
                .filter(placement -> {
                    long owners =
                            placement.readers().stream().filter(ready::contains).count();
                    return owners < reads || (isStrict ? owners : ready.size()) < writes;
                })
                .count();
    }

    long moving() {
        return ring.placements().stream()
                .filter(placement -> placement.phase() != Placement.Phase.STABLE)
                .count();
    }

    /** 100 when the fullest node, by its share, holds just that share. */
    int balancePercent() {
        double fullest = 1;
        for (Map.Entry<StoreId, Double> store : target.entrySet()) {
            if (store.getValue() > 0) {
                fullest = Math.max(fullest, actualShare(store.getKey()) / store.getValue());
            }
        }
        return (int) Math.round(100 / fullest);
    }

    /** The fewest replicas of partitions that a node should hold: with few, shares can only be met coarsely. */
    double fewestReplicas() {
        double all = (double) ring.factor() * ring.partitions();
        return target.values().stream()
                .filter(share -> share > 0)
                .mapToDouble(share -> share * all)
                .min()
                .orElse(0);
    }

    /** Nodes whose weight gives them another share than they can have. */
    List<String> capped() {
        List<Member> active = ring.members().values().stream()
                .filter(member -> member.state() == Member.State.ACTIVE)
                .toList();
        double weights = active.stream().mapToDouble(Member::weight).sum();
        return active.stream()
                .filter(member -> Math.abs(targetShare(member.id()) - member.weight() / weights) > EXACT)
                .map(member -> "%s %.3f instead of %.3f"
                        .formatted(member.name(), targetShare(member.id()), member.weight() / weights))
                .toList();
    }

    /** Partitions of which one host has two owners. */
    long partitionsSharingHosts() {
        return ring.placements().stream()
                .filter(placement -> {
                    Set<String> hosts = new HashSet<>();
                    return placement.owners().stream()
                            .map(ring::member)
                            .map(member -> member.map(Member::name)
                                    .map(name -> seen.pods().get(name)))
                            .flatMap(pod -> pod.flatMap(NodePod::host).stream())
                            .anyMatch(host -> !hosts.add(host));
                })
                .count();
    }
}
