package dev.stator.node.sim;

import dev.stator.node.port.Change;
import dev.stator.node.port.MemoryTables;
import dev.stator.node.port.Span;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One shard's door to the {@link SimDisk}: what its loop writes in one turn is handed over as one batch at the turn's end. */
final class SimStorage implements Storage {
    private static final String BAD_SECTOR = "a bad sector";

    /** Sees each record as a shard hands it to its disk, before anything has happened to it. */
    interface Witness {
        void writes(Table table, Key key, StoredRecord record);

        void drops(Table table, Key key);
    }

    private final SimDisk disk;
    private final SimLoop loop;
    private final Scheduler scheduler;
    private final Chance chance;
    private final double inMemory;
    private final Witness witness;
    private SimDisk.@Nullable Batch gathering;

    /** @param inMemory the share of reads that memory alone can answer */
    SimStorage(SimDisk disk, SimLoop loop, Scheduler scheduler, Chance chance, double inMemory, Witness witness) {
        this.disk = disk;
        this.loop = loop;
        this.scheduler = scheduler;
        this.chance = chance;
        this.inMemory = inMemory;
        this.witness = witness;
    }

    @Override
    public Lookup lookup(Table table, Key key) {
        return !isDamaged(table, key) && !disk.isUnreadable(key) && chance.happens(inMemory)
                ? new Lookup.Found(disk.applied().record(table, key))
                : new Lookup.NotInMemory();
    }

    /** The record is looked at some time before the loop hears of it, as a pool of reading threads would. */
    @Override
    public void read(Table table, Key key, Consumer<Lookup> then) {
        inReadPool(then, () -> readNow(table, key));
    }

    private boolean isDamaged(Table table, Key key) {
        return table == Table.RECORDS && disk.isDamaged(key);
    }

    private Lookup readNow(Table table, Key key) {
        if (isDamaged(table, key)) {
            return new Lookup.Failed("bits have flipped", true);
        }
        return disk.isUnreadable(key)
                ? new Lookup.Failed(BAD_SECTOR)
                : new Lookup.Found(disk.applied().record(table, key));
    }

    @Override
    public void scan(Table table, Span span, @Nullable Key after, PageLimit limit, Consumer<Scan> then) {
        inReadPool(then, () -> {
            if (disk.isUnreadable()) {
                return new Scan.Failed(BAD_SECTOR);
            }
            Scan.Page page = disk.applied().scan(table, span, after, limit);
            List<Entry> entries = new ArrayList<>();
            for (Entry entry : page.entries()) {
                entries.add(
                        isDamaged(table, entry.key()) || disk.isUnreadable(entry.key())
                                ? new Entry(entry.key(), readNow(table, entry.key()))
                                : entry);
            }
            return new Scan.Page(entries, page.isLast());
        });
    }

    @Override
    public void readLeaves(int partition, Consumer<Leaves> then) {
        inReadPool(
                then,
                () -> disk.isUnreadable()
                        ? new Leaves.Failed(BAD_SECTOR)
                        : new Leaves.Found(disk.applied().leaves(partition)));
    }

    @Override
    public void readNote(String name, Consumer<Note> then) {
        inReadPool(
                then,
                () -> disk.isUnreadable()
                        ? new Note.Failed(BAD_SECTOR)
                        : new Note.Found(disk.applied().note(name)));
    }

    private <T> void inReadPool(Consumer<T> then, Supplier<T> read) {
        scheduler.after(disk.readNanos(), () -> {
            T answer = read.get();
            loop.execute(() -> then.accept(answer));
        });
    }

    @Override
    public void write(List<Change> batch, Progress progress) {
        List<Change> onDisk = MemoryTables.asRead(batch);
        for (Change change : onDisk) {
            if (change instanceof Change.Put put) {
                witness.writes(put.table(), put.key(), put.record());
            } else if (change instanceof Change.Drop drop) {
                witness.drops(drop.table(), drop.key());
            }
        }
        SimDisk.Batch group = gathering();
        group.changes.addAll(onDisk);
        group.progress.add(progress);
    }

    @Override
    public void sync(Progress progress) {
        gathering().syncs.add(progress);
    }

    @Override
    public void saveRing(RingState ring, Progress progress) {
        disk.save(ring, loop, progress);
    }

    private SimDisk.Batch gathering() {
        SimDisk.Batch batch = gathering;
        if (batch == null) {
            batch = new SimDisk.Batch(loop);
            gathering = batch;
            loop.execute(this::handOver);
        }
        return batch;
    }

    private void handOver() {
        SimDisk.Batch batch = gathering;
        if (batch != null) {
            gathering = null;
            disk.submit(batch);
        }
    }
}
