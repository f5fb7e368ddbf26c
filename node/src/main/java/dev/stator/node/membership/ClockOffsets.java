package dev.stator.node.membership;

import dev.stator.node.port.Clock;
import dev.stator.ring.StoreId;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far this node's clock is off, by what members say when they answer a probe (PROTOCOL rule 17): more than 250 ms from the median of
 * itself and at least two others heard within a minute. One clock that is wrong is found by its own node alone; with fewer than two others
 * nobody can tell whose it is. One loop.
 */
final class ClockOffsets {
    static final long OFF_MILLIS = 250;

    private static final long FRESH_NANOS = 60_000_000_000L;

    /** An answer that took longer says too little: half of it is unsure. */
    private static final long ROUND_TRIP_MAX_NANOS = 200_000_000L;

    private static final int PEERS_MIN = 2;
    private static final int PEERS_MAX = 64;

    private record Heard(long aheadMillis, Clock.Ticks at) {}

    private final Clock clock;
    private final Map<StoreId, Heard> heard = new LinkedHashMap<>();

    ClockOffsets(Clock clock) {
        this.clock = clock;
    }

    /** @param theirMillis what that member's clock said between {@code asked} and now */
    void heard(StoreId member, Clock.Ticks asked, long theirMillis) {
        Clock.Ticks now = clock.monotonic();
        long roundTrip = now.nanosSince(asked);
        if (roundTrip > ROUND_TRIP_MAX_NANOS) {
            return;
        }
        heard.remove(member); // the newest are at the end
        heard.put(
                member,
                new Heard(theirMillis + roundTrip / 2_000_000 - clock.wall().millis(), now));
        if (heard.size() > PEERS_MAX) {
            Iterator<StoreId> eldest = heard.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    /** How far the median is ahead of this node's clock, in milliseconds; 0 where too few were heard. */
    long medianAheadMillis() {
        Clock.Ticks now = clock.monotonic();
        heard.values().removeIf(one -> now.nanosSince(one.at()) > FRESH_NANOS);
        if (heard.size() < PEERS_MIN) {
            return 0;
        }
        long[] ahead = new long[heard.size() + 1]; // the last one is this node's own: 0
        int count = 0;
        for (Heard one : heard.values()) {
            ahead[count++] = one.aheadMillis();
        }
        Arrays.sort(ahead);
        return (ahead[(ahead.length - 1) / 2] + ahead[ahead.length / 2]) / 2;
    }

    static boolean isOff(long medianAheadMillis) {
        return Math.abs(medianAheadMillis) > OFF_MILLIS;
    }
}
