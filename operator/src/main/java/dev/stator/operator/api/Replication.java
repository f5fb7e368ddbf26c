package dev.stator.operator.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** Dynamo's N, R and W, spelled out: a bare {@code n:} is the boolean false to kubectl's YAML. */
@ValidationRule(value = Rules.READ_QUORUM_FITS, message = Rules.READ_QUORUM_FITS_MESSAGE, fieldPath = ".readQuorum")
@ValidationRule(value = Rules.WRITE_QUORUM_FITS, message = Rules.WRITE_QUORUM_FITS_MESSAGE, fieldPath = ".writeQuorum")
@ValidationRule(
        value = Rules.FACTOR_FIXED,
        message = Rules.FACTOR_FIXED_MESSAGE,
        fieldPath = ".factor",
        reason = Rules.FORBIDDEN)
@ValidationRule(
        value = Rules.READ_QUORUM_FIXED,
        message = Rules.READ_QUORUM_FIXED_MESSAGE,
        fieldPath = ".readQuorum",
        reason = Rules.FORBIDDEN)
@ValidationRule(
        value = Rules.WRITE_QUORUM_FIXED,
        message = Rules.WRITE_QUORUM_FIXED_MESSAGE,
        fieldPath = ".writeQuorum",
        reason = Rules.FORBIDDEN)
@ValidationRule(
        value = Rules.QUORUM_FIXED,
        message = Rules.QUORUM_FIXED_MESSAGE,
        fieldPath = ".quorum",
        reason = Rules.FORBIDDEN)
public record Replication(
        @JsonPropertyDescription("N: how many nodes keep a copy of each key, 1 to 7.") @Min(1) @Max(7) @Default("3")
        int factor,

        @JsonPropertyDescription(
                "R: how many copies are asked before a read is answered, 1 to factor. With R + W > N every read meets "
                        + "the last acknowledged write.")
        @Min(1)
        @Max(7)
        @Default("2")
        int readQuorum,

        @JsonPropertyDescription("W: how many copies are made before a write is acknowledged, 1 to factor.")
        @Min(1)
        @Max(7)
        @Default("2")
        int writeQuorum,

        @JsonPropertyDescription(
                "Whose copies count towards W. Sloppy: any node's, so that writes succeed while owners are down. "
                        + "Strict: the key's owners' only.")
        @Default("Sloppy")
        QuorumMode quorum) {}
