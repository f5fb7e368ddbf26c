package dev.stator.node.kernel;

import dev.stator.node.port.Change;
import dev.stator.node.port.Storage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What the node as a whole keeps on its disk under names, beside records. On shard 0's loop. */
final class Notes {
    private static final long AGAIN_MILLIS = 1_000;

    private final Ports ports;

    Notes(Ports ports) {
        this.ports = ports;
    }

    /** What cannot be read is asked for again: it is never "none". */
    void read(String name, Consumer<Optional<byte[]>> then) {
        ports.storage().readNote(name, note -> {
            if (note instanceof Storage.Note.Found found) {
                then.accept(found.value());
            } else {
                ports.timers().after(AGAIN_MILLIS, () -> read(name, then));
            }
        });
    }

    /** {@code durable} runs once it is synced, in stores of durability Buffered too: what others are told rests on it. */
    void write(String name, byte[] value, Runnable durable) {
        ports.storage().write(List.of(new Change.PutNote(name, value)), Storage.Progress.UNWATCHED);
        ports.storage().sync(new Storage.Progress() {
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
}
