package dev.stator.operator.api;

/** When a node acknowledges a write. */
public enum Durability {
    /** After the write reached the disk. */
    Fsync,
    /** After the write reached the log in memory, which reaches the disk within a second. */
    Buffered
}
