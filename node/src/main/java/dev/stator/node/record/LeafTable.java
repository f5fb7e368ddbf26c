package dev.stator.node.record;

import dev.stator.node.port.Change;
import dev.stator.node.port.Change.LeafId;
import dev.stator.node.port.Storage;
import dev.stator.node.version.LeafSum;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The sums of the leaves of this shard's hash trees (PROTOCOL §5), as they will be once all that was written is applied:
 *
 * <ol>
 *   <li>A partition's sums are read from disk before its first write; until then takers of its keys wait.
 *   <li>Each write takes away what the record before added, adds what the new one does, and puts the sum into its own batch.
 *       Batches of a shard are applied in the order in which they were written: so whatever a crash leaves of them, the sums on
 *       disk are those of the records on disk, and no restart needs a rescan.
 *   <li>Partitions that were used last are kept, {@value #PARTITIONS_MAX} at most; none goes whose sums on disk are older.
 * </ol>
 *
 * One loop.
 */
public final class LeafTable implements Records.Companion {
    private static final int PARTITIONS_MAX = 4096; // of 2 KiB each

    private static final class Sums {
        private final long[] bits = new long[2 * LeafId.PER_PARTITION];
        private int unapplied;

        LeafSum get(int leaf) {
            return new LeafSum(bits[2 * leaf], bits[2 * leaf + 1]);
        }

        void set(int leaf, LeafSum sum) {
            bits[2 * leaf] = sum.high();
            bits[2 * leaf + 1] = sum.low();
        }
    }

    private record Waiting(Runnable then, Consumer<String> failed) {}

    private final Storage storage;
    private final int partitions;
    private final int partitionsMax;
    private final Map<Integer, Sums> known = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Integer, List<Waiting>> loading = new HashMap<>();

    /** @param partitions of the store: Q */
    public LeafTable(Storage storage, int partitions) {
        this(storage, partitions, PARTITIONS_MAX);
    }

    LeafTable(Storage storage, int partitions, int partitionsMax) {
        this.storage = storage;
        this.partitions = partitions;
        this.partitionsMax = partitionsMax;
    }

    @Override
    public boolean isReady(Key key) {
        return known.get(key.partition(partitions)) != null;
    }

    /** Reads the sums of the key's partition. */
    @Override
    public void prepare(Key key, Runnable then, Consumer<String> failed) {
        int partition = key.partition(partitions);
        List<Waiting> others = loading.get(partition);
        if (others != null) {
            others.add(new Waiting(then, failed));
            return;
        }
        List<Waiting> all = new ArrayList<>(List.of(new Waiting(then, failed)));
        loading.put(partition, all);
        storage.readLeaves(partition, read -> {
            loading.remove(partition);
            if (read instanceof Storage.Leaves.Found found) {
                keep(partition, found.sums());
                all.forEach(waiting -> waiting.then().run());
            } else if (read instanceof Storage.Leaves.Failed failure) {
                String reason = "the leaves of partition " + partition + ": " + failure.reason();
                all.forEach(waiting -> waiting.failed().accept(reason));
            } else {
                throw new IllegalStateException("not an answer: " + read);
            }
        });
    }

    private void keep(int partition, Map<Integer, LeafSum> onDisk) {
        Sums sums = new Sums();
        onDisk.forEach(sums::set);
        known.put(partition, sums);
        Iterator<Sums> eldest = known.values().iterator();
        while (known.size() > partitionsMax && eldest.hasNext()) {
            Sums next = eldest.next();
            if (next.unapplied == 0 && next != sums) {
                eldest.remove();
            }
        }
    }

    @Override
    public void replaced(Key key, StoredRecord before, StoredRecord after, List<Change> batch) {
        LeafId leaf = LeafId.of(key, partitions);
        Sums sums = sums(leaf.partition());
        sums.unapplied++;
        LeafSum gone = LeafSum.of(key, before.state());
        LeafSum come = LeafSum.of(key, after.state());
        if (!gone.equals(come)) {
            LeafSum next = sums.get(leaf.leaf()).minus(gone).plus(come);
            sums.set(leaf.leaf(), next);
            batch.add(new Change.PutLeaf(leaf, next));
        }
    }

    @Override
    public void applied(Key key) {
        sums(key.partition(partitions)).unapplied--;
    }

    private Sums sums(int partition) {
        Sums sums = known.get(partition);
        if (sums == null) {
            throw new IllegalStateException("the leaves of partition " + partition + " were not read before a write");
        }
        return sums;
    }
}
