package dev.stator.operator.api;

/** Whose acknowledgement counts for a write. */
public enum QuorumMode {
    /** Any node's: while an owner is down, another node keeps its copy and hands it back later (hinted handoff). */
    Sloppy,
    /** Owners' only: writes fail when too few owners are up. */
    Strict
}
