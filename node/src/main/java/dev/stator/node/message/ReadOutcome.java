package dev.stator.node.message;

import dev.stator.node.version.KeyState;

/** How a get ended. */
public sealed interface ReadOutcome {
    /** The merge of R owners' states: values to show, or none; its known set is the reader's context either way. */
    record Answer(KeyState state) implements ReadOutcome {}

    /** Fewer than R owners answered in time. */
    record QuorumNotMet(int answers, int required) implements ReadOutcome {}

    /** Nothing was asked: shed, starting, or no ring. */
    record Unavailable(WriteOutcome.Why why) implements ReadOutcome {}
}
