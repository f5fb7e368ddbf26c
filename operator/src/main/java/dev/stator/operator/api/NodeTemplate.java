package dev.stator.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a pool adds to its pods, in the words of Kubernetes. A local cluster has no pods and ignores it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NodeTemplate(
        @JsonPropertyDescription("Labels and annotations for the pods.") @Nullable
        Metadata metadata,

        @JsonPropertyDescription("Labels that a Kubernetes node must have to run pods of this pool.")
        Map<String, String> nodeSelector,

        @JsonPropertyDescription("Taints that the pods tolerate.")
        List<Toleration> tolerations,

        @JsonPropertyDescription("Affinity of the pods. Default: spread over hosts and zones where possible.") @Nullable
        Affinity affinity,

        @JsonPropertyDescription("How the pods spread over the topology of the Kubernetes cluster.")
        List<TopologySpreadConstraint> topologySpreadConstraints) {

    public NodeTemplate {
        nodeSelector = nodeSelector == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(nodeSelector));
        tolerations = tolerations == null ? List.of() : List.copyOf(tolerations);
        topologySpreadConstraints =
                topologySpreadConstraints == null ? List.of() : List.copyOf(topologySpreadConstraints);
    }

    /** What is written on the pods besides the operator's own labels. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Metadata(
            @JsonPropertyDescription("Labels for the pods. Those of the operator win.")
            Map<String, String> labels,

            @JsonPropertyDescription("Annotations for the pods.")
            Map<String, String> annotations) {

        public Metadata {
            labels = labels == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(labels));
            annotations = annotations == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(annotations));
        }
    }
}
