package dev.stator.node.message;

import dev.stator.ring.RingState;

/** How rings spread: whoever hears of a newer epoch asks for it. Handled by shard 0. */
public sealed interface RingMessage extends Message {
    /** "I am at this epoch", and a hash, so that two rings of one epoch are noticed. */
    record Announce(long epoch, long hash) implements RingMessage {}

    /** "Send me your ring if it is newer than this." */
    record Pull(long epoch) implements RingMessage {}

    record Push(RingState ring) implements RingMessage {}
}
