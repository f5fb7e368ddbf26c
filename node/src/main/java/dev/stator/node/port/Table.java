package dev.stator.node.port;

/** The two kinds of records that a store keeps under a key. They are apart: a hint is never part of what an owner answers. */
public enum Table {
    /** What this store holds as an owner of the key's partition, or as one that is becoming an owner. */
    RECORDS,
    /** What it holds for owners that could not be reached (PROTOCOL §5). */
    HINTS
}
