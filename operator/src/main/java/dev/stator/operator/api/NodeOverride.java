package dev.stator.operator.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** One node of a pool that differs from the others. */
public record NodeOverride(
        @JsonPropertyDescription("Which node of the pool, counted from 0.") @Required @Min(0) @Max(9_999)
        int ordinal,

        @JsonPropertyDescription("Capacity of this node relative to the others', 1 to 10000.")
        @Required
        @Min(1)
        @Max(10_000)
        int capacityWeight) {}
