package dev.stator.operator.fake;

import dev.stator.operator.admin.Nodes;
import dev.stator.operator.plan.NodeReport;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Stores' nodes as they answer the operator. A node's memory is its disk, which outlives its pod: its store and its ring. Nodes
 * never go back to an older ring, and refuse who does not show a certificate of the authority that they trust.
 */
public final class FakeNodes implements Nodes {
    private final Map<String, Disk> disks = new HashMap<>();
    private final Map<String, String> disksByAddress = new TreeMap<>();
    private final Set<String> silent = new HashSet<>();
    private final List<String> accepted = new ArrayList<>();
    private Optional<Runnable> onceAsked = Optional.empty();
    private Optional<Runnable> onceTold = Optional.empty();

    /** @param clusterId that the node was first started with */
    private record Disk(StoreId store, String clusterId, Optional<RingState> ring, boolean isInDoubt) {}

    /** Where which disk serves now, and with which cluster's settings. */
    void serve(String address, String disk, String clusterId) {
        disksByAddress.put(address, disk);
        disks.computeIfAbsent(
                disk,
                made -> new Disk(
                        new StoreId(7, Integer.toUnsignedLong(made.hashCode())), clusterId, Optional.empty(), false));
    }

    void leave() {
        disksByAddress.clear();
    }

    /** Nodes of one cluster tell each other of newer rings. */
    void gossip() {
        Map<String, RingState> newest = new HashMap<>();
        disks().forEach(disk -> disk.ring()
                .ifPresent(ring -> newest.merge(
                        disk.clusterId(), ring, (one, other) -> one.epoch().isAfter(other.epoch()) ? one : other)));
        disksByAddress.values().forEach(disk -> {
            RingState ring = newest.get(known(disk).clusterId());
            if (ring != null) {
                take(disk, ring);
            }
        });
    }

    private List<Disk> disks() {
        return disksByAddress.values().stream().map(this::known).toList();
    }

    private Disk known(String disk) {
        return Objects.requireNonNull(disks.get(disk), disk);
    }

    private void take(String disk, RingState ring) {
        Disk now = known(disk);
        RingEpoch known = now.ring().map(RingState::epoch).orElse(RingEpoch.NONE);
        if (ring.clusterId().equals(now.clusterId()) && ring.epoch().isAfter(known)) {
            disks.put(disk, new Disk(now.store(), now.clusterId(), Optional.of(ring), now.isInDoubt()));
        }
    }

    boolean isReady(String disk) {
        return disks.containsKey(disk)
                && known(disk).ring().isPresent()
                && !known(disk).isInDoubt();
    }

    /** The node's disk was put back to an older state. */
    public void wentBack(String node) {
        String disk = Objects.requireNonNull(disksByAddress.get("ip-of-" + node));
        Disk now = known(disk);
        disks.put(disk, new Disk(now.store(), now.clusterId(), now.ring(), true));
    }

    /** Nodes that were told to go on with an older disk, and did so, in order. */
    public List<String> accepted() {
        return List.copyOf(accepted);
    }

    /** The rings on the disks, by disk. */
    public SortedMap<String, RingState> rings() {
        SortedMap<String, RingState> rings = new TreeMap<>();
        disks.forEach((name, disk) -> disk.ring().ifPresent(ring -> rings.put(name, ring)));
        return rings;
    }

    /** This node answers no more, until {@link #answersAgain}. */
    public void isSilent(String node) {
        silent.add(node);
    }

    /** Happens when an operator asks nodes next. */
    public void onceAsked(Runnable happening) {
        onceAsked = Optional.of(happening);
    }

    /** Happens when a node is told next that it may go on. */
    public void onceTold(Runnable happening) {
        onceTold = Optional.of(happening);
    }

    public void answersAgain() {
        silent.clear();
    }

    Map<String, Object> snapshot() {
        return Map.of("disks", Map.copyOf(disks), "addresses", Map.copyOf(disksByAddress));
    }

    @SuppressWarnings("unchecked")
    void restore(Map<String, Object> snapshot) {
        disks.clear();
        disks.putAll((Map<String, Disk>) snapshot.get("disks"));
        disksByAddress.clear();
        disksByAddress.putAll((Map<String, String>) snapshot.get("addresses"));
    }

    private Optional<Disk> at(Address node) {
        return Optional.ofNullable(disksByAddress.get(node.ip()))
                .filter(disk -> !silent.contains(node.name()))
                .map(disks::get);
    }

    @Override
    public SortedMap<String, NodeReport> reports(List<Address> nodes) {
        Optional<Runnable> happening = onceAsked;
        onceAsked = Optional.empty();
        happening.ifPresent(Runnable::run);
        SortedMap<String, NodeReport> reports = new TreeMap<>();
        for (Address node : nodes) {
            at(node).ifPresent(disk -> reports.put(
                    node.name(),
                    new NodeReport(
                            disk.store(),
                            disk.clusterId(),
                            disk.ring().map(RingState::epoch).orElse(RingEpoch.NONE),
                            disk.ring().map(ring -> ring.hash().toString()).orElse(""),
                            "1",
                            OptionalLong.of(0),
                            OptionalLong.of(0),
                            disk.isInDoubt() ? Optional.of("its disk went back") : Optional.empty())));
        }
        return reports;
    }

    @Override
    public List<String> publish(RingState ring, List<Address> nodes, Access access) {
        List<String> complaints = new ArrayList<>();
        for (Address node : nodes) {
            if (at(node).isPresent()) {
                take(Objects.requireNonNull(disksByAddress.get(node.ip())), ring);
            } else {
                complaints.add(node.name() + " is away");
            }
        }
        return complaints;
    }

    @Override
    public Optional<String> acceptRollback(StoreId store, Address node, Access access) {
        Optional<Runnable> happening = onceTold;
        onceTold = Optional.empty();
        happening.ifPresent(Runnable::run);
        Optional<Disk> disk =
                at(node).filter(Disk::isInDoubt).filter(found -> found.store().equals(store));
        disk.ifPresent(found -> {
            accepted.add(node.name());
            disks.put(
                    Objects.requireNonNull(disksByAddress.get(node.ip())),
                    new Disk(found.store(), found.clusterId(), found.ring(), false));
        });
        return disk.isPresent() ? Optional.empty() : Optional.of(node.name() + " is away, or not in doubt");
    }

    @Override
    public Optional<RingState> ring(Address node, Access access) {
        return at(node).flatMap(Disk::ring);
    }
}
