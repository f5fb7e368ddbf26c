package dev.stator.node.sim;

import dev.stator.node.kernel.Lifetimes;
import dev.stator.node.kernel.StoreSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What one seed tries: the cluster, its limits, what users do and what goes wrong. Each seed draws a swarm of its own, with
 * some kinds of trouble left out, since one kind often hides another.
 *
 * @param isGentle only small trouble: one node away at a time, nothing cut, nothing later than 40 ms. Then sequential users
 *     must see one version of their keys
 * @param thinkNanos between two requests of one user, on average
 * @param inMemory the share of reads that never go to the disk
 * @param delayNanos the longest that a message usually takes
 * @param drift how far the rate of clocks is off, as a share
 * @param deeds how often each is done, relative to the others
 * @param faults how often each kind of trouble comes, by its name: the nanoseconds between two, on average
 * @param lifetimes how long things are kept that are on their way out
 * @param hasPrivateKeys is each key used by one user alone?
 * @param purpose what it is made to show, if anything
 * @param tide when users use the store
 */
record Swarm(
        int nodes,
        StoreSettings settings,
        int shards,
        int keys,
        int users,
        long thinkNanos,
        boolean hasPrivateKeys,
        int siblingsMax,
        long cacheBytes,
        int operationsMax,
        long hintBytesMax,
        double inMemory,
        long fsyncNanos,
        long delayNanos,
        double drift,
        long skewMillis,
        int timeoutMillisMax,
        boolean isGentle,
        Map<Deed, Integer> deeds,
        Map<String, Long> faults,
        long chaosNanos,
        Lifetimes lifetimes,
        Purpose purpose,
        Tide tide) {

    static final long HINT_BYTES_USUALLY = 1 << 20;

    private static final List<int[]> QUORUMS = List.of(
            new int[] {3, 2, 2},
            new int[] {3, 2, 2},
            new int[] {3, 2, 2},
            new int[] {3, 1, 3},
            new int[] {3, 3, 1},
            new int[] {3, 1, 1},
            new int[] {3, 1, 2},
            new int[] {3, 2, 3},
            new int[] {5, 3, 3},
            new int[] {5, 2, 2},
            new int[] {5, 2, 4},
            new int[] {2, 1, 2},
            new int[] {2, 2, 1},
            new int[] {1, 1, 1},
            new int[] {7, 4, 4});

    private static final List<int[]> GENTLE_QUORUMS =
            List.of(new int[] {3, 2, 2}, new int[] {3, 2, 2}, new int[] {3, 1, 2});

    /** Drawn apart, so that most seeds go on telling the stories that they told before there were modes. */
    private static StoreSettings.Durability durability(Chance mode) {
        return mode.happens(0.1) ? StoreSettings.Durability.BUFFERED : StoreSettings.Durability.FSYNC;
    }

    private static StoreSettings.ConflictResolution conflictResolution(Chance mode) {
        return mode.happens(0.1)
                ? StoreSettings.ConflictResolution.LAST_WRITE_WINS
                : StoreSettings.ConflictResolution.SIBLINGS;
    }

    /** Does nobody ever name what was seen before? */
    boolean hasNoContexts() {
        for (Deed deed : Deed.values()) {
            if (deed.namesContexts() && deeds.getOrDefault(deed, 0) > 0) {
                return false;
            }
        }
        return true;
    }

    boolean keepsLastOnly() {
        return settings.conflictResolution() == StoreSettings.ConflictResolution.LAST_WRITE_WINS;
    }

    boolean isBuffered() {
        return settings.durability() == StoreSettings.Durability.BUFFERED;
    }

    static Swarm drawn(Chance chance) {
        return Purpose.drawn(chance).of(usual(chance), chance.fork("purposeful"));
    }

    private static Swarm usual(Chance chance) {
        boolean isGentle = chance.happens(0.25);
        int[] quorum = isGentle && chance.happens(0.7) ? chance.oneOf(GENTLE_QUORUMS) : chance.oneOf(QUORUMS);
        int nodes = Math.max(quorum[0], chance.between(3, 7));
        StoreSettings settings = new StoreSettings(
                "sim",
                quorum[0],
                quorum[1],
                quorum[2],
                chance.happens(0.6) ? StoreSettings.QuorumMode.SLOPPY : StoreSettings.QuorumMode.STRICT,
                1 << chance.below(4),
                conflictResolution(chance.fork("register")),
                durability(chance.fork("mode")));
        boolean hasPrivateKeys = isGentle || chance.happens(0.15);
        int users = chance.between(2, 5);
        return new Swarm(
                nodes,
                settings,
                chance.between(1, 3),
                keys(chance, hasPrivateKeys ? users : 1),
                users,
                chance.logarithmic(100 * Scheduler.MILLIS, 1200 * Scheduler.MILLIS),
                hasPrivateKeys,
                chance.happens(0.5) ? chance.between(2, 6) : 100,
                chance.oneOf(List.of(0L, 3_000L, 100_000L)),
                chance.happens(0.1) ? 2 : 1000,
                chance.happens(0.2) ? 1_000 : HINT_BYTES_USUALLY,
                chance.fraction(),
                chance.logarithmic(100 * Scheduler.MICROS, 20 * Scheduler.MILLIS),
                isGentle ? 20 * Scheduler.MILLIS : chance.logarithmic(500 * Scheduler.MICROS, 300 * Scheduler.MILLIS),
                chance.happens(0.5) ? 0 : 0.001,
                chance.happens(0.5) ? 0 : 86_400_000L,
                chance.oneOf(List.of(1_000, 5_000, 10_000)),
                isGentle,
                deeds(chance, isGentle),
                faults(chance, isGentle),
                chance.between(80, 100) * Scheduler.SECONDS,
                lifetimes(chance.fork("lifetimes")),
                Purpose.NONE,
                Tide.NEVER_LOW);
    }

    /** In every other swarm things grow old within seconds, or nothing would be purged in any. */
    private static Lifetimes lifetimes(Chance chance) {
        return chance.happens(0.5)
                ? Lifetimes.USUAL
                : new Lifetimes(
                        chance.between(500, 8_000),
                        chance.between(1_000, 4_000),
                        chance.between(1_000, 20_000),
                        chance.between(2, 24));
    }

    /** Are there things that grow old within a story? */
    boolean purges() {
        return !lifetimes.equals(Lifetimes.USUAL);
    }

    /** Must whatever is deleted be purged soon after all is well? */
    boolean purgesSoon() {
        return purges() && skewMillis == 0 && !faults.containsKey(new ClockJumps().name());
    }

    /** Few keys are in everybody's hands; of many, some are stale at one store or another, or new, all the time. */
    private static int keys(Chance chance, int users) {
        return users
                * (chance.happens(0.6) ? chance.between(1, users > 1 ? 2 : 5) : chance.between(3, users > 1 ? 8 : 40));
    }

    private static Map<Deed, Integer> deeds(Chance chance, boolean isGentle) {
        Map<Deed, Integer> deeds = new EnumMap<>(Deed.class);
        for (Deed deed : Deed.values()) {
            deeds.put(deed, chance.happens(0.25) ? 0 : chance.between(1, deed.often()));
        }
        deeds.put(Deed.GET, chance.between(2, 10));
        deeds.put(Deed.PUT, chance.between(2, 10));
        if (isGentle && chance.happens(0.7)) { // who uses it makes siblings, and sees more than one version
            deeds.put(Deed.PUT_WITH_EMPTY_CONTEXT, 0);
        }
        return deeds;
    }

    private static Map<String, Long> faults(Chance chance, boolean isGentle) {
        Map<String, Long> faults = new TreeMap<>();
        Chance disks = chance.fork(FullDisks.NAME); // apart, so that other swarms are as they were without it
        if (disks.happens(0.04)) {
            faults.put(FullDisks.NAME, disks.logarithmic(4 * Scheduler.SECONDS, 10 * Scheduler.SECONDS));
            return faults;
        }
        for (Fault fault : isGentle ? Faults.GENTLE : Faults.USUAL) {
            boolean isDisks = fault.name().equals(FullDisks.NAME);
            if (isDisks ? disks.happens(0.3) : chance.happens(0.5)) {
                faults.put(fault.name(), (isDisks ? disks : chance).logarithmic(fault.often(), fault.often() * 10));
            }
        }
        for (Fault fault : isGentle ? List.<Fault>of() : Faults.RARE) {
            Chance dice = chance.fork(fault.name());
            if (dice.happens(0.25)) {
                faults.put(fault.name(), dice.logarithmic(fault.often(), fault.often() * 10));
            }
        }
        return faults;
    }

    /** May stores keep as many hints as a story makes, even for one that never returns? */
    boolean hasRoomForHints() {
        return hintBytesMax == HINT_BYTES_USUALLY;
    }

    boolean isSloppy() {
        return settings.quorum() == StoreSettings.QuorumMode.SLOPPY;
    }

    /** Does nothing go wrong but that disks fill up? */
    boolean onlyFillsDisks() {
        return faults.keySet().equals(Set.of(FullDisks.NAME));
    }

    /** Does every read meet every acknowledged write? */
    boolean meets() {
        return settings.readQuorum() + settings.writeQuorum() > settings.factor();
    }

    String described() {
        List<String> parts = new ArrayList<>();
        if (purpose != Purpose.NONE) {
            parts.add("to show " + purpose);
        }
        parts.add(nodes + " nodes of " + shards + " shards");
        parts.add("(" + settings.factor() + "," + settings.readQuorum() + "," + settings.writeQuorum() + ") "
                + settings.quorum() + " " + settings.durability() + " " + settings.conflictResolution());
        parts.add(keys + (hasPrivateKeys ? " private" : "") + " keys in " + settings.partitions() + " partitions");
        parts.add(users + " users every " + thinkNanos / Scheduler.MILLIS + " ms");
        parts.add("delay to " + delayNanos / 1000 + " us, fsync " + fsyncNanos / 1000 + " us");
        parts.add(lifetimes.equals(Lifetimes.USUAL) ? "usual lifetimes" : lifetimes.toString());
        parts.add((isGentle ? "gentle " : "") + "faults " + faults.keySet());
        return String.join(", ", parts);
    }
}
