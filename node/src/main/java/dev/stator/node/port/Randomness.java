package dev.stator.node.port;

/** Chance, for identities and for spreading load; one stream per shard. On the shard's loop. */
public interface Randomness {
    long bits();

    /** 0..bound-1. */
    int below(int bound);
}
