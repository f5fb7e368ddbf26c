package dev.stator.node.port;

import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import java.util.function.Consumer;

/**
 * Durable local state of one shard. Calls are made on its loop and never block; completions run later on that loop, never
 * inside the call, and in the order of the writes. After a failed write the adapter refuses all further writes until the node
 * has been started again: an fsync that failed once is not asked twice.
 */
public interface Storage {
    /** What memory alone knows of a key: the applied record, that there is none, or that the disk must be asked. */
    Lookup lookup(Key key);

    /** The newest applied record, from disk if need be: Found, or Failed. A key without record is Found(ABSENT). */
    void read(Key key, Consumer<Lookup> then);

    /** Writes a record with the group that is gathering; see {@link Progress} for what happens when. */
    void write(Key key, StoredRecord record, Progress progress);

    /** Runs {@code progress.durable} after an fsync that began after this call (PROTOCOL rule 9); {@code applied} first. */
    void sync(Progress progress);

    /** Keeps the ring, durably, in place of the one before. */
    void saveRing(RingState ring, Progress progress);

    sealed interface Lookup {
        record Found(StoredRecord record) implements Lookup {}

        record NotInMemory() implements Lookup {}

        /** The record cannot be read: no answer, never "absent". */
        record Failed(String reason) implements Lookup {}
    }

    /** The stages of one write. */
    interface Progress {
        /** Readers of this storage see it; power loss may still take it. */
        void applied();

        /** It is on disk: an acknowledgement may rest on it. Always after {@link #applied}. */
        void durable();

        /** It is not applied, or not durable, and never will be. The last call. */
        void failed(String reason);
    }
}
