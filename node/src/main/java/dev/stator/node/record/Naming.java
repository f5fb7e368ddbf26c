package dev.stator.node.record;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.port.Clock;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StoredRecord;

/**
 * How one shard names the versions that it makes: with dots that say what they have seen ({@link Actors}), or, in stores that keep
 * the last write alone, with stamps that say when they were made ({@link Stamps}). One loop.
 */
public interface Naming {
    /** The life under which versions are named now. */
    long incarnation();

    /**
     * What a write makes of a record.
     *
     * @param context what it has seen
     * @param clock this node's, for writes of which no other node has said when it took them in
     */
    KeyState.Put put(StoredRecord record, CausalContext context, ClientWrite write, Clock clock);

    /** Told of what a peer or a context knows, before it is merged into {@code record}. */
    void heed(StoredRecord record, DottedSet seen);

    /** Told of what was read anywhere. */
    void saw(DottedSet seen);
}
