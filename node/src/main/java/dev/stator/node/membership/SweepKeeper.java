package dev.stator.node.membership;

import dev.stator.node.message.Sweep;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Randomness;
import dev.stator.node.port.Timers;
import dev.stator.node.view.SweepSeen;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * This node's part in the sweep (PROTOCOL rule 14), on shard 0's loop:
 *
 * <ol>
 *   <li>A number is adopted on disk first, then by all shards, and only then said in gossip: what a shard says of its number is
 *       never less than what the others have heard, also after a restart. Until the disk is read nothing is said at all.
 *   <li>What all shards have drained is said, too.
 *   <li>Once a second it is looked whether there is a larger number, or whether it is time for one: {@link SweepDecision}. Whoever
 *       finds that first raises it, a little sooner or later than others.
 * </ol>
 */
public final class SweepKeeper {
    /** The rest of the node. */
    public interface Site {
        /** Tells, on this loop, which number the disk has; 0: none yet. */
        void read(LongConsumer then);

        /** Keeps the number; {@code durable} runs on this loop once it is on disk, or never, if the process has to start anew. */
        void keep(long number, Runnable durable);

        /** Lets all shards adopt the number, and then runs {@code then} on this loop. */
        void adopt(long number, Runnable then);

        /** What is seen of the sweep has changed. */
        void see(SweepSeen seen);
    }

    private static final long TICK_MILLIS = 1_000;

    private final Membership membership;
    private final Clock clock;
    private final Timers timers;
    private final Randomness randomness;
    private final long sweepMillis;
    private final Site site;
    private final long[] drained; // by shard
    private long adopted;
    private boolean isKnown;
    private boolean isAdopting;
    private Clock.Ticks due;
    private SweepSeen seen = SweepSeen.NONE;

    /** @param sweepMillis how often the number is raised, about */
    public SweepKeeper(
            Membership membership,
            Clock clock,
            Timers timers,
            Randomness randomness,
            int shards,
            long sweepMillis,
            Site site) {
        this.membership = membership;
        this.clock = clock;
        this.timers = timers;
        this.randomness = randomness;
        this.sweepMillis = sweepMillis;
        this.site = site;
        this.drained = new long[shards];
        this.due = clock.monotonic();
    }

    public void start() {
        site.read(number -> site.adopt(number, () -> {
            isKnown = true;
            adopted(number);
        }));
        timers.after(TICK_MILLIS, this::tick);
    }

    /** All that the shard held on adopting that number is gone. */
    public void drained(int shard, long number) {
        drained[shard] = Math.max(drained[shard], number);
        if (isKnown) {
            say();
        }
    }

    private void adopted(long number) {
        adopted = number;
        long jitter = randomness.below((int) Math.min(Integer.MAX_VALUE, sweepMillis / 8 + 1));
        due = clock.monotonic().plusMillis(sweepMillis + jitter);
        say();
    }

    private void say() {
        long least = Arrays.stream(drained).min().orElse(0);
        membership.sweep(new Sweep(adopted, Math.min(adopted, least)));
    }

    private void tick() {
        timers.after(TICK_MILLIS, this::tick);
        SweepCensus census = membership.sweepCensus().orElse(null);
        if (!isKnown || census == null) {
            return;
        }
        boolean isTime = !due.isAfter(clock.monotonic());
        long next = SweepDecision.next(adopted, census.largest(), census.least().adopted(), isTime);
        if (next > adopted && !isAdopting) {
            isAdopting = true;
            site.keep(
                    next,
                    () -> site.adopt(next, () -> {
                        isAdopting = false;
                        adopted(next);
                    }));
        }
        long drainedByAll = census.least().drained();
        SweepSeen now = new SweepSeen(adopted, drainedByAll, drainedByAll < adopted ? census.behind() : List.of());
        if (!now.equals(seen)) {
            seen = now;
            site.see(now);
        }
    }
}
