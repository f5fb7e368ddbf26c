package dev.stator.node;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * How late a loop was with what was due: the worst of the last {@value #WINDOW_SECONDS} to {@code 2 * WINDOW_SECONDS} seconds, so
 * that a pause between two looks is seen. Measured on the loop, read from any thread.
 */
final class LoopLag {
    private static final int PERIOD_MILLIS = 250;
    private static final int WINDOW_SECONDS = 15;
    private static final int TICKS_PER_WINDOW = WINDOW_SECONDS * 1000 / PERIOD_MILLIS;

    private final EventExecutor loop;
    private long due;
    private int ticks;
    private volatile long worstBefore;
    private volatile long worst;

    private LoopLag(EventExecutor loop) {
        this.loop = loop;
    }

    /** Measures from now on, until the loop ends. */
    static LoopLag of(EventExecutor loop) {
        LoopLag lag = new LoopLag(loop);
        lag.next();
        return lag;
    }

    private void next() {
        due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
        if (!loop.isShuttingDown()) {
            var unused = loop.schedule(this::tick, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        if (++ticks % TICKS_PER_WINDOW == 0) {
            worstBefore = worst;
            worst = 0;
        }
        worst = Math.max(worst, System.nanoTime() - due);
        next();
    }

    double seconds() {
        return Math.max(worst, worstBefore) / 1e9;
    }
}
