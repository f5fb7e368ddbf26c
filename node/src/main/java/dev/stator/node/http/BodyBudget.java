package dev.stator.node.http;

import dev.stator.node.port.Telemetry;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of requests' bodies, or of answers, a node holds at once; small ones are not worth counting. Any thread, no lock. */
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

    /** False: a request is shed. One is always taken, however large. */
    boolean hasRoomFor(long bytes) {
        long now = taken.get();
        if (bytes < COUNTED_FROM || now == 0 || now + bytes <= bytesMax) {
            return true;
        }
        telemetry.count(Telemetry.Counter.SHED);
        return false;
    }

    void takeAnyway(long bytes) {
        taken.addAndGet(bytes < COUNTED_FROM ? 0 : bytes);
    }

    static boolean counts(long bytes) {
        return bytes >= COUNTED_FROM;
    }

    void give(long bytes) {
        if (bytes >= COUNTED_FROM) {
            taken.addAndGet(-bytes);
        }
    }
}
