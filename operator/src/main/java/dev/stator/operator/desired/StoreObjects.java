package dev.stator.operator.desired;

import dev.stator.operator.api.DeletionPolicy;
import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.NodePool;
import dev.stator.operator.plan.FixedSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Builds a store's StatefulSets, Services and PodDisruptionBudget (API §2). */
public final class StoreObjects {
    private final KeyValueStore store;
    private final Names names;
    private final String clusterId;
    private final String image;

    /** @param defaultImage of the nodes, where the resource names none */
    public StoreObjects(KeyValueStore store, String clusterId, String defaultImage) {
        this.store = store;
        this.names = Names.of(store);
        this.clusterId = clusterId;
        this.image = Optional.ofNullable(store.getSpec().image()).orElse(defaultImage);
    }

    /**
     * All of them, in the order in which they are to be made.
     *
     * @param sizes nodes by pool
     */
    public List<HasMetadata> all(SortedMap<String, Integer> sizes) {
        List<HasMetadata> all = new ArrayList<>();
        all.add(nodesService());
        all.add(clientService());
        all.add(disruptionBudget());
        for (NodePool pool : store.getSpec().nodePools()) {
            int size = sizes.getOrDefault(pool.name(), 0);
            if (size > 0 || pool.replicas() == 0) { // else a pool that comes before pools can come
                all.add(statefulSet(pool, size));
            }
        }
        return all;
    }

    /** Hashes of the pods' templates by pool: a pod of another hash is to be replaced. */
    public Map<String, String> templates() {
        Map<String, String> hashes = new TreeMap<>();
        for (NodePool pool : store.getSpec().nodePools()) {
            hashes.put(pool.name(), Digest.of(NodePodTemplate.of(store, pool, clusterId, image)));
        }
        return hashes;
    }

    StatefulSet statefulSet(NodePool pool, int replicas) {
        PodTemplateSpec template = NodePodTemplate.of(store, pool, clusterId, image);
        String hash = Digest.of(template);
        template.getMetadata().getAnnotations().put(Names.TEMPLATE, hash);
        boolean isDeleted = store.getSpec().deletionPolicy() == DeletionPolicy.Delete;
        return new StatefulSetBuilder()
                .withMetadata(metadata(names.statefulSet(pool.name()), names.poolLabels(pool.name())))
                .withNewSpec()
                .withReplicas(replicas)
                .withServiceName(names.nodesService())
                .withPodManagementPolicy("Parallel")
                .withNewUpdateStrategy()
                .withType("OnDelete") // the operator says when
                .endUpdateStrategy()
                .withNewPersistentVolumeClaimRetentionPolicy()
                .withWhenDeleted(isDeleted ? "Delete" : "Retain")
                .withWhenScaled("Retain")
                .endPersistentVolumeClaimRetentionPolicy()
                .withRevisionHistoryLimit(3)
                .withNewSelector()
                .withMatchLabels(names.poolSelector(pool.name()))
                .endSelector()
                .withTemplate(template)
                .withVolumeClaimTemplates(volume(pool))
                .endSpec()
                .build();
    }

    private PersistentVolumeClaim volume(NodePool pool) {
        Map<String, String> labels = names.poolLabels(pool.name());
        labels.put(Names.CLUSTER_ID, clusterId);
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(Names.VOLUME)
                .withLabels(labels)
                .addToAnnotations(Names.SETTINGS, FixedSettings.of(store.getSpec()))
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(pool.storage().storageClassName())
                .withNewResources()
                .addToRequests("storage", new Quantity(pool.storage().size()))
                .endResources()
                .endSpec()
                .build();
    }

    /** Gives each pod its stable name, also before it is ready: nodes must find each other to become so. */
    Service nodesService() {
        return new ServiceBuilder()
                .withMetadata(metadata(names.nodesService(), names.labels()))
                .withNewSpec()
                .withType("ClusterIP")
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .withSelector(names.selector())
                .withPorts(port("https", Names.HTTPS), port("internode", Names.INTERNODE), port("admin", Names.ADMIN))
                .endSpec()
                .build();
    }

    Service clientService() {
        return new ServiceBuilder()
                .withMetadata(metadata(names.store(), names.labels()))
                .withNewSpec()
                .withType(store.getSpec().service().type().name())
                .withSelector(names.selector())
                .withPorts(port("https", store.getSpec().service().port()))
                .endSpec()
                .build();
    }

    private static ServicePort port(String name, int number) {
        return new ServicePortBuilder()
                .withName(name)
                .withPort(number)
                .withTargetPort(new IntOrString(name))
                .withProtocol("TCP")
                .build();
    }

    /** Voluntary disruptions take one node at a time. */
    PodDisruptionBudget disruptionBudget() {
        return new PodDisruptionBudgetBuilder()
                .withMetadata(metadata(names.store(), names.labels()))
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withNewSelector()
                .withMatchLabels(names.selector())
                .endSelector()
                .endSpec()
                .build();
    }

    private ObjectMeta metadata(String name, Map<String, String> labels) {
        return metadata(store, name, labels);
    }

    /** Names, labels, and the resource as controller: whoever deletes it deletes these. */
    static ObjectMeta metadata(KeyValueStore store, String name, Map<String, String> labels) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(store.getMetadata().getNamespace())
                .withLabels(labels)
                .addNewOwnerReference()
                .withApiVersion(HasMetadata.getApiVersion(KeyValueStore.class))
                .withKind(HasMetadata.getKind(KeyValueStore.class))
                .withName(store.getMetadata().getName())
                .withUid(store.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .build();
    }
}
