package dev.stator.node.sim;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: one queue of events, ordered by (time, sequence). Nothing happens between two events, so idle time costs
 * nothing. Nanoseconds since the simulation began.
 */
final class Scheduler {
    static final long MICROS = 1_000;
    static final long MILLIS = 1_000_000;
    static final long SECONDS = 1_000_000_000;

    /** Something that will happen, unless it is cancelled. */
    static final class Event implements Comparable<Event> {
        private final long at;
        private final long sequence;
        private @Nullable Runnable task;

        private Event(long at, long sequence, Runnable task) {
            this.at = at;
            this.sequence = sequence;
            this.task = task;
        }

        /** Nothing happens if it has happened already. */
        void cancel() {
            task = null;
        }

        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
        }
    }

    /** Nothing more is to happen. */
    static final class HaltedException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private final PriorityQueue<Event> queue = new PriorityQueue<>(256);
    private long now;
    private long sequence;
    private boolean isHalted;

    long now() {
        return now;
    }

    /** How many events there have been. */
    long events() {
        return sequence;
    }

    Event after(long nanos, Runnable task) {
        Event event = new Event(now + Math.max(0, nanos), sequence++, task);
        queue.add(event);
        return event;
    }

    /** After the event that is under way nothing happens any more. */
    void halt() {
        isHalted = true;
    }

    /** Lets everything happen until then. */
    void runUntil(long nanos) {
        Event next;
        while ((next = queue.peek()) != null && next.at <= nanos) {
            if (isHalted) {
                throw new HaltedException();
            }
            queue.remove();
            Runnable task = next.task;
            if (task != null) {
                now = next.at;
                next.task = null;
                task.run();
            }
        }
        now = Math.max(now, nanos);
    }
}
