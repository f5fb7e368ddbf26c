package dev.stator.node.record;

import dev.stator.node.port.Change.LeafId;
import dev.stator.node.port.Storage;
import dev.stator.node.version.LeafSum;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts the leaves of a partition by its records on disk, while writes go on:
 *
 * <ol>
 *   <li>It adds up what a scan finds, key by key in the scan's order.
 *   <li>Of a key that is written after the count began, or was written before and not applied then, the scan may find this
 *       state or that: what the scan says of it does not count, and if it was counted already it is taken away again.
 *   <li>For such a key what was written last counts instead. So the sum is of the same moment as the {@link LeafTable}'s.
 * </ol>
 *
 * Of a leaf with a record that cannot be read, or was not when it was written over, nothing is said. One loop.
 */
public final class LeafCount {
    /** Of more keys written meanwhile no note is taken, and nothing is said of their leaves. */
    private static final int WRITTEN_MAX = 10_000;

    private final int partitions;
    private final int partition;
    private final int from;
    private final LeafSum[] counted = new LeafSum[LeafId.PER_PARTITION];
    private final Map<Key, LeafSum> written = new HashMap<>();
    private final Set<Integer> spoiled = new HashSet<>();
    private @Nullable Key reached;

    LeafCount(int partitions, int partition, int from) {
        this.partitions = partitions;
        this.partition = partition;
        this.from = from;
        Arrays.fill(counted, LeafSum.ZERO);
    }

    public int partition() {
        return partition;
    }

    /** The scan has found this record; later keys come later. */
    public void add(Key key, StoredRecord record) {
        int leaf = LeafId.of(key, partitions).leaf();
        if (!written.containsKey(key)) {
            counted[leaf] = counted[leaf].plus(LeafSum.of(key, record));
        }
        reached = key;
    }

    /** The scan has found a record that cannot be read. */
    public void addUnreadable(Key key) {
        if (!written.containsKey(key)) {
            spoiled.add(LeafId.of(key, partitions).leaf());
        }
        reached = key;
    }

    void replaced(LeafId leaf, Key key, LeafSum before, LeafSum after) {
        if (leaf.partition() != partition || leaf.leaf() < from) {
            return;
        }
        if (written.size() >= WRITTEN_MAX && !written.containsKey(key)) {
            spoiled.add(leaf.leaf());
            return;
        }
        LeafSum gone = written.put(key, after);
        if (gone == null) {
            boolean isCounted = reached != null && Storage.SCAN_ORDER.compare(key, reached) <= 0;
            gone = isCounted ? before : LeafSum.ZERO;
        }
        counted[leaf.leaf()] = counted[leaf.leaf()].minus(gone).plus(after);
    }

    void overwritten(LeafId leaf) {
        if (leaf.partition() == partition) {
            spoiled.add(leaf.leaf());
        }
    }

    /** The leaf's sum, once all its keys have been counted; empty if it cannot be told. */
    Optional<LeafSum> sum(int leaf) {
        if (leaf < from || spoiled.contains(leaf)) {
            return Optional.empty();
        }
        return Optional.of(counted[leaf]);
    }
}
