package dev.stator.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replicated key-value store as its user declares it. Its settings that trade consistency, availability, cost and speed
 * against each other are fixed when it is created; its size and its nodes' weights are not.
 *
 * <p>Made by {@link Manifest} or by a Kubernetes client, both of which fill in all defaults first.
 */
@Group("stator.dev")
@Version("v1alpha1")
@Plural("keyvaluestores")
@ShortNames("kvs")
@ValidationRule(value = Rules.NAME, message = Rules.NAME_MESSAGE, fieldPath = ".metadata.name")
@ValidationRule(value = Rules.NAME_ENDING, message = Rules.NAME_ENDING_MESSAGE, fieldPath = ".metadata.name")
@ValidationRule(value = Rules.NAME_AND_POOL, message = Rules.NAME_AND_POOL_MESSAGE, fieldPath = ".spec.nodePools")
@AdditionalPrinterColumn(
        name = "N/R/W",
        jsonPath = ".status.quorum",
        getDescription = "Replicas of each key, and how many of them answer a read and a write")
@AdditionalPrinterColumn(
        name = "NODES",
        jsonPath = ".status.nodes",
        type = AdditionalPrinterColumn.Type.INTEGER,
        getDescription = "Nodes over all pools")
@AdditionalPrinterColumn(
        name = "READY",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        getDescription = "Whether the store is as declared and serves")
@AdditionalPrinterColumn(
        name = "AVAILABLE",
        jsonPath = ".status.conditions[?(@.type==\"QuorumAvailable\")].status",
        getDescription = "Whether every partition has enough living owners for reads and writes")
@AdditionalPrinterColumn(
        name = "STABLE",
        jsonPath = ".status.conditions[?(@.type==\"RingStable\")].status",
        getDescription = "Whether no data is on the move between nodes")
@AdditionalPrinterColumn(
        name = "BALANCE",
        jsonPath = ".status.ring.balancePercent",
        type = AdditionalPrinterColumn.Type.INTEGER,
        getDescription = "How near the fullest node is to its weighted share, in percent (100: exact)")
@AdditionalPrinterColumn(
        name = "VERSION",
        jsonPath = ".status.version",
        getDescription = "Version of Stator that the nodes run")
@AdditionalPrinterColumn(
        name = "AGE",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE,
        getDescription = "Time since the store was created")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public final class KeyValueStore extends CustomResource<KeyValueStoreSpec, KeyValueStoreStatus> implements Namespaced {
    private static final long serialVersionUID = 1;

    /** Every node that the manifest asks for: pools in the order written, ordinals from 0, overrides applied. */
    @JsonIgnore
    public List<NodeSlot> nodes() {
        return NodeSlot.of(getMetadata().getName(), getSpec().nodePools());
    }

    @Override
    @Required
    @JsonPropertyDescription("The store as you want it.")
    public KeyValueStoreSpec getSpec() {
        return super.getSpec();
    }

    @Override
    @JsonPropertyDescription("The store as the operator saw it last.")
    public @Nullable KeyValueStoreStatus getStatus() {
        return super.getStatus();
    }

    @Override
    protected @Nullable KeyValueStoreSpec initSpec() {
        return null; // a spec without pools cannot exist
    }

    @Override
    protected @Nullable KeyValueStoreStatus initStatus() {
        return null;
    }
}
