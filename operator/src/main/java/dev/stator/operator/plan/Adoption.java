package dev.stator.operator.plan;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose data a store's volumes hold (API §2, clusterId). Decided once, when nothing of the store exists yet: a new store's data
 * is its own; volumes that an earlier resource of the same name left are taken over if they were made with equal immutable
 * settings, and refused whole otherwise: half of a store's data is not a store.
 */
public sealed interface Adoption {
    /** The data is, or will be, that of {@code clusterId}; {@code isAdopted} when an earlier resource made it. */
    record Of(String clusterId, boolean isAdopted) implements Adoption {}

    /** Nothing may be touched. */
    record Refused(Hold hold) implements Adoption {}

    /**
     * @param uid of the resource
     * @param known what the store's ring or StatefulSets say, once there are any
     * @param settings {@link FixedSettings} of the resource
     * @param volumes those that bear names of the store's nodes
     */
    static Adoption decide(String uid, Optional<String> known, String settings, List<Volume> volumes) {
        Optional<Volume> leaving = volumes.stream().filter(Volume::isLeaving).findFirst();
        if (known.isEmpty() && leaving.isPresent()) {
            return new Refused(Hold.waiting(
                    "PredecessorLeaving",
                    "volume " + leaving.get().name() + " of the deleted resource of this name is still there"));
        }
        Set<String> clusters = new TreeSet<>();
        for (Volume volume : volumes) {
            if (volume.clusterId().isEmpty()) {
                return refused("NameTaken", "volume " + volume.name() + " exists and was not made by the operator");
            }
            clusters.add(volume.clusterId().get());
        }
        known.ifPresent(clusters::add);
        if (clusters.size() > 1) {
            return refused(
                    "RetainedVolumesMismatch",
                    "the volumes of nodes of this name hold data of different stores: " + String.join(", ", clusters));
        }
        for (Volume volume : volumes) {
            String theirs = volume.settings().orElse("unknown settings");
            if (!theirs.equals(settings)) {
                return refused(
                        "RetainedVolumesMismatch",
                        "volume " + volume.name() + " was kept from a store with " + theirs + ", this one has "
                                + settings);
            }
        }
        String clusterId = clusters.isEmpty() ? uid : clusters.iterator().next();
        return new Of(clusterId, !clusterId.equals(uid));
    }

    private static Adoption refused(String reason, String message) {
        return new Refused(Hold.stuck(reason, message));
    }
}
