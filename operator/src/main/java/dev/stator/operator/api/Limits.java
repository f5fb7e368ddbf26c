package dev.stator.operator.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Limits on what clients may store. May be changed at any time; what is stored already stays. */
public record Limits(
        @JsonPropertyDescription("Largest value in bytes, 1 to 16777216 (16 MiB). Larger ones are refused with 413.")
        @Min(1)
        @Max(16_777_216)
        @Default("1048576")
        int maxValueBytes,

        @JsonPropertyDescription(
                "How many concurrent versions of one key may pile up, 1 to 10000. A write that would add one more "
                        + "without removing any is refused with 428.")
        @Min(1)
        @Max(10_000)
        @Default("100")
        int maxSiblings) {}
