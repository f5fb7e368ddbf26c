package dev.stator.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator saw last. Nothing is decided from it; it is for people and their tools. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KeyValueStoreStatus(
        @JsonPropertyDescription("metadata.generation that this status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription(
                "UID of the resource that first made the data. Volumes that were kept bear it as the label "
                        + "stator.dev/cluster-id.")
        @Nullable
        String clusterId,

        @JsonPropertyDescription("Where clients inside the Kubernetes cluster reach the store.") @Nullable
        String endpoint,

        @JsonPropertyDescription("N/R/W, such as 3/2/2.") @Nullable
        String quorum,

        @JsonPropertyDescription("Nodes over all pools.") @Nullable
        Integer nodes,

        @JsonPropertyDescription("Nodes that are ready.") @Nullable
        Integer readyNodes,

        @JsonPropertyDescription("Version of Stator that the nodes run.") @Nullable
        String version,

        @JsonPropertyDescription("Who owns which partitions, in short.") @Nullable
        Ring ring,

        @JsonPropertyDescription("What the operator is doing now. Absent at rest.") @Nullable
        Operation operation,

        @JsonPropertyDescription("What is about to move.") @Nullable
        Plan plan,

        @JsonPropertyDescription("The pools as they are.") List<Pool> pools,

        @JsonPropertyDescription("The first 200 members of the ring.")
        List<Member> members,

        @JsonPropertyDescription(
                "What is true of the store now: Ready, Progressing, Degraded, QuorumAvailable, RingStable, "
                        + "FullyReplicated, HandoffDrained, CapacityWeightsEffective, QuorumOverlap, PartitionsSufficient, TLSServing, "
                        + "Paused.")
        List<Condition> conditions) {

    public KeyValueStoreStatus {
        pools = pools == null ? List.of() : List.copyOf(pools);
        members = members == null ? List.of() : List.copyOf(members);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /** The ring in short. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Ring(
            @JsonPropertyDescription("Version of the ring. Each change makes the next.") @Nullable
            Long epoch,

            @JsonPropertyDescription("Partitions of the key space.") @Nullable
            Integer partitions,

            @JsonPropertyDescription("Replicas of partitions that are moving to another node.") @Nullable
            Integer moving,

            @JsonPropertyDescription("How near the fullest node is to its weighted share, in percent: 100 is exact.")
            @Nullable
            Integer balancePercent) {}

    /** A change under way. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Operation(
            @JsonPropertyDescription("What kind of change.") @Nullable
            String type,

            @JsonPropertyDescription("How far it is.") @Nullable
            String phase,

            @JsonPropertyDescription("Name of the node that it is about.") @Nullable
            String node,

            @JsonPropertyDescription("What is done and what is left, in words.") @Nullable
            String progress,

            @JsonPropertyDescription("When it began.") @Nullable
            String startedAt) {}

    /** A move that has not begun. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Plan(
            @JsonPropertyDescription("Replicas of partitions that will move.") @Nullable
            Integer moves,

            @JsonPropertyDescription("Bytes that will move, as far as known.") @Nullable
            Long bytes) {}

    /** A pool as it is. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Pool(
            @JsonPropertyDescription("Name of the pool.") @Nullable
            String name,

            @JsonPropertyDescription("Nodes that it has.") @Nullable
            Integer replicas,

            @JsonPropertyDescription("Nodes of it that are ready.") @Nullable
            Integer readyReplicas) {}

    /** A member of the ring as the nodes report it. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Member(
            @JsonPropertyDescription("Name of the node's pod.") @Nullable
            String name,

            @JsonPropertyDescription("Identity of the node's data. A wiped disk gets a new one.") @Nullable
            String storeId,

            @JsonPropertyDescription("State in the ring, such as ACTIVE.") @Nullable
            String state,

            @JsonPropertyDescription("Failure domain that the node is in.") @Nullable
            String zone,

            @JsonPropertyDescription("Capacity relative to the others'.") @Nullable
            Integer capacityWeight,

            @JsonPropertyDescription("Fraction of all replicas that the node should hold.") @Nullable
            Double targetShare,

            @JsonPropertyDescription("Fraction of all replicas that the node holds.") @Nullable
            Double actualShare,

            @JsonPropertyDescription("Bytes that the node keeps for others until they are back.") @Nullable
            Long hintedBytes) {}
}
