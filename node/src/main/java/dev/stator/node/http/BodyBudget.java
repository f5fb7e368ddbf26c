package dev.stator.node.http;

import dev.stator.node.port.Telemetry;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of requests' bodies a node holds at once; small ones are not worth counting. Any thread, without a lock. */
final class BodyBudget {
    private static final long COUNTED_FROM = 16 * 1024;

    private final long bytesMax;
    private final Telemetry telemetry;
    private final AtomicLong taken = new AtomicLong();

    BodyBudget(long bytesMax, Telemetry telemetry) {
        this.bytesMax = bytesMax;
        this.telemetry = telemetry;
    }

    /** False: there is no room, nothing was taken, and a request is shed. */
    boolean take(long bytes) {
        if (bytes < COUNTED_FROM) {
            return true;
        }
        if (taken.addAndGet(bytes) <= bytesMax) {
            return true;
        }
        taken.addAndGet(-bytes);
        telemetry.count(Telemetry.Counter.SHED);
        return false;
    }

    void give(long bytes) {
        if (bytes >= COUNTED_FROM) {
            taken.addAndGet(-bytes);
        }
    }
}
