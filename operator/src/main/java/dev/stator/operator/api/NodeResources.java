package dev.stator.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What a node's container is given, in the words of Kubernetes. A local cluster has no such walls and ignores it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NodeResources(
        @JsonPropertyDescription(
                "At most this much, such as {cpu: 2, memory: 2Gi}. A node sizes its memory and threads by it.")
        Map<String, Quantity> limits,

        @JsonPropertyDescription("At least this much: what the scheduler looks for.")
        Map<String, Quantity> requests) {

    public NodeResources {
        limits = limits == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(limits));
        requests = requests == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(requests));
    }
}
