package dev.stator.operator.plan;

import java.util.Optional;

/**
 * A PersistentVolumeClaim that bears the name of one of the store's nodes.
 *
 * @param node the node's name, such as {@code cart-std-0}
 * @param clusterId whose data is on it, by its label; empty: nobody of ours made it
 * @param settings the immutable settings that the data was made with, by its annotation
 * @param isLeaving whether it is being deleted, or is about to be with the StatefulSet that it came from
 * @param isBound whether there is a disk behind it; until then it holds nothing and cannot grow
 * @param requestedBytes the size that it asks for; {@code storageClass} decides whether it may grow
 */
public record Volume(
        String name,
        String node,
        Optional<String> clusterId,
        Optional<String> settings,
        boolean isLeaving,
        boolean isBound,
        long requestedBytes,
        Optional<String> storageClass) {}
