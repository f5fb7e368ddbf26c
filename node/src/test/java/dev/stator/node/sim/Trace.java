package dev.stator.node.sim;

import java.util.function.Consumer;

/** What happened, in order: always as a hash, so that two runs can be compared; as lines when somebody reads it. */
final class Trace {
    private final Scheduler scheduler;
    private final Consumer<String> lines;
    private final boolean isRead;
    private long hash = 1;

    /** @param lines where lines go, if {@code isRead} */
    Trace(Scheduler scheduler, boolean isRead, Consumer<String> lines) {
        this.scheduler = scheduler;
        this.isRead = isRead;
        this.lines = lines;
    }

    /** @param detail for the reader alone, and not part of the hash */
    void note(String what, long one, long two, Object detail) {
        hash = (hash ^ what.hashCode()) * 0x100000001B3L;
        hash = (hash ^ scheduler.now()) * 0x100000001B3L;
        hash = (hash ^ one) * 0x100000001B3L;
        hash = (hash ^ two) * 0x100000001B3L;
        hash ^= hash >>> 29;
        if (isRead) {
            lines.accept(String.format("%14.6f %-10s %d %d %s", scheduler.now() / 1e9, what, one, two, detail));
        }
    }

    long hash() {
        return hash;
    }
}
