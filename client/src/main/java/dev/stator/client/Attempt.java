package dev.stator.client;

/** How one attempt at a request ended. */
sealed interface Attempt {

    /** A node answered. */
    record Answered(Answer answer) implements Attempt {}

    /** The node could not be reached: nothing was sent. */
    record NotSent(String reason) implements Attempt {}

    /** It was sent, and the connection broke before the answer. */
    record Lost(String reason) implements Attempt {}

    /** It was sent, and no answer came in the time for one attempt. */
    record Slow(String reason) implements Attempt {}
}
