package dev.stator.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/**
 * The volume of each node of a pool. {@code size} is a string: as a Quantity the schema would be int-or-string, whose rules
 * exceed the API server's cost budget.
 */
@ValidationRule(value = Rules.SIZE_POSITIVE, message = Rules.SIZE_POSITIVE_MESSAGE, fieldPath = ".size")
@ValidationRule(
        value = Rules.SIZE_GROWS,
        message = Rules.SIZE_GROWS_MESSAGE,
        fieldPath = ".size",
        reason = Rules.FORBIDDEN)
@ValidationRule(value = Rules.CLASS_FIXED, message = Rules.CLASS_FIXED_MESSAGE, reason = Rules.FORBIDDEN)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Storage(
        @JsonPropertyDescription(
                "Size of the volume, such as 10Gi. May grow, if its storage class allows; never shrinks.")
        @Size(max = 20)
        @Pattern(Rules.QUANTITY_PATTERN)
        @Default("10Gi")
        String size,

        @JsonPropertyDescription(
                "Name of the StorageClass. Default: the cluster's default class. Fixed when the pool is created.")
        @Size(max = 253)
        @Nullable
        String storageClassName) {}
