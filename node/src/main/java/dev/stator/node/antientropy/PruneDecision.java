package dev.stator.node.antientropy;

import dev.stator.node.version.Actor;
import dev.stator.node.version.Mark;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Placement;
import java.util.Set;

/**
 * What is to be done next about a record that knows dots of very many actors (PROTOCOL rule 16), in this order. Pure.
 *
 * <p>Forgetting a replaced dot lets the version that it named come back, wherever it is live still: so it is forgotten under the
 * proof under which tombstones are ({@link PurgeDecision}), and at all owners at about the same time.
 */
enum PruneDecision {
    /** Its past is short, or all of it is needed. */
    KEEP,
    /** It is long: from now on it is watched whether anybody touches the record. */
    WATCH,
    /** It has been untouched for H, and the owners have to agree on it. */
    AGREE,
    WAIT,
    /** Nothing of that past is left anywhere, if it is the same at every owner still. */
    PRUNE;

    /**
     * @param horizon what has been as it is since before is untouched, in milliseconds since 1970
     * @param entriesMax how many actors may be known before any is forgotten
     */
    static PruneDecision of(StoredRecord record, Placement placement, long horizon, long drained, int entriesMax) {
        if (record.state().known().entries().size() <= entriesMax
                || past(record).isEmpty()) {
            return KEEP;
        }
        if (!(record.mark() instanceof Mark.LongPast watched)) {
            return record.mark() instanceof Mark.OldTombstones ? KEEP : WATCH;
        }
        if (watched.since() >= horizon || placement.phase() != Placement.Phase.STABLE) {
            return WAIT;
        }
        if (watched.agreement().placementVersion() != placement.version()) {
            return AGREE;
        }
        return PurgeDecision.isDrained(watched.agreement(), drained) ? PRUNE : WAIT;
    }

    /** The actors that nothing live is of, and under which this node names nothing. */
    static Set<Actor> past(StoredRecord record) {
        return record.state().actorsOfThePast(record.localActor());
    }
}
