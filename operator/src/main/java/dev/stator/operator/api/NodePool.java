package dev.stator.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A group of equal nodes; on Kubernetes one StatefulSet {@code <store>-<pool>}. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NodePool(
        @JsonPropertyDescription(
                "Name of the pool, unique in the store: a lower-case letter, then lower-case letters and digits. Its "
                        + "nodes are called <store>-<pool>-<ordinal>.")
        @Required
        @Size(max = 20)
        @Pattern("^[a-z][a-z0-9]*$") // no '-': <store>-<pool>-<ordinal> stays unambiguous
        String name,

        @JsonPropertyDescription("How many nodes the pool has. Change it to scale; one node joins or leaves at a time.")
        @Required
        @Min(0)
        @Max(10_000)
        int replicas,

        @JsonPropertyDescription(
                "Capacity of each node of this pool relative to the others', 1 to 10000: a node of weight 200 holds "
                        + "twice the data of one of weight 100. May be changed at any time.")
        @Min(1)
        @Max(10_000)
        @Default("100")
        int capacityWeight,

        @JsonPropertyDescription("Nodes of this pool whose weight differs from the pool's.") @Size(max = 1000)
        List<NodeOverride> nodeOverrides,

        @JsonPropertyDescription("Compute resources of each node.") @Nullable
        NodeResources resources,

        @JsonPropertyDescription("The volume of each node.") @Default("{\"size\": \"10Gi\"}")
        Storage storage,

        @JsonPropertyDescription("Where the pods of this pool run, and what is written on them.") @Nullable
        NodeTemplate template) {

    public NodePool {
        nodeOverrides = nodeOverrides == null ? List.of() : List.copyOf(nodeOverrides);
    }

    /** The weight of one node: its override, else the pool's. */
    public int capacityWeightOf(int ordinal) {
        return nodeOverrides.stream()
                .filter(override -> override.ordinal() == ordinal)
                .findFirst()
                .map(NodeOverride::capacityWeight)
                .orElse(capacityWeight);
    }
}
