package dev.stator.node.wire;

/** What happens on the internode port, as counted by {@link WireCounts}. */
public enum WireEvent {
    MESSAGE_SENT,
    MESSAGE_RECEIVED,
    BYTES_SENT,
    /** Not sent: as much as may be is queued for that peer already. */
    DROPPED_QUEUE_FULL,
    /** Not sent: the message alone is larger than a frame may be. */
    DROPPED_TOO_LARGE,
    /** Not sent: no connection came about, or it ended first. */
    DROPPED_UNREACHABLE,
    /** Arrived, and thrown away: older than any data message may be (PROTOCOL rule 15). */
    DROPPED_OLD,
    /** Arrived, and thrown away: its deadline had passed on the way. */
    DROPPED_LATE,
    /** Arrived whole, and says nothing that this node understands. */
    MALFORMED,
    /** A frame's checksum or length is wrong: its connection was closed. */
    CORRUPT,
    /** A connection was closed unread since nothing of it had been read for longer than messages may live. */
    SESSION_LAGGED,
    CONNECTED,
    DISCONNECTED,
    DIAL_FAILED,
    PONG_MISSED,
    /** A connection to a store that is no member was closed, since nothing had been sent for long. */
    IDLE_CLOSED,
    /** TLS itself failed: no certificate, one of another authority, or no TLS at all. */
    TLS_FAILED,
    /** A handshake that named another cluster, or whose certificate did. */
    REFUSED_CLUSTER,
    /** A handshake for another store than the one here, or from one that may not be: pod addresses get reused. */
    REFUSED_STORE,
    /** A handshake of a store that the ring has removed. */
    REFUSED_REMOVED,
    /** A handshake or session of a store of which a later life is known. */
    REFUSED_LIFE,
    REFUSED_PROTOCOL
}
