package dev.stator.node.sim;

import dev.stator.node.port.Storage;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One shard's door to the {@link SimDisk}: what its loop writes in one turn is handed over as one batch at the turn's end. */
final class SimStorage implements Storage {
    /** Sees each record as a shard hands it to its disk, before anything has happened to it. */
    interface Witness {
        void writes(Key key, StoredRecord record);
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
    public Lookup lookup(Key key) {
        return !disk.isUnreadable(key) && chance.happens(inMemory)
                ? new Lookup.Found(disk.applied(key))
                : new Lookup.NotInMemory();
    }

    /** The record is looked at some time before the loop hears of it, as a pool of reading threads would. */
    @Override
    public void read(Key key, Consumer<Lookup> then) {
        scheduler.after(disk.readNanos(), () -> {
            Lookup answer =
                    disk.isUnreadable(key) ? new Lookup.Failed("a bad sector") : new Lookup.Found(disk.applied(key));
            loop.execute(() -> then.accept(answer));
        });
    }

    @Override
    public void write(Key key, StoredRecord record, Progress progress) {
        StoredRecord onDisk = StoredRecord.decoded(record.encoded());
        witness.writes(key, onDisk);
        SimDisk.Batch batch = gathering();
        batch.keys.add(key);
        batch.records.add(onDisk);
        batch.progress.add(progress);
    }

    @Override
    public void sync(Progress progress) {
        gathering().progress.add(progress);
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
