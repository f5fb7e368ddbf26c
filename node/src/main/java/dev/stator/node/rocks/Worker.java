package dev.stator.node.rocks;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A thread that sleeps while there is nothing to do, and can be woken at little cost: whoever brings work pays for a wake-up
 * only when it really sleeps. Work must be visible (in a concurrent queue, say) before {@link #wake}.
 */
final class Worker {
    private final Thread thread;
    private volatile boolean isAsleep;

    Worker(String name, Runnable task) {
        thread = new Thread(task, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Any thread. */
    void wake() {
        if (isAsleep) {
            isAsleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** Called by the thread itself: sleeps until woken, or not at all if there is work. May return early. */
    void sleepUnless(BooleanSupplier hasWork) {
        isAsleep = true; // before the look at the work: who brings some after the look sees it
        if (!hasWork.getAsBoolean()) {
            LockSupport.park(this);
        }
        isAsleep = false;
    }

    /** The same, for so long at most. */
    void sleepUnless(BooleanSupplier hasWork, long nanosMax) {
        isAsleep = true;
        if (!hasWork.getAsBoolean()) {
            LockSupport.parkNanos(this, nanosMax);
        }
        isAsleep = false;
    }

    void join() throws InterruptedException {
        thread.join();
    }
}
