package dev.stator.node.membership;

import dev.stator.node.message.MemberRecord;

/** What a node does about a record of its own store that others hold (PROTOCOL §4). Pure. */
enum OwnLife {
    /** It is known already, or belongs to the past. */
    GO_ON,

    /** This very life is called suspect or dead, or is said to have contradicted more often than it remembers: contradict. */
    REFUTE,

    /** A starting node learns that it lived later than its disk says: it takes the next counter. */
    TAKE_NEXT,

    /** Another process lives under this storeId, and is the later one: this one ends. */
    STOP;

    static OwnLife on(MemberRecord own, MemberRecord heard, boolean isStarting) {
        if (heard.life().equals(own.life())) {
            return heard.overrides(own) ? REFUTE : GO_ON;
        }
        if (isStarting && heard.life().counter() >= own.life().counter()) {
            return TAKE_NEXT;
        }
        return heard.life().isAfter(own.life()) ? STOP : GO_ON;
    }
}
