package dev.stator.node.port;

import dev.stator.node.version.LeafSum;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Durable local state of one shard. Calls are made on its loop and never block; completions run later on that loop, never
 * inside the call, and in the order of the writes. After a failed write the adapter refuses all further writes until the node
 * has been started again: an fsync that failed once is not asked twice.
 */
public interface Storage {
    /** The order of keys in a scan: by position, then by their bytes. */
    Comparator<Key> SCAN_ORDER =
            ((Comparator<Key>) (a, b) -> Long.compareUnsigned(a.position(), b.position())).thenComparing(key -> key);

    /** What memory alone knows of a key: the applied record, that there is none, or that the disk must be asked. */
    Lookup lookup(Table table, Key key);

    /** The newest applied record, from disk if need be: Found, or Failed. A key without record is Found(ABSENT). */
    void read(Table table, Key key, Consumer<Lookup> then);

    /**
     * The applied records of a span in the order of positions and keys, one page of them, from disk. For work in the background:
     * it is slow, and what it finds may have changed when it is told.
     *
     * @param after go on behind this key, which need not exist any more; null from the beginning
     */
    void scan(Table table, Span span, @Nullable Key after, PageLimit limit, Consumer<Scan> then);

    /** The sums of a partition's leaves that were ever put; a leaf that was not is {@link LeafSum#ZERO}. */
    void readLeaves(int partition, Consumer<Leaves> then);

    /** The note of this name; Failed where it cannot be read, which is never "there is none". */
    void readNote(String name, Consumer<Note> then);

    /** Writes a batch with the group that is gathering; see {@link Progress} for what happens when. */
    void write(List<Change> batch, Progress progress);

    /** Runs {@code progress.durable} after an fsync that began after this call (PROTOCOL rule 9); {@code applied} first. */
    void sync(Progress progress);

    /** Keeps the ring, durably, in place of the one before. */
    void saveRing(RingState ring, Progress progress);

    sealed interface Lookup {
        record Found(StoredRecord record) implements Lookup {}

        record NotInMemory() implements Lookup {}

        /**
         * The record cannot be read: no answer, never "absent".
         *
         * @param isDamaged what is there is not what was written, so that reading it again will not help
         */
        record Failed(String reason, boolean isDamaged) implements Lookup {
            public Failed(String reason) {
                this(reason, false);
            }
        }
    }

    /** Where a page of a scan ends, whichever comes first; one entry there always is. */
    record PageLimit(int entriesMax, int bytesMax) {}

    sealed interface Scan {
        /** @param isLast nothing follows in the span */
        record Page(List<Entry> entries, boolean isLast) implements Scan {}

        record Failed(String reason) implements Scan {}
    }

    /** @param record Found, or Failed when there is a record that cannot be read */
    record Entry(Key key, Lookup record) {}

    sealed interface Leaves {
        /** By the leaf's place in the partition. */
        record Found(Map<Integer, LeafSum> sums) implements Leaves {}

        record Failed(String reason) implements Leaves {}
    }

    sealed interface Note {
        record Found(Optional<byte[]> value) implements Note {}

        record Failed(String reason) implements Note {}
    }

    /** The stages of one write. */
    interface Progress {
        /** For writes that nobody waits for: what is lost of them is done once more. */
        Progress UNWATCHED = new Progress() {
            @Override
            public void applied() {}

            @Override
            public void durable() {}

            @Override
            public void failed(String reason) {}
        };

        /** Readers of this storage see it; power loss may still take it. */
        void applied();

        /** It is on disk: an acknowledgement may rest on it. Always after {@link #applied}. */
        void durable();

        /** It is not applied, or not durable, and never will be. The last call. */
        void failed(String reason);
    }
}
