package dev.stator.node.record;

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
import org.jspecify.annotations.Nullable;

/** Does nothing until it is told to. */
final class ManualStorage implements Storage {
    record Write(List<Change> batch, Progress progress) {}

    final MemoryTables disk;
    final List<Write> writes = new ArrayList<>();
    final List<Runnable> pendingReads = new ArrayList<>();
    boolean fails;
    boolean isInMemory;
    int reads;

    ManualStorage() {
        this(new MemoryTables());
    }

    ManualStorage(MemoryTables disk) {
        this.disk = disk;
    }

    void applyAll() {
        while (!writes.isEmpty()) {
            applyFirst();
        }
    }

    /** What the disk would hold if the batches had ended at each place. */
    List<MemoryTables> prefixes() {
        List<MemoryTables> prefixes = new ArrayList<>(List.of(disk.copy()));
        MemoryTables next = disk.copy();
        for (Write write : writes) {
            next.apply(write.batch());
            prefixes.add(next.copy());
        }
        return prefixes;
    }

    void applyFirst() {
        Write write = writes.remove(0);
        disk.apply(write.batch());
        write.progress().applied();
    }

    /** Until nothing is left to do. */
    void settle() {
        while (!pendingReads.isEmpty() || !writes.isEmpty()) {
            answerReads();
            applyAll();
        }
    }

    void failAll() {
        writes.forEach(write -> write.progress().failed("disk gone"));
    }

    void answerReads() {
        List<Runnable> now = List.copyOf(pendingReads);
        pendingReads.clear();
        now.forEach(Runnable::run);
    }

    @Override
    public Lookup lookup(Table table, Key key) {
        return isInMemory ? new Lookup.Found(disk.record(table, key)) : new Lookup.NotInMemory();
    }

    @Override
    public void read(Table table, Key key, Consumer<Lookup> then) {
        reads++;
        StoredRecord atStart = disk.record(table, key);
        pendingReads.add(() -> then.accept(fails ? new Lookup.Failed("told to") : new Lookup.Found(atStart)));
    }

    @Override
    public void scan(Table table, Span span, @Nullable Key after, PageLimit limit, Consumer<Scan> then) {
        pendingReads.add(() -> then.accept(disk.scan(table, span, after, limit)));
    }

    @Override
    public void readLeaves(int partition, Consumer<Leaves> then) {
        pendingReads.add(
                () -> then.accept(fails ? new Leaves.Failed("told to") : new Leaves.Found(disk.leaves(partition))));
    }

    @Override
    public void readNote(String name, Consumer<Note> then) {
        pendingReads.add(() -> then.accept(new Note.Found(disk.note(name))));
    }

    @Override
    public void write(List<Change> batch, Progress progress) {
        writes.add(new Write(batch, progress));
    }

    @Override
    public void sync(Progress progress) {}

    @Override
    public void saveRing(RingState ring, Progress progress) {}
}
