package dev.stator.node;

import dev.stator.node.port.Clock;

/** The machine's clocks. */
final class SystemClock implements Clock {
    @Override
    public Ticks monotonic() {
        return new Ticks(System.nanoTime());
    }

    @Override
    public WallTime wall() {
        return new WallTime(System.currentTimeMillis());
    }
}
