package dev.stator.cli.local;

import java.time.Duration;

/**
 * How long after its death a node's process is started again: soon, within two seconds always, and less soon the more often it
 * died young, so that a node that cannot start does not use up the machine. Pure.
 */
final class RestartPolicy {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMillis(1_500);
    private static final Duration YOUNG = Duration.ofSeconds(10);

    private RestartPolicy() {}

    /** How many deaths in a row were early ones, counting this. */
    static int earlyDeaths(int before, Duration lived) {
        return lived.compareTo(YOUNG) < 0 ? before + 1 : 0;
    }

    static Duration pause(int earlyDeaths) {
        Duration pause = FIRST.multipliedBy(1L << Math.min(10, Math.max(0, earlyDeaths - 1)));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
