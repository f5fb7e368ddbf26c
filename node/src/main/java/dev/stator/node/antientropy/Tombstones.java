package dev.stator.node.antientropy;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Message;
import dev.stator.node.message.TreeRequest.CompareTombstones;
import dev.stator.node.message.TreeRequest.KeySum;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.record.Records;
import dev.stator.node.version.LeafSum;
import dev.stator.node.version.Mark;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.SweepSeen;
import dev.stator.ring.Key;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Purges the tombstones of one shard (PROTOCOL rule 14), as {@link TreeCheck} comes by them on its way through all records:
 *
 * <ol>
 *   <li>What is older than its horizon is marked, and leaves the hash tree with that write.
 *   <li>All other owners are asked whether they have the same, and find it old, or lack the key. If they do now, and still do
 *       {@value #QUIET_MILLIS} ms later, when no message of before is on its way any more, the largest sweep number among them is noted
 *       beside the record. So nothing has to be remembered, over hours and restarts, but what is on disk.
 *   <li>Once every member has drained the second number after that, the owners are asked once more, and the key goes: one batch
 *       with what it adds to its leaf, which is nothing.
 *   <li>Who holds something else is repaired, key by key: what left the trees is compared by nobody else, so two owners with
 *       different old tombstones would stay as they are for ever.
 *   <li>Each owner does so for its own record. One that is asked about a key which it has purged already says that it lacks it.
 * </ol>
 *
 * Keys go in batches, {@value #BATCHES_MAX} at a time; what finds no room is met in the next pass. One loop.
 */
final class Tombstones {
    /** Twice asked, so long apart: nothing that was under way at first is any more (rule 15). */
    private static final long QUIET_MILLIS = Message.AGE_MILLIS_MAX;

    private static final int BATCHES_MAX = 32;
    private static final int REPAIRS_MAX = 1_000;

    private record Difference(Fence fence, StoreId owner, Key key) {}

    /** How many old tombstones a pass has met that had to wait: for the owners' agreement, and for members to drain. */
    record Waiting(long forOwners, long forSweep) {}

    private final Site site;
    private final Timers timers;
    private final List<KeySum> toAgree = new ArrayList<>();
    private final List<KeySum> toPurge = new ArrayList<>();
    private final Set<Difference> toRepair = new LinkedHashSet<>();
    private boolean isRepairing;
    private @Nullable ClusterView view;
    private SweepSeen sweep = SweepSeen.NONE;
    private int batches;
    private long forOwners;
    private long forSweep;
    private volatile Waiting waiting = new Waiting(0, 0); // written on the loop alone

    Tombstones(Site site, Timers timers) {
        this.site = site;
        this.timers = timers;
    }

    void see(ClusterView newView) {
        view = newView;
    }

    void see(SweepSeen newSweep) {
        sweep = newSweep;
    }

    /** As the last pass found it. Any thread. */
    Waiting waiting() {
        return waiting;
    }

    /** The pass has come by this record. */
    void look(Key key, StoredRecord record) {
        ClusterView now = view;
        if (now == null) {
            return;
        }
        KeySum sum = new KeySum(key, LeafSum.of(key, record.state()));
        switch (PurgeDecision.of(record, now.placementOf(key), site.horizon().millis(), sweep.drained())) {
            case KEEP -> {}
            case LEAVE_TREE -> {
                forOwners++;
                mark(sum, Mark.OldTombstones.NOT_AGREED);
                toAgree.add(sum);
            }
            case AGREE -> {
                forOwners++;
                toAgree.add(sum);
            }
            case WAIT -> forSweep++;
            case PURGE -> toPurge.add(sum);
        }
    }

    /** What the pass has come by since the last page is all of this partition. */
    void endPage(int partition) {
        ClusterView now = view;
        if (now != null) {
            batches(toAgree, keys -> new Batch(now, partition).agree(keys));
            batches(toPurge, keys -> new Batch(now, partition).purge(keys));
        }
        toAgree.clear();
        toPurge.clear();
    }

    void endPass() {
        waiting = new Waiting(forOwners, forSweep);
        forOwners = 0;
        forSweep = 0;
    }

    private void batches(List<KeySum> all, Consumer<List<KeySum>> begin) {
        for (int from = 0; from < all.size() && batches < BATCHES_MAX; from += CompareTombstones.KEYS_MAX) {
            batches++;
            begin.accept(List.copyOf(all.subList(from, Math.min(all.size(), from + CompareTombstones.KEYS_MAX))));
        }
    }

    /** Some keys of one partition, under one placement. */
    private final class Batch {
        private final int partition;
        private final OtherOwners owners;

        Batch(ClusterView seen, int partition) {
            this.partition = partition;
            this.owners = new OtherOwners(site, seen, () -> view, partition);
        }

        void agree(List<KeySum> keys) {
            ask(
                    keys,
                    (now, ignored) -> timers.after(
                            QUIET_MILLIS,
                            () -> ask(now, (still, largest) -> {
                                int placement = owners.placement().version();
                                still.forEach(key -> mark(key, new Mark.OldTombstones(placement, largest)));
                                batches--;
                            })));
        }

        void purge(List<KeySum> keys) {
            ask(keys, (same, ignored) -> {
                same.forEach(this::purge);
                batches--;
            });
        }

        /** Whoever is silent or refuses ends it, and the next pass begins anew. */
        private void ask(List<KeySum> keys, Agreed then) {
            Set<Key> objections = new HashSet<>();
            owners.ask(
                    id -> new CompareTombstones(id, owners.fence(), partition, keys),
                    (owner, objected) -> {
                        objections.addAll(objected);
                        objected.forEach(key -> repair(new Difference(owners.fence(), owner, key)));
                    },
                    largest -> {
                        List<KeySum> same = new ArrayList<>(keys);
                        same.removeIf(key -> objections.contains(key.key()));
                        if (largest.isEmpty() || same.isEmpty()) {
                            batches--;
                        } else {
                            then.accept(same, largest.getAsLong());
                        }
                    });
        }

        private void purge(KeySum key) {
            take(key, record -> {
                if (PurgeDecision.of(record, owners.placement(), site.horizon().millis(), sweep.drained())
                        == PurgeDecision.PURGE) {
                    site.telemetry().count(Telemetry.Counter.PURGED);
                    site.records().drop(key.key(), Storage.Progress.UNWATCHED);
                }
            });
        }
    }

    private void repair(Difference difference) {
        if (toRepair.size() < REPAIRS_MAX && toRepair.add(difference) && !isRepairing) {
            isRepairing = true;
            timers.after(1, this::repairNext);
        }
    }

    /** One after the other. */
    private void repairNext() {
        Iterator<Difference> all = toRepair.iterator();
        if (!all.hasNext()) {
            isRepairing = false;
            return;
        }
        Difference next = all.next();
        all.remove();
        new KeyRepair(site, next.fence(), next.owner(), next.key(), outcome -> timers.after(1, this::repairNext))
                .start();
    }

    /** Told of those keys on which all owners agree, and of the largest sweep number among the owners. */
    private interface Agreed {
        void accept(List<KeySum> keys, long largest);
    }

    private void mark(KeySum key, Mark.OldTombstones mark) {
        take(key, record -> site.records().write(key.key(), record.withMark(mark), Storage.Progress.UNWATCHED));
    }

    /** If the record still has these live versions. */
    private void take(KeySum key, Consumer<StoredRecord> then) {
        site.records().takeWhole(key.key(), new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                if (LeafSum.of(key.key(), record.state()).equals(key.sum())) {
                    then.accept(record);
                }
            }

            @Override
            public void failed(String reason) {} // the next pass comes by it again
        });
    }
}
