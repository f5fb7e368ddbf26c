package dev.stator.node.coordinator;

import dev.stator.node.port.Clock;

/**
 * On what terms a store coordinates a write (PROTOCOL rule 8).
 *
 * @param startBy later than this the key is not taken: whoever sent it has gone elsewhere
 * @param askFirst ask the other owners although there is a context: it is a second attempt
 * @param asFallback no owner could be reached: coordinate without being one
 * @param isLast nobody else is left: coordinate also with little disk
 */
record Attempt(Clock.Ticks deadline, Clock.Ticks startBy, boolean askFirst, boolean asFallback, boolean isLast) {
    /** The first, at the owner that a user asked. */
    static Attempt first(Clock.Ticks deadline) {
        return new Attempt(deadline, deadline, false, false, false);
    }
}
