package dev.stator.operator.reconcile;

import dev.stator.operator.admin.Nodes;
import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.NodePool;
import dev.stator.operator.dependent.StoreApi;
import dev.stator.operator.desired.Names;
import dev.stator.operator.plan.NodePod;
import dev.stator.operator.plan.NodeReport;
import dev.stator.operator.plan.Observed;
import dev.stator.operator.plan.PoolState;
import dev.stator.operator.plan.Volume;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at all that there is of a store: its StatefulSets, pods, volumes, ring, and what its nodes say. */
final class Observer {
    private static final int TROUBLE_CHARS_MAX = 300;

    private final KeyValueStore store;
    private final StoreApi api;
    private final Nodes nodes;

    Observer(KeyValueStore store, StoreApi api, Nodes nodes) {
        this.store = store;
        this.api = api;
        this.nodes = nodes;
    }

    /**
     * @param recorded the ring in the ConfigMap
     * @param statefulSets by pool
     */
    Observed look(
            String clusterId,
            Optional<RingState> recorded,
            Map<String, StatefulSet> statefulSets,
            List<Pod> pods,
            List<Volume> volumes,
            Nodes.Access access) {
        SortedMap<String, NodePod> seen = new TreeMap<>();
        List<Nodes.Address> addresses = new ArrayList<>();
        for (Pod pod : pods) {
            NodePod node = node(pod);
            seen.put(node.name(), node);
            address(pod).ifPresent(addresses::add);
        }
        SortedMap<String, NodeReport> reports = nodes.reports(addresses);
        SortedMap<String, PoolState> pools = new TreeMap<>();
        statefulSets.forEach((pool, set) -> pools.put(pool, pool(set)));
        return new Observed(
                clusterId,
                recorded,
                held(recorded, reports, addresses, access),
                pools,
                seen,
                reports,
                recorded.isPresent() ? Map.of() : zones(seen),
                volumes,
                growable(volumes));
    }

    private static PoolState pool(StatefulSet set) {
        Long heeded = set.getStatus() == null ? null : set.getStatus().getObservedGeneration();
        return new PoolState(
                Optional.ofNullable(set.getSpec().getReplicas()).orElse(1),
                Optional.ofNullable(set.getSpec().getTemplate().getMetadata())
                        .map(metadata -> metadata.getAnnotations())
                        .map(annotations -> annotations.get(Names.TEMPLATE))
                        .orElse(""),
                heeded != null
                        && heeded
                                >= Objects.requireNonNullElse(set.getMetadata().getGeneration(), 0L));
    }

    private static NodePod node(Pod pod) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
        boolean isReady = conditions(pod).stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
        boolean isLeaving = pod.getMetadata().getDeletionTimestamp() != null;
        return new NodePod(
                pod.getMetadata().getName(),
                Objects.requireNonNullElse(pod.getMetadata().getLabels().get(Names.POOL), ""),
                pod.getMetadata().getUid(),
                annotations.getOrDefault(Names.TEMPLATE, ""),
                isReady && !isLeaving,
                isLeaving,
                Optional.ofNullable(pod.getSpec().getNodeName()),
                trouble(pod));
    }

    private static List<PodCondition> conditions(Pod pod) {
        return pod.getStatus() == null ? List.of() : pod.getStatus().getConditions();
    }

    /** Where the node listens, once its container runs. */
    private static Optional<Nodes.Address> address(Pod pod) {
        boolean isRunning = pod.getStatus() != null
                && pod.getStatus().getContainerStatuses().stream()
                        .anyMatch(container -> container.getState() != null
                                && container.getState().getRunning() != null);
        return isRunning && pod.getMetadata().getDeletionTimestamp() == null
                ? Optional.ofNullable(pod.getStatus().getPodIP())
                        .map(ip -> new Nodes.Address(pod.getMetadata().getName(), ip))
                : Optional.empty();
    }

    private static Optional<String> trouble(Pod pod) {
        for (PodCondition condition : conditions(pod)) {
            if (condition.getType().equals("PodScheduled")
                    && condition.getStatus().equals("False")) {
                return text(condition.getReason(), condition.getMessage());
            }
        }
        List<ContainerStatus> containers =
                pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
        for (ContainerStatus container : containers) {
            ContainerState state = container.getState();
            boolean isStarting = state == null
                    || state.getWaiting() == null
                    || "ContainerCreating".equals(state.getWaiting().getReason());
            ContainerState last = container.getLastState();
            if (last != null && last.getTerminated() != null && !container.getReady()) {
                return text(
                        last.getTerminated().getReason(), last.getTerminated().getMessage());
            }
            if (!isStarting) {
                return text(state.getWaiting().getReason(), state.getWaiting().getMessage());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> text(@Nullable String reason, @Nullable String message) {
        String all = (reason == null ? "" : reason) + (message == null ? "" : ": " + message.strip());
        return Optional.of(all.length() <= TROUBLE_CHARS_MAX ? all : all.substring(0, TROUBLE_CHARS_MAX) + "…");
    }

    /** The newest ring that nodes hold, where it is neither the recorded one nor older. */
    private Optional<RingState> held(
            Optional<RingState> recorded,
            SortedMap<String, NodeReport> reports,
            List<Nodes.Address> addresses,
            Nodes.Access access) {
        RingEpoch known = recorded.map(RingState::epoch).orElse(RingEpoch.NONE);
        RingEpoch highest = reports.values().stream()
                .map(NodeReport::epoch)
                .max(RingEpoch::compareTo)
                .orElse(known);
        String hash = recorded.map(ring -> ring.hash().toString()).orElse("");
        for (Nodes.Address address : addresses) {
            NodeReport report = reports.get(address.name());
            boolean isNews = report != null
                    && report.epoch().equals(highest)
                    && (highest.isAfter(known)
                            || highest.equals(known) && !report.ringHash().equals(hash));
            if (isNews && highest.isAfter(RingEpoch.NONE)) {
                Optional<RingState> ring = nodes.ring(address, access);
                if (ring.isPresent()) {
                    return ring;
                }
            }
        }
        return Optional.empty();
    }

    private Map<String, String> zones(SortedMap<String, NodePod> pods) {
        Map<String, Optional<String>> hosts = new HashMap<>();
        Map<String, String> zones = new HashMap<>();
        for (NodePod pod : pods.values()) {
            pod.host()
                    .flatMap(host -> hosts.computeIfAbsent(host, api::zone))
                    .ifPresent(zone -> zones.put(pod.name(), zone));
        }
        return zones;
    }

    /** Asked only where a volume is smaller than wanted. */
    private Map<String, Boolean> growable(List<Volume> volumes) {
        Map<String, Boolean> classes = new HashMap<>();
        for (NodePool pool : store.getSpec().nodePools()) {
            long wanted = Quantity.getAmountInBytes(new Quantity(pool.storage().size()))
                    .longValue();
            for (Volume volume : volumes) {
                if (volume.requestedBytes() < wanted) {
                    volume.storageClass().ifPresent(name -> classes.computeIfAbsent(name, api::isGrowable));
                }
            }
        }
        return classes;
    }
}
