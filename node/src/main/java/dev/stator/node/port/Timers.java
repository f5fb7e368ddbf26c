package dev.stator.node.port;

/** Runs something later on the same loop. */
public interface Timers {
    /** Runs {@code task} on the loop once {@code millis} have passed; never inside the call, and not before. */
    Timer after(long millis, Runnable task);

    interface Timer {
        /** Forgets the task; nothing happens when it has run already. On the loop. */
        void cancel();
    }
}
