package dev.stator.node.record;

import dev.stator.node.port.Change;
import dev.stator.node.port.Change.LeafId;
import dev.stator.node.port.Storage;
import dev.stator.node.version.LeafSum;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sums of the leaves of this shard's hash trees (PROTOCOL §5), as they will be once all that was written is applied:
 *
 * <ol>
 *   <li>A partition's sums are read from disk before its first write; until then takers of its keys wait.
 *   <li>Each write takes away what the record before added, adds what the new one does, and puts the sum into its own batch.
 *       Batches of a shard are applied in the order in which they were written: so whatever a crash leaves of them, the sums on
 *       disk are those of the records on disk, and no restart needs a rescan.
 *   <li>A damaged record is written over without knowing what it had added: its leaf is {@link LeafSum#UNKNOWN} from then on,
 *       until it is counted anew ({@link LeafCount}), as all leaves are from time to time.
 *   <li>Partitions that are used are kept, {@value #PARTITIONS_MAX} at most; none goes whose sums on disk are older.
 * </ol>
 *
 * One loop.
 */
public final class LeafTable implements Records.Companion {
    private static final int PARTITIONS_MAX = 4096; // of 2 KiB each

    private static final class Sums {
        private final long[] bits = new long[2 * LeafId.PER_PARTITION];
        private int unapplied;
        private boolean isUsed;

        Map<Integer, LeafSum> notZero() {
            Map<Integer, LeafSum> sums = new TreeMap<>();
            for (int leaf = 0; leaf < LeafId.PER_PARTITION; leaf++) {
                if ((bits[2 * leaf] | bits[2 * leaf + 1]) != 0) {
                    sums.put(leaf, get(leaf));
                }
            }
            return sums;
        }

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
    private final int shards;
    private final int partitionsMax;
    private final @Nullable Sums[] known; // by slot of the partition: looked up several times in each write
    private int knownCount;
    private int hand; // where the search for one that may go begins
    private final Map<Integer, List<Waiting>> loading = new HashMap<>();
    private final Set<LeafId> unknown = new LinkedHashSet<>();
    private @Nullable LeafCount counting;

    /**
     * @param partitions of the store: Q
     * @param shards of the node, of which this one has every so manieth partition
     */
    public LeafTable(Storage storage, int partitions, int shards) {
        this(storage, partitions, shards, PARTITIONS_MAX);
    }

    LeafTable(Storage storage, int partitions, int shards, int partitionsMax) {
        this.storage = storage;
        this.partitions = partitions;
        this.shards = shards;
        this.partitionsMax = partitionsMax;
        this.known = new Sums[slot(partitions - 1) + 1];
    }

    private int slot(int partition) {
        return partition / shards;
    }

    @Override
    public boolean isReady(Key key) {
        return known[slot(key.partition(partitions))] != null;
    }

    /** Reads the sums of the key's partition. */
    @Override
    public void prepare(Key key, Runnable then, Consumer<String> failed) {
        prepare(key.partition(partitions), then, failed);
    }

    private void prepare(int partition, Runnable then, Consumer<String> failed) {
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
                if (known[slot(partition)] == null) {
                    keep(partition, found.sums());
                }
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
        onDisk.forEach((leaf, sum) -> {
            sums.set(leaf, sum);
            if (sum.isUnknown()) {
                unknown.add(new LeafId(partition, leaf));
            }
        });
        known[slot(partition)] = sums;
        knownCount++;
        for (int looked = 0; knownCount > partitionsMax && looked < 2 * known.length; looked++) {
            hand = (hand + 1) % known.length;
            Sums next = known[hand];
            if (next == null || next == sums || next.unapplied > 0) {
                continue;
            }
            if (next.isUsed) { // since the hand came by last
                next.isUsed = false;
            } else {
                known[hand] = null;
                knownCount--;
            }
        }
    }

    /** The sums of what is applied; from memory where that has them. Inside the call or later on the loop. */
    public void read(int partition, Consumer<Storage.Leaves> then) {
        Sums sums = known[slot(partition)];
        if (sums != null && sums.unapplied == 0) {
            then.accept(new Storage.Leaves.Found(sums.notZero()));
        } else {
            storage.readLeaves(partition, then);
        }
    }

    @Override
    public void replaced(Key key, StoredRecord before, StoredRecord after, List<Change> batch) {
        LeafId leaf = LeafId.of(key, partitions);
        LeafSum gone = LeafSum.of(key, before);
        LeafSum come = LeafSum.of(key, after);
        Sums sums = sums(leaf.partition());
        LeafSum old = sums.get(leaf.leaf());
        if (counting != null) {
            counting.replaced(leaf, key, gone, come);
        }
        if (gone.equals(come) || old.isUnknown()) {
            sums.unapplied++;
        } else {
            put(leaf, old.minus(gone).plus(come), batch);
        }
    }

    @Override
    public void overwritten(Key key, StoredRecord after, List<Change> batch) {
        LeafId leaf = LeafId.of(key, partitions);
        if (counting != null) {
            counting.overwritten(leaf);
        }
        unknown.add(leaf);
        put(leaf, LeafSum.UNKNOWN, batch);
    }

    private void put(LeafId leaf, LeafSum sum, List<Change> batch) {
        Sums sums = sums(leaf.partition());
        sums.unapplied++;
        sums.isUsed = true;
        sums.set(leaf.leaf(), sum);
        batch.add(new Change.PutLeaf(leaf, sum));
    }

    @Override
    public void applied(Key key) {
        applied(key.partition(partitions));
    }

    private void applied(int partition) {
        sums(partition).unapplied--;
    }

    /**
     * Begins to count a partition's leaves anew, one count at a time; empty if its sums cannot be read.
     *
     * @param from the first leaf to count
     * @param records those whose writes this table sees
     */
    public void count(int partition, int from, Records records, Consumer<Optional<LeafCount>> then) {
        if (known[slot(partition)] == null) {
            prepare(partition, () -> count(partition, from, records, then), reason -> then.accept(Optional.empty()));
            return;
        }
        LeafCount count = new LeafCount(partitions, partition, from);
        records.eachPending((key, newest) ->
                count.replaced(LeafId.of(key, partitions), key, LeafSum.ZERO, LeafSum.of(key, newest)));
        counting = count;
        then.accept(Optional.of(count));
    }

    /** What a count has shown of a leaf. */
    public enum Finding {
        RIGHT,
        /** It had to be counted, and was. */
        COUNTED,
        /** It had drifted from its records, and was set right. */
        WRONG,
        /** Nothing can be said this time. */
        UNCLEAR
    }

    /** All keys of this leaf have been counted. */
    public Finding settle(LeafCount count, int leaf) {
        Optional<LeafSum> counted = count.sum(leaf);
        LeafId id = new LeafId(count.partition(), leaf);
        if (counted.isEmpty() || known[slot(id.partition())] == null) {
            return Finding.UNCLEAR;
        }
        LeafSum before = sums(id.partition()).get(leaf);
        unknown.remove(id);
        if (before.equals(counted.get())) {
            return Finding.RIGHT;
        }
        write(List.of(id), counted.get());
        return before.isUnknown() ? Finding.COUNTED : Finding.WRONG;
    }

    /** The keys of this leaf cannot be counted: it is equal to nobody's until they can. */
    public void giveUp(LeafId leaf) {
        if (known[slot(leaf.partition())] != null && unknown.add(leaf)) {
            write(List.of(leaf), LeafSum.UNKNOWN);
        }
    }

    /** The sums of this partition cannot be read, for whatever reason: all of them have to be counted anew. */
    public void giveUp(int partition) {
        if (known[slot(partition)] == null && !loading.containsKey(partition)) {
            keep(partition, Map.of());
            List<LeafId> all = new ArrayList<>();
            for (int leaf = 0; leaf < LeafId.PER_PARTITION; leaf++) {
                all.add(new LeafId(partition, leaf));
            }
            unknown.addAll(all);
            write(all, LeafSum.UNKNOWN);
        }
    }

    /** The count is over. */
    public void end(LeafCount count) {
        if (counting == count) {
            counting = null;
        }
    }

    /** One of the leaves that have to be counted anew, among those of partitions that are in use. */
    public Optional<LeafId> anyUnknown() {
        return unknown.stream().findFirst();
    }

    private void write(List<LeafId> leaves, LeafSum sum) {
        List<Change> batch = new ArrayList<>(leaves.size());
        leaves.forEach(leaf -> put(leaf, sum, batch));
        storage.write(batch, new Storage.Progress() {
            @Override
            public void applied() {
                leaves.forEach(leaf -> LeafTable.this.applied(leaf.partition()));
            }

            @Override
            public void durable() {}

            @Override
            public void failed(String reason) {} // as are all later writes: the node starts anew
        });
    }

    private Sums sums(int partition) {
        Sums sums = known[slot(partition)];
        if (sums == null) {
            throw new IllegalStateException("the leaves of partition " + partition + " were not read before a write");
        }
        return sums;
    }
}
