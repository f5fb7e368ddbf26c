package dev.stator.operator.reconcile;

import dev.stator.operator.admin.Nodes;
import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.KeyValueStoreStatus;
import dev.stator.operator.dependent.EventLog;
import dev.stator.operator.dependent.StoreApi;
import dev.stator.operator.desired.Names;
import dev.stator.operator.desired.RingDocument;
import dev.stator.operator.desired.StoreObjects;
import dev.stator.operator.desired.TlsSecrets;
import dev.stator.operator.plan.Adoption;
import dev.stator.operator.plan.FixedSettings;
import dev.stator.operator.plan.Hold;
import dev.stator.operator.plan.Observed;
import dev.stator.operator.plan.RingDecision;
import dev.stator.operator.plan.RolloutDecision;
import dev.stator.operator.plan.StatusReport;
import dev.stator.operator.plan.StorePlan;
import dev.stator.operator.plan.Tale;
import dev.stator.operator.plan.Volume;
import dev.stator.operator.plan.VolumeGrowth;
import dev.stator.ring.Member;
import dev.stator.ring.RingFormatException;
import dev.stator.ring.RingState;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One look at one store and what follows from it:
 *
 * <ol>
 *   <li>What nobody can serve is refused; whose volumes these are is decided.
 *   <li>All objects of the store's names are read. If one belongs to somebody else, nothing is touched.
 *   <li>Pods and nodes are looked at, and all is decided.
 *   <li>Objects are made or changed: Secrets, Services, the PodDisruptionBudget, StatefulSets. None of that restarts a pod.
 *   <li>One step at most: a ring is recorded and told, or a pod is replaced. Volumes grow.
 *   <li>The status is written, and events tell what turned.
 * </ol>
 */
final class Pass {
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration WORKING = Duration.ofSeconds(10);
    private static final Duration STUCK = Duration.ofSeconds(30);
    private static final Duration AT_REST = Duration.ofMinutes(5);

    private final KubernetesClient client;
    private final KeyValueStore store;
    private final Names names;
    private final StoreApi api;
    private final Nodes nodes;
    private final EventLog events;
    private final String defaultImage;
    private final Instant now;
    private boolean hasActed;

    Pass(KubernetesClient client, KeyValueStore store, Nodes nodes, EventLog events, String defaultImage, Instant now) {
        this.client = client;
        this.store = store;
        this.names = Names.of(store);
        this.api = new StoreApi(client, store);
        this.nodes = nodes;
        this.events = events;
        this.defaultImage = defaultImage;
        this.now = now;
    }

    /** @return after how long to look again */
    Duration run() {
        List<String> unserved = store.notBuiltYet();
        if (!unserved.isEmpty()) {
            return refuse(new Hold("NotBuiltYet", String.join("; ", unserved), true));
        }
        Optional<ConfigMap> head = api.find(ringHead());
        Map<String, StatefulSet> statefulSets = statefulSets();
        List<HasMetadata> taken = new ArrayList<>();
        head.filter(object -> !api.controls(object)).ifPresent(taken::add);
        statefulSets.values().stream().filter(object -> !api.controls(object)).forEach(taken::add);
        if (!taken.isEmpty()) {
            return refuse(taken(taken));
        }
        Optional<RingState> ring;
        try {
            ring = api.ring(head);
        } catch (RingFormatException e) {
            String cure = "; deleting ConfigMap " + names.ring() + " takes the ring over from the nodes";
            return refuse(new Hold("RingUnreadable", e.getMessage() + cure, true));
        }
        List<Volume> volumes = api.volumes(statefulSets.values().stream()
                .map(set -> set.getMetadata().getUid())
                .collect(Collectors.toSet()));
        Adoption adoption = Adoption.decide(
                store.getMetadata().getUid(),
                ring.map(RingState::clusterId).or(() -> madeFor(statefulSets)),
                FixedSettings.of(store.getSpec()),
                volumes);
        if (adoption instanceof Adoption.Refused refused) {
            return refuse(refused.hold());
        }
        return serve(((Adoption.Of) adoption), head, ring, statefulSets, volumes);
    }

    private Duration serve(
            Adoption.Of data,
            Optional<ConfigMap> head,
            Optional<RingState> ring,
            Map<String, StatefulSet> statefulSets,
            List<Volume> volumes) {
        StoreObjects objects = new StoreObjects(store, data.clusterId(), defaultImage);
        Map<String, Secret> secrets = new HashMap<>();
        for (String name : List.of(names.caKey(), names.ca(), names.tls(), names.internodeKey(), names.internode())) {
            Optional.ofNullable(client.secrets()
                            .inNamespace(names.namespace())
                            .withName(name)
                            .get())
                    .ifPresent(secret -> secrets.put(name, secret));
        }
        TlsSecrets tls = TlsSecrets.of(store, data.clusterId(), secrets, now);
        Map<HasMetadata, Optional<? extends HasMetadata>> wanted = new LinkedHashMap<>();
        tls.secrets()
                .forEach(secret -> wanted.put(
                        secret,
                        Optional.ofNullable(secrets.get(secret.getMetadata().getName()))));

        Nodes.Access access =
                new Nodes.Access(tls.operator(), tls.internodeAuthority(), TlsSecrets.nodes(store, data.clusterId()));
        List<Pod> pods = api.pods();
        Observed seen =
                new Observer(store, api, nodes).look(data.clusterId(), ring, statefulSets, pods, volumes, access);
        StorePlan plan = StorePlan.decide(store, seen, names::endpoint, objects.templates());
        objects.all(plan.sizes()).forEach(object -> wanted.put(object, api.find(object)));
        List<HasMetadata> taken = new ArrayList<>();
        wanted.values()
                .forEach(live -> live.filter(object -> !api.controls(object)).ifPresent(taken::add));
        if (!taken.isEmpty()) {
            return refuse(taken(taken));
        }
        if (!store.getSpec().paused()) {
            bring(wanted, data);
            carryOut(plan, head, pods, access);
        }
        report(seen, plan, Optional.of(tls.serverEnd()));
        return again(plan);
    }

    private ConfigMap ringHead() {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(names.ring())
                .withNamespace(names.namespace())
                .endMetadata()
                .build();
    }

    private Map<String, StatefulSet> statefulSets() {
        Map<String, StatefulSet> sets = new HashMap<>();
        for (var pool : store.getSpec().nodePools()) {
            Optional.ofNullable(client.apps()
                            .statefulSets()
                            .inNamespace(names.namespace())
                            .withName(names.statefulSet(pool.name()))
                            .get())
                    .ifPresent(set -> sets.put(pool.name(), set));
        }
        return sets;
    }

    /** Whose data the StatefulSets' volumes are made for. */
    private static Optional<String> madeFor(Map<String, StatefulSet> statefulSets) {
        return statefulSets.values().stream()
                .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
                .map(claim -> claim.getMetadata().getLabels())
                .filter(labels -> labels != null && labels.containsKey(Names.CLUSTER_ID))
                .map(labels -> labels.get(Names.CLUSTER_ID))
                .findFirst();
    }

    private Hold taken(List<HasMetadata> objects) {
        boolean areGoing = objects.stream().allMatch(api::isPredecessors);
        List<String> listed = objects.stream()
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .toList();
        return areGoing
                ? new Hold(
                        "PredecessorLeaving",
                        "objects of the deleted resource of this name are still there: " + String.join(", ", listed),
                        false)
                : new Hold(
                        "NameTaken",
                        "exists and does not belong to this store, so nothing is touched: " + String.join(", ", listed),
                        true);
    }

    private void bring(Map<HasMetadata, Optional<? extends HasMetadata>> wanted, Adoption.Of data) {
        wanted.forEach((object, live) -> {
            boolean isMade = api.bring(object, live);
            if (isMade && object instanceof StatefulSet) {
                tell(Tale.made("StatefulSet", object.getMetadata().getName()));
                if (data.isAdopted()) {
                    tell(Tale.adopted(data.clusterId()));
                }
            }
            hasActed |= isMade;
        });
    }

    private void carryOut(StorePlan plan, Optional<ConfigMap> head, List<Pod> pods, Nodes.Access access) {
        for (VolumeGrowth.Growth growth : plan.growth().growths()) {
            api.grow(growth);
            tell(Tale.grown(growth));
            hasActed = true;
        }
        if (plan.ring() instanceof RingDecision.Publish publish) {
            api.record(RingDocument.of(store, publish.ring()), head);
            tell(Tale.published(publish));
            List<String> members =
                    publish.ring().members().values().stream().map(Member::name).toList();
            nodes.publish(publish.ring(), addresses(pods, members), access);
            hasActed = true;
        } else if (plan.ring() instanceof RingDecision.Tell tell) {
            nodes.publish(tell.ring(), addresses(pods, tell.nodes()), access);
        } else if (plan.rollout() instanceof RolloutDecision.Replace replace) {
            for (Pod pod : pods) {
                if (pod.getMetadata().getUid().equals(replace.pod().uid())) {
                    tell(Tale.replaced(replace));
                    api.deletePod(pod);
                }
            }
        }
    }

    private static List<Nodes.Address> addresses(List<Pod> pods, List<String> wanted) {
        return pods.stream()
                .filter(pod -> wanted.contains(pod.getMetadata().getName()))
                .filter(pod -> pod.getStatus() != null && pod.getStatus().getPodIP() != null)
                .map(pod -> new Nodes.Address(
                        pod.getMetadata().getName(), pod.getStatus().getPodIP()))
                .toList();
    }

    private Duration refuse(Hold hold) {
        Observed seen = Observed.nothing(store.getMetadata().getUid());
        report(seen, StorePlan.refused(store, hold), Optional.empty());
        return hold.isWarning() ? STUCK : SOON;
    }

    private void report(Observed seen, StorePlan plan, Optional<Instant> serverEnd) {
        List<Condition> before = Optional.ofNullable(store.getStatus())
                .map(KeyValueStoreStatus::conditions)
                .orElse(List.of());
        KeyValueStoreStatus status = StatusReport.of(
                store, seen, plan, names.url(store.getSpec().service().port()), serverEnd, now);
        if (!status.equals(store.getStatus())) {
            Tale.turned(before, status.conditions()).forEach(this::tell);
            store.setStatus(status);
            client.resource(store).updateStatus(); // a conflict when the resource is another by now
        }
    }

    private void tell(Tale.Event event) {
        events.tell(store, event, now);
    }

    private Duration again(StorePlan plan) {
        if (hasActed) {
            return AT_ONCE;
        }
        if (plan.ring() instanceof RingDecision.Wait wait) {
            return wait.hold().isWarning() ? STUCK : SOON;
        }
        if (plan.ring() instanceof RingDecision.Tell) {
            return SOON;
        }
        return plan.isAtRest() ? AT_REST : WORKING;
    }
}
