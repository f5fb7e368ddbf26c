package dev.stator.node.port;

/**
 * How often this store was started, on its disk: the first half of a {@link dev.stator.node.message.Life}. Called on shard 0's
 * loop; never blocks. A disk that cannot keep it ends the node.
 */
public interface BootCounter {
    /** Keeps {@code counter}, unless a larger one is kept; then runs {@code durable}, later, on that loop. */
    void raise(long counter, Runnable durable);
}
