package dev.stator.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the user asks for. Everything but {@code nodePools} has a default, written here and nowhere else. */
@ValidationRule(value = Rules.ENOUGH_NODES, message = Rules.ENOUGH_NODES_MESSAGE, fieldPath = ".nodePools")
@ValidationRule(value = Rules.PARTITIONS_POWER, message = Rules.PARTITIONS_POWER_MESSAGE, fieldPath = ".partitions")
@ValidationRule(
        value = Rules.PARTITIONS_FIXED,
        message = Rules.PARTITIONS_FIXED_MESSAGE,
        fieldPath = ".partitions",
        reason = Rules.FORBIDDEN)
@ValidationRule(
        value = Rules.CONFLICT_RESOLUTION_FIXED,
        message = Rules.CONFLICT_RESOLUTION_FIXED_MESSAGE,
        fieldPath = ".conflictResolution",
        reason = Rules.FORBIDDEN)
@ValidationRule(
        value = Rules.DURABILITY_FIXED,
        message = Rules.DURABILITY_FIXED_MESSAGE,
        fieldPath = ".durability",
        reason = Rules.FORBIDDEN)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeyValueStoreSpec(
        @JsonPropertyDescription(
                "How many nodes keep each key, and how many of them answer a read and a write. Fixed when the store is created.")
        @Default("{\"factor\": 3, \"readQuorum\": 2, \"writeQuorum\": 2, \"quorum\": \"Sloppy\"}")
        Replication replication,

        @JsonPropertyDescription(
                "Into how many partitions the keys are divided, a power of two from 16 to 1048576: the unit in which "
                        + "data is placed and moved. About 100 for each node that the store may ever have. Fixed when the store is created.")
        @Min(16)
        @Max(1_048_576)
        @Default("1024")
        int partitions,

        @JsonPropertyDescription(
                "What becomes of concurrent writes to one key. Siblings: all are kept, and readers merge them. "
                        + "LastWriteWins: the one with the latest time stamp is kept, the others are lost. Fixed when the store is created.")
        @Default("Siblings")
        ConflictResolution conflictResolution,

        @JsonPropertyDescription(
                "When a node acknowledges a write. Fsync: after it is on disk. Buffered: after it is in memory, on "
                        + "disk within a second, which a power cut can lose. Fixed when the store is created.")
        @Default("Fsync")
        Durability durability,

        @JsonPropertyDescription(
                "Groups of equal nodes. To scale, change a pool's replicas, add a pool or remove one. All pools "
                        + "together need at least replication.factor nodes.")
        @Required
        @Size(min = 1, max = 32)
        List<NodePool> nodePools,

        @JsonPropertyDescription("Limits on what clients may store.")
        @Default("{\"maxValueBytes\": 1048576, \"maxSiblings\": 100}")
        Limits limits,

        @JsonPropertyDescription("What nodes keep for owners that are away, and hand over when they are back.")
        @Default("{\"maxBytesPerNode\": \"2Gi\"}")
        HintedHandoff hintedHandoff,

        @JsonPropertyDescription("How clients reach the store.") @Default("{\"type\": \"ClusterIP\", \"port\": 8443}")
        ClientService service,

        @JsonPropertyDescription(
                "What becomes of the volumes when this resource is deleted. Retain: they are kept, and a store of the same name "
                        + "and settings takes them over. Delete: they are deleted with all data.")
        @Default("Retain")
        DeletionPolicy deletionPolicy,

        @JsonPropertyDescription(
                "True: the operator watches and reports, and changes nothing. The nodes go on serving.")
        @Default("false")
        boolean paused,

        @JsonPropertyDescription("Container image of the nodes. Default: the one of the operator's own version.")
        @Size(min = 1, max = 1024)
        @Nullable
        String image) {

    public KeyValueStoreSpec {
        nodePools = List.copyOf(nodePools);
    }
}
