package dev.stator.operator.plan;

import dev.stator.ring.RingEpoch;
import dev.stator.ring.StoreId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a node says of itself on its admin port. A node that does not answer has no report.
 *
 * @param epoch of the ring that it holds; 0: none
 * @param ringHash of that ring, empty where there is none
 * @param hintedBytes what it keeps for others, where it says so
 * @param treePairsDue comparisons with other owners that it has to make, or make again, where it says so
 * @param inDoubt why its store serves nothing, and what to do, where its disk went back in time (PROTOCOL rule 20)
 */
public record NodeReport(
        StoreId storeId,
        String clusterId,
        RingEpoch epoch,
        String ringHash,
        String version,
        OptionalLong hintedBytes,
        OptionalLong treePairsDue,
        Optional<String> inDoubt) {}
