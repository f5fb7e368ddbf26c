package dev.stator.node.kernel;

/** The one thread, or the simulator's turn, on which everything of a shard happens. */
public interface Loop {
    /** Runs {@code task} on the loop, later, in the order given. Any thread; never blocks. */
    void execute(Runnable task);

    /** Is the caller on this loop now? */
    boolean isCurrent();
}
