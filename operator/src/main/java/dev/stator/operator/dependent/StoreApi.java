package dev.stator.operator.dependent;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.KeyValueStoreStatus;
import dev.stator.operator.api.NodePool;
import dev.stator.operator.desired.Names;
import dev.stator.operator.desired.RingDocument;
import dev.stator.operator.plan.PoolSizes;
import dev.stator.operator.plan.Volume;
import dev.stator.operator.plan.VolumeGrowth;
import dev.stator.ring.RingFormatException;
import dev.stator.ring.RingState;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and writes the objects of one store. Blocks; every failure of the API is an exception, after which one starts anew. */
public final class StoreApi {
    private static final Logger log = LoggerFactory.getLogger(StoreApi.class);
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String HOST = "kubernetes.io/hostname";

    private final KubernetesClient client;
    private final KeyValueStore store;
    private final Names names;

    public StoreApi(KubernetesClient client, KeyValueStore store) {
        this.client = client;
        this.store = store;
        this.names = Names.of(store);
    }

    /** The ConfigMap with the ring, or with the names of its parts. */
    public Optional<ConfigMap> ringHead() {
        return Optional.ofNullable(configMap(names.ring()));
    }

    private @Nullable ConfigMap configMap(String name) {
        return client.configMaps().inNamespace(names.namespace()).withName(name).get();
    }

    /** Those of these names that there are. */
    public Map<String, Secret> secrets(List<String> wanted) {
        Map<String, Secret> secrets = new HashMap<>();
        for (String name : wanted) {
            Optional.ofNullable(client.secrets()
                            .inNamespace(names.namespace())
                            .withName(name)
                            .get())
                    .ifPresent(secret -> secrets.put(name, secret));
        }
        return secrets;
    }

    /** StatefulSets by pool: all that the store has, also of pools that it names no longer, and whoever bears a pool's name. */
    public Map<String, StatefulSet> statefulSets() {
        Map<String, StatefulSet> sets = new HashMap<>();
        for (StatefulSet set : client.apps()
                .statefulSets()
                .inNamespace(names.namespace())
                .list()
                .getItems()) {
            Optional<String> named = store.getSpec().nodePools().stream()
                    .map(NodePool::name)
                    .filter(pool ->
                            names.statefulSet(pool).equals(set.getMetadata().getName()))
                    .findFirst();
            Optional<String> owned =
                    controls(set) ? entry(set.getMetadata().getLabels(), Names.POOL) : Optional.empty();
            named.or(() -> owned).ifPresent(pool -> sets.put(pool, set));
        }
        return sets;
    }

    /** Whether the resource has not been deleted since it was read. */
    public boolean isStillThere() {
        KeyValueStore now = client.resource(store).get();
        return now != null
                && now.getMetadata().getDeletionTimestamp() == null
                && now.getMetadata().getUid().equals(store.getMetadata().getUid());
    }

    /** Writes the status; a conflict when the resource is another by now. */
    public void say(KeyValueStoreStatus status) {
        store.setStatus(status);
        client.resource(store).updateStatus();
    }

    /** Takes an annotation from the resource; a conflict when that is another by now. */
    public void takeAnnotation(String name) {
        String patch = "{\"metadata\":{\"resourceVersion\":\"%s\",\"annotations\":{\"%s\":null}}}"
                .formatted(store.getMetadata().getResourceVersion(), name);
        KeyValueStore now = client.resource(store).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
        store.setMetadata(now.getMetadata()); // what is written next is written to this version
    }

    /** The object of the kind and name of {@code wanted} as it is. */
    @SuppressWarnings("unchecked")
    public <T extends HasMetadata> Optional<T> find(T wanted) {
        return Optional.ofNullable((T) client.resource((HasMetadata) wanted).get());
    }

    /** Whether the resource is the object's controller: all others are not ours to touch. */
    public boolean controls(HasMetadata object) {
        return controller(object)
                .filter(owner -> owner.getUid().equals(store.getMetadata().getUid()))
                .isPresent();
    }

    /** Whether an earlier resource of this name was its controller, so that it is about to go. */
    public boolean isPredecessors(HasMetadata object) {
        return controller(object)
                .filter(owner -> owner.getKind().equals(store.getKind())
                        && owner.getName().equals(store.getMetadata().getName())
                        && !owner.getUid().equals(store.getMetadata().getUid()))
                .isPresent();
    }

    private static Optional<OwnerReference> controller(HasMetadata object) {
        @Nullable List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
        return owners == null
                ? Optional.empty()
                : owners.stream()
                        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                        .findFirst();
    }

    /**
     * Makes the object, or brings it to what is wanted.
     *
     * @param live as it was read, of our control
     * @return whether it was made
     */
    public boolean bring(HasMetadata wanted, Optional<? extends HasMetadata> live) {
        if (live.isEmpty()) {
            client.resource(Merge.stamped(wanted)).create(); // a conflict when somebody was faster
            log.info(
                    "made kind={} name={}/{}",
                    wanted.getKind(),
                    names.namespace(),
                    wanted.getMetadata().getName());
            return true;
        }
        if (!Merge.isAsWanted(live.get(), wanted)) {
            client.resource(Merge.merged(live.get(), wanted)).update(); // a conflict when it is another by now
            log.info(
                    "changed kind={} name={}/{}",
                    wanted.getKind(),
                    names.namespace(),
                    wanted.getMetadata().getName());
        }
        return false;
    }

    /**
     * All volumes that bear the name of a node of a pool of this store, whoever made them, and those that nodes of other pools
     * left.
     *
     * @param statefulSets UIDs of the store's own: a volume that goes with another one is on its way out
     */
    public List<Volume> volumes(Set<String> statefulSets) {
        Predicate<String> isOurs = Pattern.compile(
                        Pattern.quote(names.volume(names.store())) + "-[a-z][a-z0-9]*-[0-9]+")
                .asMatchPredicate();
        Set<String> pools =
                store.getSpec().nodePools().stream().map(NodePool::name).collect(Collectors.toSet());
        List<Volume> volumes = new ArrayList<>();
        for (PersistentVolumeClaim claim : client.persistentVolumeClaims()
                .inNamespace(names.namespace())
                .list()
                .getItems()) {
            String name = claim.getMetadata().getName();
            String node =
                    name.substring(Math.min(name.length(), names.volume("").length()));
            Optional<String> clusterId = entry(claim.getMetadata().getLabels(), Names.CLUSTER_ID);
            if (isOurs.test(name) && (clusterId.isPresent() || pools.contains(PoolSizes.poolOf(node)))) {
                Optional<Quantity> size = Optional.ofNullable(claim.getSpec().getResources())
                        .map(resources -> resources.getRequests())
                        .map(requests -> requests.get("storage"));
                volumes.add(new Volume(
                        name,
                        node,
                        clusterId,
                        entry(claim.getMetadata().getAnnotations(), Names.SETTINGS),
                        isLeaving(claim, statefulSets),
                        claim.getStatus() != null
                                && "Bound".equals(claim.getStatus().getPhase()),
                        size.map(amount -> Quantity.getAmountInBytes(amount).longValue())
                                .orElse(0L),
                        Optional.ofNullable(claim.getSpec().getStorageClassName())));
            }
        }
        return volumes;
    }

    private static boolean isLeaving(PersistentVolumeClaim claim, Set<String> statefulSets) {
        List<OwnerReference> owners = claim.getMetadata().getOwnerReferences();
        return claim.getMetadata().getDeletionTimestamp() != null
                || owners.stream()
                        .anyMatch(owner ->
                                owner.getKind().equals("StatefulSet") && !statefulSets.contains(owner.getUid()));
    }

    private static Optional<String> entry(@Nullable Map<String, String> map, String key) {
        return map == null ? Optional.empty() : Optional.ofNullable(map.get(key));
    }

    /** @param statefulSets UIDs of the store's own: a pod of somebody else may bear the same labels */
    public List<Pod> pods(Set<String> statefulSets) {
        return client.pods().inNamespace(names.namespace()).withLabels(names.selector()).list().getItems().stream()
                .filter(pod -> controller(pod)
                        .filter(owner -> statefulSets.contains(owner.getUid()))
                        .isPresent())
                .toList();
    }

    /**
     * The ring as recorded.
     *
     * @throws RingFormatException when the ConfigMaps hold none that can be understood
     */
    public Optional<RingState> ring(Optional<ConfigMap> head) {
        if (head.isEmpty()) {
            return Optional.empty();
        }
        List<ConfigMap> parts = new ArrayList<>();
        for (String part : RingDocument.partsOf(head.get())) {
            ConfigMap found = configMap(part);
            if (found == null) {
                throw new RingFormatException("ConfigMap " + part + ", a part of the ring, is missing");
            }
            parts.add(found);
        }
        return Optional.of(RingDocument.read(head.get(), parts));
    }

    /**
     * Records a ring: parts first, the head last and only in place of the version that was read. Then all other parts go, also
     * those that an operator left that was killed in between.
     */
    public void record(RingDocument document, Optional<ConfigMap> head) {
        for (ConfigMap part : document.parts()) {
            Optional<ConfigMap> live = find(part);
            if (live.isPresent() && !controls(live.get())) {
                throw new IllegalStateException(
                        "ConfigMap " + part.getMetadata().getName() + " belongs to somebody else");
            }
            bring(part, live);
        }
        bring(document.head(), head);
        List<String> parts = RingDocument.partsOf(document.head());
        for (ConfigMap other : client.configMaps()
                .inNamespace(names.namespace())
                .withLabels(names.labels())
                .list()
                .getItems()) {
            String name = other.getMetadata().getName();
            if (name.startsWith(names.ring() + "-") && !parts.contains(name) && controls(other)) {
                client.resource(other).lockResourceVersion().delete();
            }
        }
    }

    /** The failure domain of a host: its zone, else its own name. Empty when the host is not there. */
    public Optional<String> zone(String host) {
        return Optional.ofNullable(client.nodes().withName(host).get())
                .map(node -> entry(node.getMetadata().getLabels(), ZONE)
                        .or(() -> entry(node.getMetadata().getLabels(), HOST))
                        .orElse(host));
    }

    /** Whether volumes of the storage class may grow. */
    public boolean isGrowable(String storageClass) {
        StorageClass found =
                client.storage().v1().storageClasses().withName(storageClass).get();
        return found != null && Boolean.TRUE.equals(found.getAllowVolumeExpansion());
    }

    public void grow(VolumeGrowth.Growth growth) {
        client.persistentVolumeClaims()
                .inNamespace(names.namespace())
                .withName(growth.volume())
                .edit(claim -> new PersistentVolumeClaimBuilder(claim)
                        .editSpec()
                        .editResources()
                        .addToRequests("storage", new Quantity(growth.size()))
                        .endResources()
                        .endSpec()
                        .build());
    }

    /** Deletes just this pod, not one that has come back under its name meanwhile. */
    public void deletePod(Pod pod) {
        client.resource(pod).lockResourceVersion().delete();
    }
}
