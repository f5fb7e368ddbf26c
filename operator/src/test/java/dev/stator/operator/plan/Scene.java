package dev.stator.operator.plan;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Manifest;
import dev.stator.ring.Endpoint;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A store {@code cart} with three nodes as an operator might see it; each step changes one thing. */
final class Scene {
    static final String CLUSTER = "cluster";
    static final String TEMPLATE = "new";

    private Optional<RingState> ring = Optional.empty();
    private Optional<RingState> heldRing = Optional.empty();
    private final SortedMap<String, PoolState> pools = new TreeMap<>();
    private final SortedMap<String, NodePod> pods = new TreeMap<>();
    private final SortedMap<String, NodeReport> reports = new TreeMap<>();
    private final Map<String, String> zones = new HashMap<>();

    /** Three pods of the newest template run and have reported their stores; there is no ring yet. */
    static Scene threeNodes() {
        Scene scene = new Scene();
        scene.pools.put("std", new PoolState(3, TEMPLATE, true));
        for (int i = 0; i < 3; i++) {
            scene.pod(i, TEMPLATE, true);
            scene.report(i, Optional.empty());
            scene.zones.put(node(i), "zone-" + i);
        }
        return scene;
    }

    /** The same at rest: the first ring is recorded, and all nodes report it. */
    static Scene serving() {
        Scene scene = threeNodes();
        RingState first = ((RingDecision.Publish) scene.decideRing()).ring();
        scene.recorded(first);
        for (int i = 0; i < 3; i++) {
            scene.report(i, Optional.of(first));
        }
        return scene;
    }

    static String node(int ordinal) {
        return "cart-std-" + ordinal;
    }

    static StoreId storeOf(int ordinal) {
        return new StoreId(7, ordinal + 1);
    }

    static KeyValueStore cart(int replicas, int weight) {
        Manifest.Result result = Manifest.load("""
                apiVersion: stator.dev/v1alpha1
                kind: KeyValueStore
                metadata: {name: cart}
                spec: {partitions: 16, nodePools: [{name: std, replicas: %d, capacityWeight: %d}]}
                """.formatted(replicas, weight));
        return ((Manifest.Loaded) result).store();
    }

    static KeyValueStore cart() {
        return cart(3, 100);
    }

    Scene recorded(RingState now) {
        ring = Optional.of(now);
        return this;
    }

    Scene notRecorded() {
        ring = Optional.empty();
        return this;
    }

    Scene held(RingState newest) {
        heldRing = Optional.of(newest);
        return this;
    }

    Scene silent(int ordinal) {
        reports.remove(node(ordinal));
        return this;
    }

    Scene pod(int ordinal, String template, boolean isReady) {
        pods.put(
                node(ordinal),
                new NodePod(
                        node(ordinal),
                        "std",
                        "uid-" + ordinal,
                        template,
                        isReady,
                        false,
                        Optional.of("host-" + ordinal),
                        Optional.empty()));
        return this;
    }

    Scene noPod(int ordinal) {
        pods.remove(node(ordinal));
        return this;
    }

    Scene report(int ordinal, Optional<RingState> holds) {
        return report(ordinal, storeOf(ordinal), CLUSTER, holds);
    }

    Scene report(int ordinal, StoreId store, String clusterId, Optional<RingState> holds) {
        reports.put(
                node(ordinal),
                new NodeReport(
                        store,
                        clusterId,
                        holds.map(RingState::epoch).orElse(RingEpoch.NONE),
                        holds.map(now -> now.hash().toString()).orElse(""),
                        "1",
                        OptionalLong.of(0),
                        OptionalLong.of(0),
                        Optional.empty()));
        return this;
    }

    /** What a node of the scene says of what it keeps for others, and of comparisons with other owners. */
    Scene says(int ordinal, OptionalLong hintedBytes, OptionalLong treePairsDue) {
        return says(ordinal, hintedBytes, treePairsDue, reported(ordinal).inDoubt());
    }

    /** The node says that its store is in doubt, and its pod is not ready. */
    Scene inDoubt(int ordinal) {
        NodeReport was = reported(ordinal);
        return says(ordinal, was.hintedBytes(), was.treePairsDue(), Optional.of("others have heard of 9 groups"))
                .pod(ordinal, TEMPLATE, false);
    }

    private NodeReport reported(int ordinal) {
        return Objects.requireNonNull(reports.get(node(ordinal)));
    }

    private Scene says(int ordinal, OptionalLong hintedBytes, OptionalLong treePairsDue, Optional<String> inDoubt) {
        NodeReport was = reported(ordinal);
        reports.put(
                node(ordinal),
                new NodeReport(
                        was.storeId(),
                        was.clusterId(),
                        was.epoch(),
                        was.ringHash(),
                        was.version(),
                        hintedBytes,
                        treePairsDue,
                        inDoubt));
        return this;
    }

    RingState ring() {
        return ring.orElseThrow();
    }

    Observed seen() {
        return new Observed(CLUSTER, ring, heldRing, pools, pods, reports, zones, List.of(), Map.of());
    }

    RingDecision decideRing() {
        return RingDecision.decide(cart(), seen(), node -> new Endpoint(node, 8443, 7000));
    }

    RolloutDecision decideRollout() {
        return RolloutDecision.decide(seen(), Map.of("std", TEMPLATE));
    }

    /** The same ring one epoch later. */
    static RingState next(RingState ring) {
        return new RingState(
                ring.clusterId(),
                ring.epoch().next(),
                ring.factor(),
                List.copyOf(ring.members().values()),
                ring.placements(),
                ring.removed());
    }

    /** Another ring of the same epoch. */
    static RingState twin(RingState ring) {
        return new RingState(
                ring.clusterId(),
                ring.epoch(),
                ring.factor(),
                List.copyOf(ring.members().values()),
                ring.placements(),
                Set.of(new StoreId(9, 9)));
    }
}
