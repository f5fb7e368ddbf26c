package dev.stator.node.kernel;

import dev.stator.node.membership.SweepKeeper;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import dev.stator.node.view.SweepSeen;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The sweep number on disk, and the shards that adopt it. On shard 0's loop. */
final class SweepSite implements SweepKeeper.Site {
    private static final String NOTE = "kernel.sweep";

    private final Notes notes;
    private final BiConsumer<Long, Runnable> shards;
    private final Consumer<SweepSeen> watcher;

    SweepSite(Ports ports, BiConsumer<Long, Runnable> shards, Consumer<SweepSeen> watcher) {
        this.notes = new Notes(ports);
        this.shards = shards;
        this.watcher = watcher;
    }

    @Override
    public void read(LongConsumer then) {
        notes.read(NOTE, value -> then.accept(value.isPresent() ? new ByteSource(value.get()).varint() : 0));
    }

    @Override
    public void keep(long number, Runnable durable) {
        notes.write(NOTE, new ByteSink(10).varint(number).toByteArray(), durable);
    }

    @Override
    public void adopt(long number, Runnable then) {
        shards.accept(number, then);
    }

    @Override
    public void see(SweepSeen seen) {
        watcher.accept(seen);
    }
}
