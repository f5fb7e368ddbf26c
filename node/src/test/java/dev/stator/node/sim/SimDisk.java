package dev.stator.node.sim;

import dev.stator.node.kernel.DiskUse;
import dev.stator.node.kernel.MembershipStart;
import dev.stator.node.port.Change;
import dev.stator.node.port.MemoryTables;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The disk of one store, with the group commit in front of it, as {@link Storage} promises it: what is queued is applied as one
 * group, applied groups are synced together, and the loops hear of each stage later. It outlives the processes that use it:
 *
 * <ol>
 *   <li>a process that is killed loses what is not applied (what was being applied just then may be there or not);
 *   <li>a power loss takes an end of the un-synced groups, any number of them, the youngest first;
 *   <li>after one failed write or fsync all fail until the next start, which then finds what a power loss would leave.
 * </ol>
 *
 * In stores of durability Buffered writes count as durable once applied, and an fsync that nobody waits for begins up to a second
 * later: what a power loss takes may have been acknowledged, and is told.
 */
final class SimDisk {
    private static final long BUFFERED_NANOS = Scheduler.SECONDS;

    /** Writes of one turn of one loop. */
    static final class Batch {
        final SimLoop loop;
        final List<Change> changes = new ArrayList<>();
        final List<Storage.Progress> progress = new ArrayList<>();
        final List<Storage.Progress> syncs = new ArrayList<>();
        boolean isApplied;

        Batch(SimLoop loop) {
            this.loop = loop;
        }
    }

    private record RingToSave(RingState ring, SimLoop loop, Storage.Progress progress) {}

    private static final class Group {
        final List<Batch> batches;

        Group(List<Batch> batches) {
            this.batches = batches;
        }

        boolean bringsValues() {
            return batches.stream().flatMap(batch -> batch.changes.stream()).anyMatch(Group::bringsValues);
        }

        private static boolean bringsValues(Change change) {
            return change instanceof Change.Put put
                    && !put.record().state().values().isEmpty();
        }
    }

    /** What goes wrong with the disk now. */
    static final class Trouble {
        /** How many times longer everything takes. */
        double slowness = 1;
        /** So much longer every fsync takes that begins now. */
        long syncNanosMore;
        /** The share of keys whose reads fail. */
        double unreadable;
        /** Makes other keys unreadable each time. */
        long salt;
        /** The next write, or the next fsync, fails. */
        boolean nextApplyFails;

        boolean nextSyncFails;
    }

    /** All that was on the disk and synced at some moment. */
    private record Snapshot(
            MemoryTables tables, Set<Key> damaged, @Nullable RingState ring, long boots, long groups) {}

    private static final double NO_SPACE_SHARE = 1;
    private static final int SNAPSHOTS_MAX = 3;
    private static final long ACCEPTED_LEAP = 1L << 40;

    private final Scheduler scheduler;
    private final Chance chance;
    private final long syncNanos;
    private final boolean isBuffered;
    private MemoryTables durable = new MemoryTables();
    private MemoryTables applied = new MemoryTables();
    private List<Batch> queued = new ArrayList<>();
    private List<Group> unsynced = new ArrayList<>();
    private @Nullable Group applying;
    private boolean isSyncing;
    private @Nullable String broken;
    private @Nullable RingState ring;
    private final Deque<RingToSave> ringsToSave = new ArrayDeque<>();
    private boolean isSavingRing;
    private long boots;
    private long durableGroups;
    private final Deque<Snapshot> snapshots = new ArrayDeque<>();
    private int life;
    private Runnable onFatal = () -> {};
    private Trouble trouble = new Trouble();
    private double usedShare;
    private long roomSince;
    private final Map<Key, Long> flippedAt = new HashMap<>();
    private Set<Key> damaged = new HashSet<>(); // records whose bits have flipped, until others are written over them
    private Set<Key> damagedDurable = new HashSet<>();

    /** @param syncNanos how long an fsync takes, about */
    SimDisk(Scheduler scheduler, Chance chance, long syncNanos, boolean isBuffered) {
        this.scheduler = scheduler;
        this.chance = chance;
        this.syncNanos = syncNanos;
        this.isBuffered = isBuffered;
    }

    /** What survives any crash: for checkers. */
    StoredRecord durable(Table table, Key key) {
        return durable.record(table, key);
    }

    /**
     * All that may be found under that key after a crash in this moment, of whatever kind, or is about to be: what is synced, what is
     * applied and not synced, and what waits to be applied.
     */
    List<StoredRecord> findable(Table table, Key key) {
        List<StoredRecord> all = new ArrayList<>();
        all.add(durable(table, key));
        List<Batch> later = new ArrayList<>(queued);
        unsynced.forEach(group -> later.addAll(group.batches));
        if (applying != null) {
            later.addAll(applying.batches);
        }
        for (Batch batch : later) {
            for (Change change : batch.changes) {
                if (change instanceof Change.Put put
                        && put.table() == table
                        && put.key().equals(key)) {
                    all.add(put.record());
                }
            }
        }
        return all;
    }

    /** What acknowledgements rest on: synced, or in stores of durability Buffered applied. */
    StoredRecord acknowledged(Table table, Key key) {
        return isBuffered ? applied.record(table, key) : durable(table, key);
    }

    /** The epoch of the ring that the next start will find; 0 without one. */
    long ringEpoch() {
        RingState kept = ring;
        return kept == null ? 0 : kept.epoch().number();
    }

    /** What readers see. */
    MemoryTables applied() {
        return applied;
    }

    Trouble trouble() {
        return trouble;
    }

    /** Whatever was wrong is so no more; a disk that is broken stays so until its node starts anew. */
    void heal() {
        trouble = new Trouble();
    }

    /** Somebody fills it up to here. */
    void fill(double share) {
        boolean hadRoom = hasRoom();
        usedShare = share;
        if (hasRoom() && !hadRoom) {
            roomSince = scheduler.now();
        }
    }

    DiskUse use() {
        return new DiskUse((long) (usedShare * 1_000_000), usedShare == 0 ? 0 : 1_000_000);
    }

    /** May it be given puts, so clearly that its store says so too? */
    private boolean hasRoom() {
        return usedShare < 0.94;
    }

    /** The same, and at every moment since then. */
    boolean hasRoomSince(long moment) {
        return hasRoom() && roomSince <= moment;
    }

    boolean isBroken() {
        return broken != null;
    }

    /** A process opens it. {@code onFatal} is told once, when a write or an fsync has failed. */
    Optional<RingState> open(Runnable whenFatal) {
        onFatal = whenFatal;
        broken = null;
        return Optional.ofNullable(ring);
    }

    /** Somebody keeps a copy of what is synced. */
    void keepSnapshot() {
        snapshots.add(new Snapshot(durable.copy(), new HashSet<>(damagedDurable), ring, boots, durableGroups));
        if (snapshots.size() > SNAPSHOTS_MAX) {
            snapshots.remove();
        }
    }

    /** All that is on that one, which no process uses. */
    void copy(SimDisk other) {
        durable = other.durable.copy();
        applied = durable.copy();
        damaged = new HashSet<>(other.damagedDurable);
        damagedDurable = new HashSet<>(other.damagedDurable);
        ring = other.ring;
        boots = other.boots;
        durableGroups = other.durableGroups;
    }

    /** How many groups of writes the oldest copy has; as many as there can be without one. */
    long oldestSnapshot() {
        Snapshot oldest = snapshots.peek();
        return oldest == null ? Long.MAX_VALUE : oldest.groups();
    }

    /** The oldest copy is put back in place of what there is. No process may use it. */
    void putBack() {
        Snapshot back = snapshots.remove();
        durable = back.tables();
        applied = durable.copy();
        damaged = new HashSet<>(back.damaged());
        damagedDurable = back.damaged();
        ring = back.ring();
        boots = back.boots();
        durableGroups = back.groups();
        snapshots.clear();
    }

    /** A human lets its store go on as itself, whatever it lost. No process may use it. */
    void acceptLoss() {
        durableGroups += ACCEPTED_LEAP;
        durable.dropNote(MembershipStart.DOUBT_NOTE);
        applied = durable.copy();
    }

    /** A note as it would be found after any crash. */
    Optional<byte[]> durableNote(String name) {
        return durable.note(name);
    }

    /** How many groups of writes are synced (PROTOCOL rule 20). */
    long syncedGroups() {
        return durableGroups;
    }

    /** The counter of the life that begins now; on the disk on return, as a node counts before it starts. */
    long countBoot() {
        return ++boots;
    }

    /** Unless the process is gone before it is done. */
    void raiseBoots(long counter, Runnable done) {
        int begun = life;
        scheduler.after(syncNanos, () -> {
            if (life == begun) {
                boots = Math.max(boots, counter);
                done.run();
            }
        });
    }

    /**
     * The process is gone, and with it all that was queued.
     *
     * @return the keys of records that had been said to be durable and are lost
     */
    Set<Key> crash(boolean isPowerLost) {
        life++;
        Group torn = applying;
        if (torn != null && chance.happens(0.5)) {
            write(torn);
            unsynced.add(torn);
        }
        boolean takesEnd = isPowerLost || broken != null;
        int left = takesEnd ? chance.below(unsynced.size() + 1) : unsynced.size();
        for (Group group : unsynced.subList(0, left)) {
            keep(group);
        }
        Set<Key> lost = isBuffered ? keysOf(unsynced.subList(left, unsynced.size())) : Set.of();
        applied = durable.copy();
        damaged = new HashSet<>(damagedDurable);
        if (isSavingRing && chance.happens(0.5)) {
            ring = ringsToSave.element().ring();
        }
        isSavingRing = false;
        ringsToSave.clear();
        queued = new ArrayList<>();
        unsynced = new ArrayList<>();
        applying = null;
        isSyncing = false;
        return lost;
    }

    private static Set<Key> keysOf(List<Group> groups) {
        Set<Key> keys = new LinkedHashSet<>();
        for (Group group : groups) {
            for (Batch batch : group.batches) {
                for (Change change : batch.changes) {
                    if (change instanceof Change.Put put) {
                        keys.add(put.key());
                    }
                }
            }
        }
        return keys;
    }

    /** Nothing is on it any more. No process may use it. */
    void wipe() {
        durable = new MemoryTables();
        applied = new MemoryTables();
        damaged = new HashSet<>();
        damagedDurable = new HashSet<>();
        ring = null;
        boots = 0;
        durableGroups = 0;
    }

    /** Bits of some of its records flip, each with this probability. */
    void flipBits(double share) {
        for (Key key : durable.all(Table.RECORDS).keySet()) {
            if (chance.happens(share)) {
                damaged.add(key);
                damagedDurable.add(key);
                flippedAt.put(key, scheduler.now());
            }
        }
    }

    /** Have bits of the key's record flipped since? What was acknowledged of it may have been replaced by what other owners had. */
    boolean hasFlippedSince(Key key, long nanos) {
        return flippedAt.getOrDefault(key, -1L) >= nanos;
    }

    boolean isDamaged(Key key) {
        return damaged.contains(key);
    }

    boolean isAnyDamaged() {
        return !damaged.isEmpty();
    }

    boolean isUnreadable(Key key) {
        return trouble.unreadable > 0 && new Chance(key.position() ^ trouble.salt).happens(trouble.unreadable);
    }

    /** Does a read of something that is not under a key fail now? */
    boolean isUnreadable() {
        return trouble.unreadable > 0 && chance.happens(trouble.unreadable);
    }

    long readNanos() {
        return slowed(chance.logarithmic(20 * Scheduler.MICROS, 5 * Scheduler.MILLIS));
    }

    void submit(Batch batch) {
        if (broken != null) {
            fail(batch, broken);
            return;
        }
        queued.add(batch);
        apply();
    }

    /** One ring after another. */
    void save(RingState next, SimLoop loop, Storage.Progress progress) {
        ringsToSave.add(new RingToSave(next, loop, progress));
        saveNext();
    }

    private void saveNext() {
        RingToSave next = ringsToSave.peek();
        if (next == null || isSavingRing) {
            return;
        }
        isSavingRing = true;
        int mine = life;
        scheduler.after(slowed(chance.logarithmic(syncNanos / 2, syncNanos * 4)), () -> {
            if (mine == life) {
                isSavingRing = false;
                ringsToSave.remove();
                ring = next.ring();
                next.loop().execute(next.progress()::applied);
                next.loop().execute(next.progress()::durable);
                saveNext();
            }
        });
    }

    private void apply() {
        if (applying != null || queued.isEmpty()) {
            return;
        }
        Group group = new Group(queued);
        applying = group;
        queued = new ArrayList<>();
        int mine = life;
        scheduler.after(slowed(chance.logarithmic(5 * Scheduler.MICROS, 2 * Scheduler.MILLIS)), () -> {
            if (mine == life) {
                applied(group);
            }
        });
    }

    private void applied(Group group) {
        applying = null;
        if (broken == null && trouble.nextApplyFails) {
            broken("a write failed");
        } else if (broken == null && usedShare >= NO_SPACE_SHARE && group.bringsValues()) {
            broken("no space is left"); // of a group nothing is there, or all of it
        }
        if (broken != null) {
            applying = chance.happens(0.5) ? group : null; // its bytes may have reached the disk all the same
            group.batches.forEach(batch -> fail(batch, "a write failed"));
            failQueued();
            return;
        }
        write(group);
        unsynced.add(group);
        for (Batch batch : group.batches) {
            batch.isApplied = true;
            batch.loop.execute(() -> {
                batch.progress.forEach(Storage.Progress::applied);
                batch.syncs.forEach(Storage.Progress::applied);
                if (isBuffered) {
                    batch.progress.forEach(Storage.Progress::durable);
                }
            });
        }
        syncSoon();
        apply();
    }

    private void syncSoon() {
        if (isUrgent()) {
            sync();
        } else if (!unsynced.isEmpty()) {
            int mine = life;
            scheduler.after(chance.between(0, BUFFERED_NANOS), () -> {
                if (mine == life) {
                    sync();
                }
            });
        }
    }

    private boolean isUrgent() {
        if (!isBuffered) {
            return true;
        }
        for (Group group : unsynced) {
            for (Batch batch : group.batches) {
                if (!batch.syncs.isEmpty()) {
                    return true;
                }
            }
        }
        return false;
    }

    private void sync() {
        if (isSyncing || unsynced.isEmpty()) {
            return;
        }
        isSyncing = true;
        int count = unsynced.size();
        int mine = life;
        long nanos = slowed(chance.logarithmic(syncNanos / 2, syncNanos * 4)) + trouble.syncNanosMore;
        scheduler.after(nanos, () -> {
            if (mine == life) {
                synced(count);
            }
        });
    }

    private void synced(int count) {
        isSyncing = false;
        if (broken == null && trouble.nextSyncFails) {
            broken("an fsync failed");
        }
        if (broken != null) {
            for (Group group : unsynced) {
                group.batches.forEach(batch -> fail(batch, "an fsync failed"));
            }
            failQueued();
            return;
        }
        List<Group> done = unsynced.subList(0, count);
        for (Group group : done) {
            keep(group);
            for (Batch batch : group.batches) {
                batch.loop.execute(() -> {
                    if (!isBuffered) {
                        batch.progress.forEach(Storage.Progress::durable);
                    }
                    batch.syncs.forEach(Storage.Progress::durable);
                });
            }
        }
        unsynced = new ArrayList<>(unsynced.subList(count, unsynced.size()));
        syncSoon();
    }

    private void broken(String reason) {
        broken = reason;
        trouble.nextApplyFails = false;
        trouble.nextSyncFails = false;
        onFatal.run();
    }

    private void failQueued() {
        List<Batch> all = queued;
        queued = new ArrayList<>();
        all.forEach(batch -> fail(batch, "the storage has failed"));
    }

    private void fail(Batch batch, String reason) {
        boolean isAcknowledged = isBuffered && batch.isApplied;
        batch.loop.execute(() -> {
            if (!isAcknowledged) {
                batch.progress.forEach(one -> one.failed(reason));
            }
            batch.syncs.forEach(one -> one.failed(reason));
        });
    }

    private void write(Group group) {
        group.batches.forEach(batch -> {
            applied.apply(batch.changes);
            forget(batch.changes, damaged);
        });
    }

    private void keep(Group group) {
        durableGroups++;
        group.batches.forEach(batch -> {
            durable.apply(batch.changes);
            forget(batch.changes, damagedDurable);
        });
    }

    private static void forget(List<Change> changes, Set<Key> keys) {
        for (Change change : changes) {
            if (change instanceof Change.Put put && put.table() == Table.RECORDS) {
                keys.remove(put.key());
            } else if (change instanceof Change.Drop drop && drop.table() == Table.RECORDS) {
                keys.remove(drop.key());
            }
        }
    }

    private long slowed(long nanos) {
        return (long) (nanos * trouble.slowness);
    }
}
