package dev.stator.node.kernel;

import dev.stator.node.membership.SweepKeeper;
import dev.stator.node.port.Change;
import dev.stator.node.port.Storage;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import dev.stator.node.view.SweepSeen;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The sweep number on disk, and the shards that adopt it. On shard 0's loop. */
final class SweepSite implements SweepKeeper.Site {
    private static final String NOTE = "kernel.sweep";
    private static final long AGAIN_MILLIS = 1_000;

    private final Ports ports;
    private final BiConsumer<Long, Runnable> shards;
    private final Consumer<SweepSeen> watcher;

    SweepSite(Ports ports, BiConsumer<Long, Runnable> shards, Consumer<SweepSeen> watcher) {
        this.ports = ports;
        this.shards = shards;
        this.watcher = watcher;
    }

    /** What cannot be read is asked for again: it is never "none". */
    @Override
    public void read(LongConsumer then) {
        ports.storage().readNote(NOTE, note -> {
            if (note instanceof Storage.Note.Found found) {
                Optional<byte[]> value = found.value();
                then.accept(value.isPresent() ? new ByteSource(value.get()).varint() : 0);
            } else {
                ports.timers().after(AGAIN_MILLIS, () -> read(then));
            }
        });
    }

    @Override
    public void keep(long number, Runnable durable) {
        byte[] value = new ByteSink(10).varint(number).toByteArray();
        ports.storage().write(List.of(new Change.PutNote(NOTE, value)), new Storage.Progress() {
            @Override
            public void applied() {}

            @Override
            public void durable() {
                durable.run();
            }

            @Override
            public void failed(String reason) {} // the process writes no more, and starts anew
        });
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
