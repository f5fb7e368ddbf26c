package dev.stator.node.rocks;

import dev.stator.node.port.Storage.Progress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One batch of a loop on its way to disk, or, without changes, the wish for an fsync. */
record QueuedWrite(List<Encoded> changes, Progress progress) {
    /** What the objects around the bytes take, roughly: an empty write is not free. */
    private static final int OVERHEAD_BYTES = 96;

    /** A change as RocksDB has it; without a value the key goes. */
    record Encoded(Family family, byte[] key, byte @Nullable [] value) {
        long bytes() {
            return (long) key.length + (value == null ? 0 : value.length);
        }
    }

    static QueuedWrite syncOnly(Progress progress) {
        return new QueuedWrite(List.of(), progress);
    }

    boolean isSyncOnly() {
        return changes.isEmpty();
    }

    long bytes() {
        long bytes = OVERHEAD_BYTES;
        for (Encoded change : changes) {
            bytes += change.bytes();
        }
        return bytes;
    }
}
