package dev.stator.operator.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.math.RoundingMode;

/** What nodes keep for owners that are away. {@code maxBytesPerNode} is a string for the reason that {@link Storage#size} is one. */
@ValidationRule(value = Rules.HINTS_AMOUNT, message = Rules.HINTS_AMOUNT_MESSAGE, fieldPath = ".maxBytesPerNode")
public record HintedHandoff(
        @JsonPropertyDescription(
                "How many bytes of writes a node keeps for owners that are away, such as 2Gi; 0: none. A node that is full leaves it "
                        + "to others. It is disk space beside the node's own data. Editable: nodes restart one at a time to heed it.")
        @Size(max = 20)
        @Pattern(Rules.QUANTITY_PATTERN)
        @Default("2Gi")
        String maxBytesPerNode) {

    /** As a number of bytes; a part of a byte counts as one, as everywhere in Kubernetes. */
    public long bytesMax() {
        return Amount.of(maxBytesPerNode)
                .orElseThrow(() -> new IllegalStateException("no quantity: " + maxBytesPerNode))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }
}
