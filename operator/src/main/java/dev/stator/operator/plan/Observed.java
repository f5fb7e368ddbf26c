package dev.stator.operator.plan;

import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that was seen of a store at one moment, read from the API and the nodes themselves, never from a cache. What could not be
 * read is absent.
 *
 * @param ring as the store's ConfigMap has it
 * @param heldRing the newest ring among those that nodes hold, where that is not {@code ring} nor older, and could be read
 * @param pools StatefulSets by pool
 * @param pods by name
 * @param reports of the nodes that answered, by name
 * @param zones failure domains by the name of the node; looked up until there is a ring
 * @param growable names of storage classes that let volumes grow
 */
public record Observed(
        String clusterId,
        Optional<RingState> ring,
        Optional<RingState> heldRing,
        SortedMap<String, PoolState> pools,
        SortedMap<String, NodePod> pods,
        SortedMap<String, NodeReport> reports,
        Map<String, String> zones,
        List<Volume> volumes,
        Map<String, Boolean> growable) {

    public Observed {
        pools = new TreeMap<>(pools);
        pods = new TreeMap<>(pods);
        reports = new TreeMap<>(reports);
        zones = Map.copyOf(zones);
        volumes = List.copyOf(volumes);
        growable = Map.copyOf(growable);
    }

    /** Before anything of the store exists. */
    public static Observed nothing(String clusterId) {
        return new Observed(
                clusterId,
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                Map.of(),
                List.of(),
                Map.of());
    }

    /** The ring that is or was in force: the newest that nodes hold, else the recorded one. */
    public Optional<RingState> knownRing() {
        return heldRing.or(() -> ring);
    }

    /** The newest epoch that a node reports. */
    RingEpoch highestEpoch() {
        return reports.values().stream()
                .map(NodeReport::epoch)
                .max(RingEpoch::compareTo)
                .orElse(RingEpoch.NONE);
    }
}
