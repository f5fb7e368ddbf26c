package dev.stator.operator.fake;

import dev.stator.operator.api.KeyValueStore;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What Kubernetes' own controllers and kubelets do with a store's objects, in one step and at once. */
final class Controllers {
    private static final List<Class<? extends HasMetadata>> KINDS = List.of(
            StatefulSet.class,
            Pod.class,
            PersistentVolumeClaim.class,
            Service.class,
            ConfigMap.class,
            Secret.class,
            PodDisruptionBudget.class);

    private final FakeApi api;
    private final KubernetesClient client;
    private final FakeNodes nodes;

    /** @param client what they write with; they read the API's own memory */
    Controllers(FakeApi api, KubernetesClient client, FakeNodes nodes) {
        this.api = api;
        this.client = client;
        this.nodes = nodes;
    }

    void work() {
        collectGarbage();
        for (StatefulSet set : api.all(StatefulSet.class)) {
            if (!set.getMetadata().getOwnerReferences().isEmpty()) { // else somebody else's
                keep(set);
            }
        }
        nodes.leave();
        for (Pod pod : api.all(Pod.class)) {
            run(pod);
        }
    }

    private <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
        return api.all(kind).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst();
    }

    /** What an owner that is gone leaves behind goes, too. */
    private void collectGarbage() {
        Set<String> living = new HashSet<>();
        List<HasMetadata> owned = new ArrayList<>();
        api.all(KeyValueStore.class)
                .forEach(store -> living.add(store.getMetadata().getUid()));
        for (Class<? extends HasMetadata> kind : KINDS) {
            for (HasMetadata object : api.all(kind)) {
                living.add(object.getMetadata().getUid());
                owned.add(object);
            }
        }
        for (HasMetadata object : owned) {
            List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
            if (!owners.isEmpty() && owners.stream().noneMatch(owner -> living.contains(owner.getUid()))) {
                client.resource(object).delete();
            }
        }
    }

    private void keep(StatefulSet set) {
        int replicas = set.getSpec().getReplicas();
        for (int ordinal = 0; ordinal < replicas; ordinal++) {
            volume(set, ordinal);
            pod(set, ordinal);
        }
        for (Pod pod : api.all(Pod.class)) {
            String name = pod.getMetadata().getName();
            boolean isOurs = pod.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> owner.getUid().equals(set.getMetadata().getUid()));
            if (isOurs && Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)) >= replicas) {
                client.resource(pod).delete();
            }
        }
        boolean isHeeded = set.getStatus() != null
                && set.getMetadata().getGeneration() != null
                && set.getMetadata().getGeneration().equals(set.getStatus().getObservedGeneration());
        if (!isHeeded) {
            Long generation = set.getMetadata().getGeneration();
            client.resource(new StatefulSetBuilder(set)
                            .withNewStatus()
                            .withObservedGeneration(generation == null ? 0 : generation)
                            .endStatus()
                            .build())
                    .updateStatus();
        }
    }

    private void volume(StatefulSet set, int ordinal) {
        PersistentVolumeClaim template = set.getSpec().getVolumeClaimTemplates().get(0);
        String name = template.getMetadata().getName() + "-" + set.getMetadata().getName() + "-" + ordinal;
        Optional<PersistentVolumeClaim> live = find(PersistentVolumeClaim.class, name);
        boolean isDeletedWithTheSet = "Delete"
                .equals(set.getSpec().getPersistentVolumeClaimRetentionPolicy().getWhenDeleted());
        List<OwnerReference> owners = isDeletedWithTheSet ? List.of(owner(set)) : List.of();
        if (live.isEmpty()) {
            client.resource(new PersistentVolumeClaimBuilder(template)
                            .editMetadata()
                            .withName(name)
                            .withNamespace(FakeCluster.NAMESPACE)
                            .withOwnerReferences(owners)
                            .endMetadata()
                            .editSpec()
                            .withStorageClassName("standard")
                            .endSpec()
                            .withNewStatus()
                            .withPhase("Bound")
                            .endStatus()
                            .build())
                    .create();
        } else if (!live.get().getMetadata().getOwnerReferences().equals(owners)) {
            client.resource(new PersistentVolumeClaimBuilder(live.get())
                            .editMetadata()
                            .withOwnerReferences(owners)
                            .endMetadata()
                            .build())
                    .update();
        }
    }

    private void pod(StatefulSet set, int ordinal) {
        String name = set.getMetadata().getName() + "-" + ordinal;
        if (find(Pod.class, name).isEmpty()) {
            client.resource(new PodBuilder()
                            .withMetadata(set.getSpec().getTemplate().getMetadata())
                            .editMetadata()
                            .withName(name)
                            .withNamespace(FakeCluster.NAMESPACE)
                            .withOwnerReferences(owner(set))
                            .endMetadata()
                            .withSpec(set.getSpec().getTemplate().getSpec())
                            .editSpec()
                            .withNodeName("host-" + ordinal)
                            .endSpec()
                            .build())
                    .create();
        }
    }

    private static OwnerReference owner(StatefulSet set) {
        return new OwnerReferenceBuilder()
                .withApiVersion("apps/v1")
                .withKind("StatefulSet")
                .withName(set.getMetadata().getName())
                .withUid(set.getMetadata().getUid())
                .withController(true)
                .build();
    }

    /** The node in the pod is ready once it has a ring, unless it is in doubt. */
    private void run(Pod pod) {
        if (pod.getMetadata().getOwnerReferences().isEmpty()) {
            return; // somebody else's
        }
        String name = pod.getMetadata().getName();
        String disk = find(PersistentVolumeClaim.class, "data-" + name)
                .orElseThrow()
                .getMetadata()
                .getUid();
        String address = "ip-of-" + name;
        String clusterId = pod.getSpec().getContainers().get(0).getEnv().stream()
                .filter(variable -> variable.getName().equals("STATOR_CLUSTER_ID"))
                .map(variable -> variable.getValue())
                .findFirst()
                .orElseThrow();
        nodes.serve(address, disk, clusterId);
        String ready = nodes.isReady(disk) ? "True" : "False";
        boolean isSaid = pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getStatus().equals(ready));
        if (!isSaid) {
            client.resource(new PodBuilder(pod)
                            .withNewStatus()
                            .withPhase("Running")
                            .withPodIP(address)
                            .addNewCondition()
                            .withType("Ready")
                            .withStatus(ready)
                            .endCondition()
                            .addNewContainerStatus()
                            .withName("node")
                            .withReady(nodes.isReady(disk))
                            .withNewState()
                            .withNewRunning()
                            .endRunning()
                            .endState()
                            .endContainerStatus()
                            .endStatus()
                            .build())
                    .updateStatus();
        }
    }
}
