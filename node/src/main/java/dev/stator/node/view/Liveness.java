package dev.stator.node.view;

/** Whether a store seems to be alive (PROTOCOL §4). A statement for routing, never about who owns what. */
public enum Liveness {
    ALIVE,

    /** It did not answer a probe, and has not had its time yet to say that it lives. Still sent to, and counted on. */
    SUSPECT,

    /** It did not answer, and did not contradict in time. */
    DEAD
}
