package dev.stator.ring.plan;

/**
 * A rule that keeps a node or a zone from the share that its weight asks for; the others make up for it.
 *
 * @param subject the zone's name or the store's id
 * @param byWeight the replicas that weight alone would give
 * @param limit the replicas that the rule allows at most, or demands at least
 */
public record Cap(Kind kind, String subject, double byWeight, long limit) {

    /** Which rule it is. */
    public enum Kind {
        /** A node holds at most one replica of each partition. */
        NODE_MOST,
        /** A zone holds at most its even part of each partition: with N zones or more, one replica. */
        ZONE_MOST,
        /** A zone holds at least its even part of each partition: with fewer zones than N. */
        ZONE_LEAST
    }
}
