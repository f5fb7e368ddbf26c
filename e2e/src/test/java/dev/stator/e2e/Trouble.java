package dev.stator.e2e;

/** What can befall one node of a running cluster. */
enum Trouble {
    /** kill -9; its supervisor brings it back at once. */
    KILLED,
    /** SIGSTOP, later SIGCONT: it lives, holds its connections, and says nothing. */
    STANDING_STILL,
    /** SIGTERM, later a start. */
    STOPPED,
    /** Its internode port is a black hole: it hears no other node, and none hears its answers. */
    CUT_OFF,
    /** Its ports are black holes for other nodes and for users. */
    UNREACHABLE
}
