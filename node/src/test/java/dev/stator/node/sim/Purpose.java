package dev.stator.node.sim;

import dev.stator.node.kernel.Lifetimes;
import dev.stator.node.kernel.StoreSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a swarm is made to show. Most have no purpose, for nobody knows where mistakes are; but some mistakes need more to go wrong, one
 * thing after another, than chance brings about in hundreds of thousands of seeds. Drawn apart, so that all other seeds keep their
 * stories.
 */
enum Purpose {
    NONE,
    /**
     * That what is deleted is purged by proof alone (PROTOCOL rules 14 to 16): keys are put and deleted for some seconds, and then left
     * alone for as long as the proof takes, while {@link Latecomers} keep what was deleted.
     */
    DELETION,
    /** That a write which is tried again is recognised (rule 12): nobody names contexts, and much is tried again, anywhere. */
    RETRIES,
    /** That refusals are true (rules 8, 13, 18): nearly all is conditional or adds a sibling, of which few may be. */
    REFUSALS,
    /**
     * The same as {@link #DELETION}, and that replaced versions are forgotten by proof alone: some keys are deleted at last, the others
     * overwritten. What is late here is so by chance: links and fsyncs that take many seconds, and stores that do not reach each other.
     */
    STRAGGLERS;

    private static final List<int[]> FOR_DELETION =
            List.of(new int[] {3, 2, 2}, new int[] {3, 2, 2}, new int[] {3, 1, 2});
    private static final List<int[]> FOR_RETRIES =
            List.of(new int[] {3, 2, 2}, new int[] {3, 2, 2}, new int[] {3, 1, 3}, new int[] {5, 3, 3});
    private static final List<int[]> FOR_REFUSALS = List.of(
            new int[] {3, 3, 1}, new int[] {3, 3, 1}, new int[] {3, 2, 2}, new int[] {5, 4, 2}, new int[] {5, 3, 3});

    private static final double DELETIONS = 0.05;
    private static final double RETRIED = 0.03;
    private static final double REFUSED = 0.03;
    private static final double STRAGGLING_FROM = 0.2; // so that seeds which had found something keep their stories
    private static final double STRAGGLING = 0.05;

    static Purpose drawn(Chance chance) {
        double dice = chance.fork("apart").fraction();
        if (dice >= STRAGGLING_FROM) {
            return dice < STRAGGLING_FROM + STRAGGLING ? STRAGGLERS : NONE;
        }
        if (dice < DELETIONS) {
            return DELETION;
        } else if (dice < DELETIONS + RETRIED) {
            return RETRIES;
        } else {
            return dice < DELETIONS + RETRIED + REFUSED ? REFUSALS : NONE;
        }
    }

    /** What is mostly done to the key of that number at the end of a high tide. */
    Deed ending(int key) {
        return this == STRAGGLERS && key % 2 == 1 ? Deed.PUT : Deed.DELETE;
    }

    /** A swarm of this purpose, of which what does not matter to it is as in the usual one. */
    Swarm of(Swarm usual, Chance chance) {
        if (this == NONE) {
            return usual;
        }
        SwarmDraft draft = new SwarmDraft(usual);
        draft.hasPrivateKeys = false;
        draft.isGentle = false;
        draft.siblingsMax = 100;
        draft.tide = Tide.NEVER_LOW;
        switch (this) {
            case DELETION -> deletion(draft, chance);
            case RETRIES -> retries(draft, chance);
            case REFUSALS -> refusals(draft, chance);
            case STRAGGLERS -> stragglers(draft, chance);
            default -> throw new IllegalStateException("nothing is made for " + this);
        }
        return draft.swarm(this);
    }

    private static void deletion(SwarmDraft draft, Chance chance) {
        draft.faults = some(
                chance,
                0.15,
                40 * Scheduler.SECONDS,
                new Crashes(),
                new PowerCuts(),
                new Partitions(),
                new Clogs(),
                new Pauses(),
                new BadWeather(0.3, 5 * Scheduler.SECONDS),
                new SlowDisks());
        draft.faults.put(new Latecomers().name(), chance.logarithmic(Scheduler.SECONDS, 4 * Scheduler.SECONDS));
        draft.nodes = chance.between(5, 7);
        draft.store(
                chance.oneOf(FOR_DELETION),
                StoreSettings.QuorumMode.SLOPPY,
                1 << chance.below(2),
                StoreSettings.Durability.FSYNC);
        draft.keys = chance.between(1, 4);
        draft.users = chance.between(2, 3);
        draft.thinkNanos = chance.logarithmic(300 * Scheduler.MILLIS, 1500 * Scheduler.MILLIS);
        draft.hintBytesMax = Swarm.HINT_BYTES_USUALLY;
        draft.deeds = Map.of(
                Deed.PUT, 6,
                Deed.DELETE, 7,
                Deed.GET, 1,
                Deed.PUT_WITH_EMPTY_CONTEXT, 1,
                Deed.PUT_WITH_CONTEXT, 1,
                Deed.REPEAT, 1,
                Deed.REPEAT_OLD, 4);
        untilProven(draft, chance);
        draft.lifetimes = new Lifetimes(
                chance.between(500, 1_500),
                chance.between(300, 2_000),
                chance.happens(0.5) ? 1_000 : Lifetimes.USUAL.hintMillis(),
                chance.between(1, 6));
        draft.tide = ebbing(chance);
    }

    private static void stragglers(SwarmDraft draft, Chance chance) {
        draft.faults = some(
                chance,
                0.2,
                20 * Scheduler.SECONDS,
                new Crashes(),
                new PowerCuts(),
                new Pauses(),
                new BadWeather(0.3, 5 * Scheduler.SECONDS),
                new SlowDisks(),
                new ReadErrors(),
                new Latecomers());
        draft.faults.putAll(some(chance, 0.8, 2 * Scheduler.SECONDS, new Rifts()));
        draft.faults.putAll(some(chance, 0.5, 2 * Scheduler.SECONDS, new Mutes(), new BlindSpots()));
        draft.faults.putAll(some(chance, 0.5, 8 * Scheduler.SECONDS, new SlowLinks(), new StalledFsyncs()));
        draft.faults.put(new Absences().name(), chance.logarithmic(Scheduler.SECONDS, 4 * Scheduler.SECONDS));
        draft.nodes = chance.between(5, 7);
        draft.store(
                chance.oneOf(FOR_DELETION),
                StoreSettings.QuorumMode.SLOPPY,
                1 << chance.below(2),
                chance.happens(0.2) ? StoreSettings.Durability.BUFFERED : StoreSettings.Durability.FSYNC);
        draft.keys = chance.between(2, 16);
        draft.users = chance.between(3, 8);
        draft.thinkNanos = chance.logarithmic(100 * Scheduler.MILLIS, 500 * Scheduler.MILLIS);
        draft.hintBytesMax = chance.happens(0.2) ? 1_000 : Swarm.HINT_BYTES_USUALLY;
        draft.deeds = Map.of(
                Deed.PUT, 6,
                Deed.DELETE, 3,
                Deed.GET, 2,
                Deed.PUT_WITH_EMPTY_CONTEXT, 1,
                Deed.PUT_WITH_CONTEXT, 1,
                Deed.REPEAT_OLD, 2);
        untilProven(draft, chance);
        draft.lifetimes = new Lifetimes(
                chance.between(500, 1_500),
                chance.between(300, 2_000),
                chance.happens(0.7) ? chance.between(1_000, 20_000) : Lifetimes.USUAL.hintMillis(),
                chance.between(1, 3));
        draft.tide = ebbing(chance);
    }

    /** One shard on quick disks, clocks that are right, and time for some proofs. */
    private static void untilProven(SwarmDraft draft, Chance chance) {
        draft.shards = 1;
        draft.fsyncNanos = chance.logarithmic(2 * Scheduler.MILLIS, 8 * Scheduler.MILLIS);
        draft.delayNanos = chance.logarithmic(Scheduler.MILLIS / 2, 10 * Scheduler.MILLIS);
        draft.drift = 0;
        draft.skewMillis = 0;
        draft.chaosNanos = chance.between(180, 240) * Scheduler.SECONDS;
    }

    private static Tide ebbing(Chance chance) {
        return new Tide(
                chance.between(6, 10) * Scheduler.SECONDS,
                3 * Scheduler.SECONDS,
                chance.between(55, 75) * Scheduler.SECONDS);
    }

    private static void retries(SwarmDraft draft, Chance chance) {
        draft.faults = some(
                chance,
                0.5,
                4 * Scheduler.SECONDS,
                new Crashes(),
                new Pauses(),
                new Partitions(),
                new Clogs(),
                new BadWeather(0.3, 5 * Scheduler.SECONDS),
                new SlowDisks(),
                new ReadErrors());
        draft.nodes = chance.between(5, 7);
        ofQuorums(draft, FOR_RETRIES, chance);
        draft.keys = chance.between(1, 3);
        draft.users = chance.between(1, 4);
        draft.thinkNanos = chance.logarithmic(400 * Scheduler.MILLIS, 2_000 * Scheduler.MILLIS);
        draft.deeds = Map.of(Deed.PUT, 8, Deed.DELETE, 1, Deed.GET, 1, Deed.REPEAT, 3, Deed.REPEAT_OLD, 6);
        draft.lifetimes = Lifetimes.USUAL;
    }

    private static void refusals(SwarmDraft draft, Chance chance) {
        draft.faults = some(
                chance,
                0.6,
                4 * Scheduler.SECONDS,
                new Crashes(),
                new Pauses(),
                new Partitions(),
                new Clogs(),
                new BadWeather(0.3, 5 * Scheduler.SECONDS),
                new SlowDisks());
        draft.nodes = 7;
        ofQuorums(draft, FOR_REFUSALS, chance);
        draft.keys = chance.between(1, 4);
        draft.users = chance.between(2, 5);
        draft.siblingsMax = chance.between(2, 4);
        draft.operationsMax = 1000;
        draft.skewMillis = 0;
        draft.timeoutMillisMax = chance.oneOf(List.of(5_000, 10_000));
        draft.deeds = Map.of(
                Deed.PUT, 2,
                Deed.DELETE, 1,
                Deed.GET, 4,
                Deed.PUT_IF, 8,
                Deed.PUT_WITH_CONTEXT, 1,
                Deed.PUT_WITH_EMPTY_CONTEXT, chance.between(1, 6));
    }

    private static void ofQuorums(SwarmDraft draft, List<int[]> quorums, Chance chance) {
        draft.store(
                chance.oneOf(quorums),
                draft.settings.quorum(),
                draft.settings.partitions(),
                StoreSettings.Durability.FSYNC);
    }

    /** Each with this probability, and then every {@code least} to five times that. */
    private static Map<String, Long> some(Chance chance, double probability, long least, Fault... faults) {
        Map<String, Long> drawn = new TreeMap<>();
        for (Fault fault : faults) {
            if (chance.happens(probability)) {
                drawn.put(fault.name(), chance.logarithmic(least, least * 5));
            }
        }
        return drawn;
    }
}
