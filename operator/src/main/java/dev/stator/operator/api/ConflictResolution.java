package dev.stator.operator.api;

/** What becomes of concurrent writes to one key. */
public enum ConflictResolution {
    /** All are kept; whoever reads them merges them. */
    Siblings,
    /** The one with the latest time stamp is kept. */
    LastWriteWins
}
