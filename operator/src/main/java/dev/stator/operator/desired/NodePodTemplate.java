package dev.stator.operator.desired;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.NodePool;
import dev.stator.operator.api.NodeResources;
import dev.stator.operator.api.NodeTemplate;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTermBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a pool. They fit the {@code restricted} Pod Security level: no root, a read-only root file system, no rights, no
 * service-account token. They write to their volume and to a small {@code /tmp} only.
 */
final class NodePodTemplate {
    /** An account that no image has: what it may write is what is mounted for it. */
    private static final long USER = 65532;

    /** Lingering, the requests under way, and a last fsync. */
    private static final long GRACE_SECONDS = 60;

    /** A log that has to be replayed after a crash takes its time; a node that answers is started. */
    private static final int START_SECONDS_MAX = 900;

    private final KeyValueStore store;
    private final NodePool pool;
    private final Names names;

    private NodePodTemplate(KeyValueStore store, NodePool pool) {
        this.store = store;
        this.pool = pool;
        this.names = Names.of(store);
    }

    /** The template without the hash of itself. */
    static PodTemplateSpec of(KeyValueStore store, NodePool pool, String clusterId, String image) {
        return new NodePodTemplate(store, pool).build(clusterId, image);
    }

    private PodTemplateSpec build(String clusterId, String image) {
        Optional<NodeTemplate> extras = Optional.ofNullable(pool.template());
        Optional<NodeTemplate.Metadata> metadata = extras.map(NodeTemplate::metadata);
        Map<String, String> labels =
                new TreeMap<>(metadata.map(NodeTemplate.Metadata::labels).orElse(Map.of()));
        labels.putAll(names.poolLabels(pool.name()));
        labels.put(Names.CLUSTER_ID, clusterId);
        Map<String, String> annotations =
                new TreeMap<>(metadata.map(NodeTemplate.Metadata::annotations).orElse(Map.of()));
        @Nullable Map<String, String> given = store.getMetadata().getAnnotations();
        if (given != null && given.containsKey(Names.RESTART)) {
            annotations.put(Names.RESTART, given.get(Names.RESTART));
        }
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withFsGroupChangePolicy("OnRootMismatch")
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withNodeSelector(extras.map(NodeTemplate::nodeSelector).orElse(Map.of()))
                .withTolerations(extras.map(NodeTemplate::tolerations).orElse(java.util.List.of()))
                .withAffinity(extras.map(NodeTemplate::affinity).orElseGet(this::apart))
                .withTopologySpreadConstraints(
                        extras.map(NodeTemplate::topologySpreadConstraints).orElse(java.util.List.of()))
                .withContainers(container(clusterId, image))
                .addNewVolume()
                .withName("tmp")
                .withNewEmptyDir()
                .withSizeLimit(new Quantity("128Mi"))
                .endEmptyDir()
                .endVolume()
                .addNewVolume()
                .withName("tls")
                .withNewSecret()
                .withSecretName(names.tls())
                .endSecret()
                .endVolume()
                .addNewVolume()
                .withName("internode")
                .withNewSecret()
                .withSecretName(names.internode())
                .endSecret()
                .endVolume()
                .endSpec()
                .build();
    }

    /** Different hosts before all, then different zones, over the whole store; where there are too few, together. */
    private Affinity apart() {
        return new AffinityBuilder()
                .withNewPodAntiAffinity()
                .addToPreferredDuringSchedulingIgnoredDuringExecution(
                        apartBy("kubernetes.io/hostname", 100), apartBy("topology.kubernetes.io/zone", 50))
                .endPodAntiAffinity()
                .build();
    }

    private WeightedPodAffinityTerm apartBy(String topology, int weight) {
        return new WeightedPodAffinityTermBuilder()
                .withWeight(weight)
                .withNewPodAffinityTerm()
                .withTopologyKey(topology)
                .withNewLabelSelector()
                .withMatchLabels(names.selector())
                .endLabelSelector()
                .endPodAffinityTerm()
                .build();
    }

    private Container container(String clusterId, String image) {
        NodeMemory memory = NodeMemory.of(pool.resources());
        return new ContainerBuilder()
                .withName("node")
                .withImage(image)
                .withTerminationMessagePolicy("FallbackToLogsOnError") // status and events can say why it ended
                .withEnv(NodeEnvironment.of(store, clusterId, memory))
                .addNewPort()
                .withName("https")
                .withContainerPort(Names.HTTPS)
                .withProtocol("TCP")
                .endPort()
                .addNewPort()
                .withName("internode")
                .withContainerPort(Names.INTERNODE)
                .withProtocol("TCP")
                .endPort()
                .addNewPort()
                .withName("admin")
                .withContainerPort(Names.ADMIN)
                .withProtocol("TCP")
                .endPort()
                .withResources(resources())
                .withStartupProbe(probe("/healthz", 1, START_SECONDS_MAX))
                .withLivenessProbe(probe("/healthz", 10, 6))
                .withReadinessProbe(probe("/readyz", 1, 3))
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withRunAsNonRoot(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .addNewVolumeMount()
                .withName(Names.VOLUME)
                .withMountPath(NodeEnvironment.DATA)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("tmp")
                .withMountPath("/tmp")
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("tls")
                .withMountPath(NodeEnvironment.TLS)
                .withReadOnly(true)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("internode")
                .withMountPath(NodeEnvironment.INTERNODE)
                .withReadOnly(true)
                .endVolumeMount()
                .build();
    }

    private ResourceRequirements resources() {
        Optional<NodeResources> given = Optional.ofNullable(pool.resources());
        return new ResourceRequirementsBuilder()
                .withLimits(given.map(NodeResources::limits).orElse(Map.of()))
                .withRequests(given.map(NodeResources::requests).orElse(Map.of()))
                .build();
    }

    /** All probes ask for local facts: peers that are away make no node unready. */
    private static Probe probe(String path, int periodSeconds, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withNewPort("admin")
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(5)
                .withSuccessThreshold(1)
                .withFailureThreshold(failures)
                .build();
    }
}
