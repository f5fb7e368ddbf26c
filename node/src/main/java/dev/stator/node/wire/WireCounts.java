package dev.stator.node.wire;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often each {@link WireEvent} has happened since the start. Any thread. */
public final class WireCounts {
    private final Map<WireEvent, LongAdder> counts = new EnumMap<>(WireEvent.class);

    public WireCounts() {
        for (WireEvent event : WireEvent.values()) {
            counts.put(event, new LongAdder());
        }
    }

    public long of(WireEvent event) {
        return adder(event).sum();
    }

    void count(WireEvent event) {
        adder(event).increment();
    }

    void add(WireEvent event, long amount) {
        adder(event).add(amount);
    }

    private LongAdder adder(WireEvent event) {
        LongAdder adder = counts.get(event);
        if (adder == null) {
            throw new IllegalStateException("not counted: " + event);
        }
        return adder;
    }
}
