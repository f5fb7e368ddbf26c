package dev.stator.ring;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ring at one epoch: who the members are, and which of them own each of the Q partitions. Written by the operator (or by
 * the command for a local cluster) alone, pulled by nodes from each other, and never edited in place. Immutable.
 *
 * <p>{@code clusterId} names the data: a ring of another cluster is refused, whatever its epoch. {@code removed} are the
 * stores that may never come back (PROTOCOL §3).
 */
public final class RingState {
    private final String clusterId;
    private final RingEpoch epoch;
    private final int factor;
    private final SortedMap<StoreId, Member> members;
    private final List<Placement> placements;
    private final SortedSet<StoreId> removed;

    private volatile @Nullable RingWalk walk; // this and the hash: made when first asked for; a race makes equal ones
    private volatile @Nullable RingHash hash;

    /**
     * @param factor N, the owners of every partition
     * @param placements one per partition, Q of them, a power of two
     */
    public RingState(
            String clusterId,
            RingEpoch epoch,
            int factor,
            List<Member> members,
            List<Placement> placements,
            Set<StoreId> removed) {
        this.clusterId = clusterId;
        this.epoch = epoch;
        this.factor = factor;
        SortedMap<StoreId, Member> byId = new TreeMap<>();
        Set<String> names = new HashSet<>();
        for (Member member : members) {
            if (byId.put(member.id(), member) != null) {
                throw new IllegalArgumentException("two members of one storeId: " + member.id());
            }
            if (member.state() != Member.State.LEFT && !names.add(member.name())) {
                throw new IllegalArgumentException("two members of one name: " + member.name());
            }
        }
        this.members = Collections.unmodifiableSortedMap(byId);
        this.placements = List.copyOf(placements);
        this.removed = Collections.unmodifiableSortedSet(new TreeSet<>(removed));
        requireConsistent();
    }

    private void requireConsistent() {
        int partitions = placements.size();
        if (partitions < 1 || Integer.bitCount(partitions) != 1) {
            throw new IllegalArgumentException("the number of partitions must be a power of two, not " + partitions);
        }
        Set<StoreId> checked = new HashSet<>();
        for (int p = 0; p < partitions; p++) {
            Placement placement = placements.get(p);
            if (placement.owners().size() != factor) {
                throw new IllegalArgumentException(
                        "partition " + p + " has " + placement.owners().size() + " owners, the factor is " + factor);
            }
            for (StoreId store : placement.writers()) {
                if (checked.add(store) && !members.containsKey(store)) {
                    throw new IllegalArgumentException("partition " + p + " is owned by a stranger: " + store);
                }
            }
        }
    }

    public String clusterId() {
        return clusterId;
    }

    public RingEpoch epoch() {
        return epoch;
    }

    /** N. */
    public int factor() {
        return factor;
    }

    /** Q. */
    public int partitions() {
        return placements.size();
    }

    public SortedMap<StoreId, Member> members() {
        return members;
    }

    public Optional<Member> member(StoreId store) {
        return Optional.ofNullable(members.get(store));
    }

    public SortedSet<StoreId> removed() {
        return removed;
    }

    public List<Placement> placements() {
        return placements;
    }

    public Placement placement(int partition) {
        return placements.get(partition);
    }

    public int partitionOf(Key key) {
        return key.partition(placements.size());
    }

    /** The fingerprint of all of this: equal epochs with different hashes are two rings. Computed once. */
    public RingHash hash() {
        RingHash known = hash;
        if (known == null) {
            known = RingHash.of(RingStateCodec.encode(this));
            hash = known;
        }
        return known;
    }

    /** What preference lists of this ring are read from. */
    RingWalk walk() {
        RingWalk known = walk;
        if (known == null) {
            known = new RingWalk(this);
            walk = known;
        }
        return known;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RingState ring
                && epoch.equals(ring.epoch)
                && clusterId.equals(ring.clusterId)
                && factor == ring.factor
                && members.equals(ring.members)
                && removed.equals(ring.removed)
                && placements.equals(ring.placements);
    }

    @Override
    public int hashCode() {
        return 31 * clusterId.hashCode() + epoch.hashCode();
    }

    @Override
    public String toString() {
        return "ring " + clusterId + " epoch=" + epoch + " n=" + factor + " q=" + partitions() + " members="
                + members.size();
    }
}
