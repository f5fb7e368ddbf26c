package dev.stator.node.message;

import java.util.Optional;

/**
 * What one end of a session between two stores says of the lives that both are in (PROTOCOL §4): in the handshake, and with each
 * ping and its answer. Both ends compare what they say with what they hear, so that a process of which a copy lives in a later life
 * hears of that from everybody whom it calls, and has no session with anybody who knows.
 *
 * @param own the life that the store is in that says this; {@link Life#UNKNOWN} as long as it has claimed none, as one that has just
 *     started or is in doubt (rule 20): of that there is nothing to compare, and it is talked with
 * @param others the latest life that it has heard of from the store at the other end; {@link Life#UNKNOWN} for none
 */
public record SessionLives(Life own, Life others) {
    /** Of whom nothing of the kind is known. */
    public static final SessionLives NONE = new SessionLives(Life.UNKNOWN, Life.UNKNOWN);

    /**
     * The later life for which the other end, which says {@code theirs}, is refused: its own is over. Empty when the session goes on. A life
     * that is later than what is known here is no reason: news of it may be slower than the session.
     */
    public Optional<Life> refusal(SessionLives theirs) {
        return isOver(theirs.own, others) ? Optional.of(others) : Optional.empty();
    }

    /** The later life of this end's own store that the other end knows of, if it does. What follows from that {@code membership} decides. */
    public Optional<Life> news(SessionLives theirs) {
        return isOver(own, theirs.others) ? Optional.of(theirs.others) : Optional.empty();
    }

    private static boolean isOver(Life life, Life latest) {
        return !life.equals(Life.UNKNOWN) && latest.isAfter(life);
    }
}
