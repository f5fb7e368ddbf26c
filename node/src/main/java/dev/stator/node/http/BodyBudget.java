package dev.stator.node.http;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of requests' bodies a node holds at once; small ones are not worth counting. Any thread, without a lock. */
final class BodyBudget {
    private static final long COUNTED_FROM = 16 * 1024;

    private final long bytesMax;
    private final AtomicLong taken = new AtomicLong();

    BodyBudget(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** False: there is no room, and nothing was taken. */
    boolean take(long bytes) {
        if (bytes < COUNTED_FROM) {
            return true;
        }
        if (taken.addAndGet(bytes) <= bytesMax) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void give(long bytes) {
        if (bytes >= COUNTED_FROM) {
            taken.addAndGet(-bytes);
        }
    }
}
