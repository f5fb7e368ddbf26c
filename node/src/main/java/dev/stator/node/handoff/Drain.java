package dev.stator.node.handoff;

import dev.stator.node.message.Message;
import dev.stator.node.port.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the hints of one shard are in the proof that nothing old is left anywhere (PROTOCOL rule 14):
 *
 * <ol>
 *   <li>Each hint is of the sweep number that was adopted when its oldest part was taken in. It counts until its deletion is
 *       fsynced: a deletion that power takes brings the hint back.
 *   <li>A number is drained once no hint of a smaller one is left, and {@value #REPLAY_MILLIS} ms have passed since one was sent:
 *       the message may be on its way as long.
 *   <li>And once this shard has been awake for {@value #MEMORY_MILLIS} ms since it adopted the number: what requests and repairs
 *       had read before is in nobody's memory any more. A loop that stood still forgets nothing meanwhile.
 * </ol>
 *
 * Left-overs, which are data of partitions that a store neither owns nor is getting, count like hints of the number 0. There are
 * none as long as no replica moves (issue 7): whoever makes them must have a say here. Pure; one loop.
 */
final class Drain {
    /** What was sent before is nowhere any more. */
    static final long REPLAY_MILLIS = Message.AGE_MILLIS_MAX;

    /** Twice what a request or a repair may live. */
    static final long MEMORY_MILLIS = 20_000;

    private static final long AWAKE_MILLIS_MAX = 1_000; // between two ticks: what is more was a standstill

    private static final class Cohort {
        private int hints;
        private Clock.Ticks replayed;
        private boolean isReplayed;

        Cohort(Clock.Ticks now) {
            replayed = now;
        }

        boolean isGone(Clock.Ticks now) {
            return hints == 0 && (!isReplayed || replayed.millisUntil(now) >= REPLAY_MILLIS);
        }
    }

    private record Adoption(long sweep, long awakeMillis) {}

    private final TreeMap<Long, Cohort> cohorts = new TreeMap<>();
    private final Deque<Adoption> unripe = new ArrayDeque<>();
    private long adopted;
    private long ripe;
    private long awakeMillis;
    private Clock.Ticks ticked;

    Drain(Clock.Ticks now) {
        this.ticked = now;
    }

    /** The sweep number of hints that are taken in now. */
    long adopted() {
        return adopted;
    }

    /** That number is adopted from now on; smaller ones change nothing. */
    void adopt(long sweep) {
        if (sweep > adopted) {
            adopted = sweep;
            unripe.add(new Adoption(sweep, awakeMillis));
        }
    }

    void taken(long born) {
        cohort(born).hints++;
    }

    /** One was deleted, durably. */
    void gone(long born) {
        cohort(born).hints--;
    }

    /** Half a count is none: it begins anew. What was sent was sent. */
    void recount() {
        cohorts.values().forEach(cohort -> cohort.hints = 0);
    }

    /** One was sent to an owner. */
    void replayed(long born, Clock.Ticks now) {
        Cohort cohort = cohort(born);
        cohort.replayed = now;
        cohort.isReplayed = true;
    }

    private Cohort cohort(long born) {
        return cohorts.computeIfAbsent(born, any -> new Cohort(ticked));
    }

    /** @return how long the loop has been awake since the last tick, in milliseconds */
    long tick(Clock.Ticks now) {
        long awake = Math.max(0, Math.min(AWAKE_MILLIS_MAX, ticked.millisUntil(now)));
        ticked = now;
        awakeMillis += awake;
        while (!unripe.isEmpty() && awakeMillis - unripe.element().awakeMillis() >= MEMORY_MILLIS) {
            ripe = unripe.remove().sweep();
        }
        return awake;
    }

    /** The largest number of which can be said that it is drained. */
    long drained(Clock.Ticks now) {
        while (!cohorts.isEmpty()
                && cohorts.firstKey() < ripe
                && cohorts.firstEntry().getValue().isGone(now)) {
            cohorts.pollFirstEntry();
        }
        Map.Entry<Long, Cohort> oldest = cohorts.firstEntry();
        return oldest == null ? ripe : Math.min(ripe, oldest.getKey());
    }
}
