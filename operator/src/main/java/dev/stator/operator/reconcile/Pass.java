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
import dev.stator.operator.plan.RollbackDecision;
import dev.stator.operator.plan.RolloutDecision;
import dev.stator.operator.plan.StatusReport;
import dev.stator.operator.plan.StorePlan;
import dev.stator.operator.plan.Tale;
import dev.stator.operator.plan.Volume;
import dev.stator.operator.plan.VolumeGrowth;
import dev.stator.ring.Member;
import dev.stator.ring.RingFormatException;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One look at one store and what follows from it:
 *
 * <ol>
 *   <li>What nobody can serve is refused; whose volumes these are is decided.
 *   <li>All objects of the store's names are read. If one belongs to somebody else, nothing is touched.
 *   <li>Pods and nodes are looked at, and all is decided.
 *   <li>Objects are made or changed: Secrets, Services, the PodDisruptionBudget, StatefulSets. None of that restarts a pod.
 *   <li>One step at most: a human's word about stores in doubt is handed on, a ring is recorded and told, or a pod is replaced. Volumes grow.
 *   <li>The status is written, and events tell what turned. If Kubernetes would not have what was written, it says that.
 * </ol>
 */
final class Pass {
    private static final Set<Integer> DENIALS =
            Set.of(HttpURLConnection.HTTP_FORBIDDEN, 422); // 422: Unprocessable Content
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration WORKING = Duration.ofSeconds(10);
    private static final Duration STUCK = Duration.ofSeconds(30);
    private static final Duration AT_REST = Duration.ofMinutes(1); // what nodes keep and owe is no event of Kubernetes

    private final KeyValueStore store;
    private final Names names;
    private final StoreApi api;
    private final Nodes nodes;
    private final EventLog events;
    private final String defaultImage;
    private final Instant now;
    private boolean hasActed;

    Pass(StoreApi api, KeyValueStore store, Nodes nodes, EventLog events, String defaultImage, Instant now) {
        this.store = store;
        this.names = Names.of(store);
        this.api = api;
        this.nodes = nodes;
        this.events = events;
        this.defaultImage = defaultImage;
        this.now = now;
    }

    /** @return after how long to look again */
    Duration run() {
        Optional<ConfigMap> head = api.ringHead();
        Map<String, StatefulSet> statefulSets = api.statefulSets();
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
        List<Volume> volumes = api.volumes(uids(statefulSets));
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
        Map<String, Secret> secrets =
                api.secrets(List.of(names.caKey(), names.ca(), names.tls(), names.internodeKey(), names.internode()));
        TlsSecrets tls = TlsSecrets.of(store, data.clusterId(), secrets, now);
        Map<HasMetadata, Optional<? extends HasMetadata>> wanted = new LinkedHashMap<>();
        tls.secrets()
                .forEach(secret -> wanted.put(
                        secret,
                        Optional.ofNullable(secrets.get(secret.getMetadata().getName()))));

        Nodes.Access access =
                new Nodes.Access(tls.operator(), tls.internodeAuthorities(), TlsSecrets.nodes(store, data.clusterId()));
        List<Pod> pods = api.pods(uids(statefulSets));
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
        boolean startsPods = wanted.entrySet().stream()
                .anyMatch(object -> object.getKey() instanceof StatefulSet
                        && object.getValue().isEmpty());
        if (startsPods && !api.isStillThere()) {
            return AT_ONCE; // deleted while nodes were asked: what is made now would start its pods once more
        }
        Optional<String> denial = Optional.empty();
        if (!store.getSpec().paused()) {
            denial = denialOf(() -> {
                bring(wanted, data);
                carryOut(plan, head, pods, access);
            });
        }
        boolean hasCertificate =
                secrets.containsKey(names.tls()) || !store.getSpec().paused();
        StorePlan told = denial.map(plan::denied).orElse(plan);
        KeyValueStoreStatus status =
                report(seen, told, hasCertificate ? Optional.of(tls.serverEnd()) : Optional.empty());
        return denial.isPresent() ? STUCK : again(plan, status);
    }

    /** What Kubernetes says of writes that it will not have, now or when they are tried again: a quota, a policy, a right. */
    private static Optional<String> denialOf(Runnable writes) {
        try {
            writes.run();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (!DENIALS.contains(e.getCode())) {
                throw e;
            }
            return Optional.of(
                    e.getStatus() != null && e.getStatus().getMessage() != null
                            ? e.getStatus().getMessage()
                            : String.valueOf(e.getMessage()));
        }
    }

    private static Set<String> uids(Map<String, StatefulSet> statefulSets) {
        return statefulSets.values().stream()
                .map(set -> set.getMetadata().getUid())
                .collect(Collectors.toSet());
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
        if (answersWord(plan.rollback(), pods, access)) {
            return;
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

    /**
     * Nodes first, then the word is taken away: an operator that is killed in between finds them no longer in doubt, or tells them once
     * more what they know.
     */
    private boolean answersWord(RollbackDecision rollback, List<Pod> pods, Nodes.Access access) {
        if (rollback instanceof RollbackDecision.Tell tell) {
            boolean isHeard = true;
            for (Map.Entry<String, StoreId> store : tell.stores().entrySet()) {
                List<Nodes.Address> node = addresses(pods, List.of(store.getKey()));
                Optional<String> complaint = node.isEmpty()
                        ? Optional.of(store.getKey() + " has no address")
                        : nodes.acceptRollback(store.getValue(), node.get(0), access);
                tell(complaint
                        .map(Tale::rollbackNotTold)
                        .orElseGet(() -> Tale.rollbackAccepted(store.getKey(), store.getValue())));
                isHeard &= complaint.isEmpty();
            }
            if (isHeard) {
                if (!tell.passedOver().isEmpty()) {
                    tell(Tale.rollbackNotAccepted(String.join(", ", tell.passedOver())));
                }
                takeWord();
            }
            return true;
        }
        if (rollback instanceof RollbackDecision.Refuse refuse) {
            tell(Tale.rollbackNotAccepted(refuse.why()));
            takeWord();
            return true;
        }
        return false;
    }

    private void takeWord() {
        api.takeAnnotation(RollbackDecision.WORD);
        hasActed = true;
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

    private KeyValueStoreStatus report(Observed seen, StorePlan plan, Optional<Instant> serverEnd) {
        List<Condition> before = Optional.ofNullable(store.getStatus())
                .map(KeyValueStoreStatus::conditions)
                .orElse(List.of());
        KeyValueStoreStatus status = StatusReport.of(
                store, seen, plan, names.url(store.getSpec().service().port()), serverEnd, now);
        if (!status.equals(store.getStatus())) {
            Tale.turned(before, status.conditions()).forEach(this::tell);
            api.say(status);
        }
        return status;
    }

    private void tell(Tale.Event event) {
        events.tell(store, event, now);
    }

    private Duration again(StorePlan plan, KeyValueStoreStatus status) {
        if (hasActed) {
            return AT_ONCE;
        }
        if (plan.ring() instanceof RingDecision.Wait wait) {
            return wait.hold().isWarning() ? STUCK : SOON;
        }
        if (plan.ring() instanceof RingDecision.Tell) {
            return SOON;
        }
        return plan.isAtRest() && StatusReport.areCopiesSettled(status) ? AT_REST : WORKING;
    }
}
