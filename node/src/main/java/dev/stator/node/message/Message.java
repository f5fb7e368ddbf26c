package dev.stator.node.message;

/**
 * One message between two stores. It may be lost, repeated or reordered. A {@link Request} is about a key and goes to the
 * shard of that key at its receiver; a {@link Reply} goes to the shard that asked, which its id names.
 */
public sealed interface Message permits Request, Reply, RingMessage, TreeRequest, Gossip {
    /** No message about data is older than this when it is taken up, in milliseconds (PROTOCOL rule 15). */
    int AGE_MILLIS_MAX = 10_000;
}
