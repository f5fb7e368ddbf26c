package dev.stator.operator.plan;

import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which pod may be replaced now, so that it comes back from the newest template. One at a time:
 *
 * <ol>
 *   <li>A StatefulSet whose controller has not seen its newest version might bring back an old pod: wait.
 *   <li>While a pod is leaving or missing: wait.
 *   <li>An outdated pod that is not ready serves nobody: it goes first, whatever the others do. So a template that kept pods
 *       from starting can be corrected.
 *   <li>Else an outdated pod goes only when all pods are ready, the ring is published and stable, and every node reports it
 *       and has the store that it names. The highest ordinal first, as Kubernetes does it.
 * </ol>
 */
public sealed interface RolloutDecision {
    /** All pods are of the newest template. */
    record Done() implements RolloutDecision {}

    /** This pod goes; {@code left} outdated ones remain, itself included. */
    record Replace(NodePod pod, int left) implements RolloutDecision {}

    record Wait(Hold hold) implements RolloutDecision {}

    /** @param templates the hash of the template that each pool's pods should be of */
    static RolloutDecision decide(Observed seen, Map<String, String> templates) {
        List<NodePod> outdated = new ArrayList<>();
        for (NodePod pod : seen.pods().values()) {
            String wanted = templates.get(pod.pool());
            if (wanted != null && !wanted.equals(pod.templateHash())) {
                outdated.add(pod);
            }
        }
        if (outdated.isEmpty()) {
            return new Done();
        }
        outdated.sort(Comparator.comparing(NodePod::isReady)
                .thenComparing(NodePod::pool)
                .thenComparing(pod -> -PoolSizes.ordinalOf(pod.name())));
        NodePod next = outdated.get(0);
        Optional<Hold> hold = unsettled(seen, templates);
        if (hold.isEmpty() && next.isReady()) {
            hold = disturbed(seen);
        }
        return hold.isPresent() ? new Wait(hold.get()) : new Replace(next, outdated.size());
    }

    /** What forbids replacing any pod. */
    private static Optional<Hold> unsettled(Observed seen, Map<String, String> templates) {
        for (Map.Entry<String, String> pool : templates.entrySet()) {
            PoolState state = seen.pools().get(pool.getKey());
            if (state == null && isWithoutPods(seen, pool.getKey())) {
                continue; // a pool that comes before pools can come
            }
            if (state == null || !state.isHeeded() || !state.templateHash().equals(pool.getValue())) {
                return Optional.of(Hold.waiting(
                        "TemplateNotInForce",
                        "the StatefulSet of pool " + pool.getKey() + " does not make pods of the newest template yet"));
            }
            long pods = seen.pods().values().stream()
                    .filter(pod -> pod.pool().equals(pool.getKey()))
                    .count();
            if (pods < state.replicas()) {
                return Optional.of(Hold.waiting(
                        "PodMissing", "pool " + pool.getKey() + " has " + pods + " pods of " + state.replicas()));
            }
        }
        return seen.pods().values().stream()
                .filter(NodePod::isLeaving)
                .findFirst()
                .map(pod -> Hold.waiting("PodLeaving", "pod " + pod.name() + " is still on its way out"));
    }

    private static boolean isWithoutPods(Observed seen, String pool) {
        return seen.pods().values().stream().noneMatch(pod -> pod.pool().equals(pool));
    }

    /** What forbids replacing a pod that serves. */
    private static Optional<Hold> disturbed(Observed seen) {
        for (NodePod pod : seen.pods().values()) {
            if (!pod.isReady()) {
                return Optional.of(Hold.waiting("PodNotReady", "pod " + pod.name() + " is not ready"));
            }
        }
        if (seen.ring().isEmpty()) {
            return Optional.of(Hold.waiting("RingNotPublished", "no ring is published yet"));
        }
        boolean isMoving = seen.ring().get().placements().stream()
                .anyMatch(placement -> placement.phase() != Placement.Phase.STABLE);
        if (isMoving) {
            return Optional.of(Hold.waiting("RingMoving", "partitions are on the move between nodes"));
        }
        String hash = seen.ring().get().hash().toString();
        for (NodePod pod : seen.pods().values()) {
            NodeReport report = seen.reports().get(pod.name());
            if (report == null || !report.ringHash().equals(hash)) {
                return Optional.of(
                        Hold.waiting("RingNotHeard", "node " + pod.name() + " does not report the recorded ring"));
            }
        }
        for (Member member : seen.ring().get().members().values()) {
            NodeReport report = seen.reports().get(member.name());
            if (member.state() != Member.State.LEFT
                    && (report == null || !report.storeId().equals(member.id()))) {
                return Optional.of(Hold.waiting(
                        "StoreMissing", "store " + member.id() + " of node " + member.name() + " is not heard of"));
            }
        }
        return Optional.empty();
    }
}
