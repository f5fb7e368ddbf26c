package dev.stator.node.kernel;

/**
 * How long what is on its way out is kept, in milliseconds. Shorter ones are for tests: nothing is less safe for it, since what
 * goes goes by proof and not by age (PROTOCOL rule 14), but late retries and contexts of deletes are recognised for as long.
 *
 * @param tombstoneMillis H: tombstones younger than this are not purged
 * @param sweepMillis how often the sweep number is raised, about; a purge takes two or three of them
 * @param clockEntriesMax of how many actors a key's record may know before any of them is forgotten (rule 16); only what nobody has
 *     touched for H is
 * @param hintMillis how long a hint is kept of which W owners have the state
 */
public record Lifetimes(long tombstoneMillis, long sweepMillis, long hintMillis, int clockEntriesMax) {
    private static final long HOUR_MILLIS = 3_600_000;

    public static final Lifetimes USUAL = new Lifetimes(240 * HOUR_MILLIS, 6 * HOUR_MILLIS, 3 * HOUR_MILLIS, 24);

    public Lifetimes {
        if (tombstoneMillis < 1 || sweepMillis < 1 || hintMillis < 1 || clockEntriesMax < 1) {
            throw new IllegalArgumentException("lifetimes are positive");
        }
    }
}
