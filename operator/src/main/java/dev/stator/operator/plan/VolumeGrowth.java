package dev.stator.operator.plan;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.NodePool;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which volumes shall be larger than they are, and which of them cannot grow. A volume never shrinks, and grows when it has a disk. */
public record VolumeGrowth(List<Growth> growths, Optional<Hold> hold) {

    /** Ask for this size. */
    public record Growth(String volume, String size) {}

    public VolumeGrowth {
        growths = List.copyOf(growths);
    }

    public static VolumeGrowth decide(KeyValueStore store, Observed seen) {
        List<Growth> growths = new ArrayList<>();
        List<String> stuck = new ArrayList<>();
        for (NodePool pool : store.getSpec().nodePools()) {
            long wanted = Quantity.getAmountInBytes(new Quantity(pool.storage().size()))
                    .longValue();
            for (Volume volume : seen.volumes()) {
                boolean isSmall = PoolSizes.poolOf(volume.node()).equals(pool.name())
                        && volume.isBound()
                        && volume.requestedBytes() < wanted;
                if (!isSmall) {
                    continue;
                }
                if (volume.storageClass()
                        .map(name -> seen.growable().getOrDefault(name, false))
                        .orElse(false)) {
                    growths.add(new Growth(volume.name(), pool.storage().size()));
                } else {
                    stuck.add(volume.name());
                }
            }
        }
        Optional<Hold> hold = stuck.isEmpty()
                ? Optional.empty()
                : Optional.of(Hold.stuck(
                        "VolumesCannotGrow",
                        "the storage class does not let volumes grow: " + String.join(", ", stuck)));
        return new VolumeGrowth(growths, hold);
    }
}
