package dev.stator.node.message;

/** How much a store may still be given (PROTOCOL §5, rule 20); each state refuses what the ones before it do, and more. */
public enum DiskState {
    OK,

    /** From 85 %: no incoming streams, and hints only where no fallback with more room is in view. */
    FILLING,

    /** From 92 %: coordinates no puts. */
    SCARCE,

    /** From 95 %: takes no replica puts; their copies go to fallbacks. */
    FULL,

    /** It may have gone back in time: serves, counts and replays nothing. */
    IN_DOUBT;

    /** Can a copy of a put be kept there? */
    public boolean takesWrites() {
        return compareTo(FULL) < 0;
    }

    /** Deletes, and merges that shrink, are taken from a reserve. */
    public boolean takesDeletes() {
        return compareTo(IN_DOUBT) < 0;
    }
}
