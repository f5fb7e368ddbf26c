package dev.stator.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Whole clusters of the kernel that ships, in virtual time, with everything going wrong that may (PROTOCOL §6). Without
 * properties: the seeds that once found something, and fresh ones, which are others every day.
 *
 * <p>{@code -Dsim.seed=N} runs one seed, {@code -Dsim.trace=true} prints what happened in it, {@code -Dsim.without=...} leaves something
 * out ({@link Trim}); {@code -Dsim.seeds=N} or
 * {@code -Dsim.minutes=N} run as many fresh ones, from {@code -Dsim.from=N} on if given.
 */
class SimulationTest {
    /** Seeds that once broke a promise, or showed that the simulator promised too much. */
    private static final List<Long> OFFENDERS = List.of(
            2_078_200_000_233L, // R + W <= N, a condition checked on R answers
            2_078_200_000_264L, // the same
            2_078_200_001_716L, // the only node that was told of a ring stood still until it was killed
            2_078_600_000_000L, // a store that had come into doubt said NOT_ME to the second copy of a write that it
            // had carried out
            2_078_200_003_613L, // a write that started again was told "412" though it had been written
            2_078_600_000_168L, // a write whose time was over began again under a newer ring, and was answered twice
            2_078_600_000_457L, // a hint that could not be read when it was counted held up the sweep for ever
            2_078_600_006_661L, // a retry that was known when it was asked about was forgotten when it was fetched
            2_078_700_003_283L, // what a disk had whose bits flipped before the ack came was not counted
            16_881L, // all clocks were off, and owners out of reach were tried before those in reach once more
            20_548L, // of registers, what a disk had that was lost before the ack came was not counted
            2_078_601_098L, // a store in doubt dropped a hint that had been kept long enough
            2_078_602_097L, // a disk that had room again while its store asked others was full to its own shards for
            // ever
            2_078_601_075L, // who had to stand in for a store in doubt had no room for its hints
            987_000_013L, // a damaged record was not replaced while memory had it
            7_200_041L, // of stores that were full, and not known to be yet, one alone was asked as the last
            929L); // slow answers of long ago held up the search for damaged records, though nobody waited any more

    private static final long SECONDS_USUALLY = 45;
    private static final long SEEDS_A_DAY = 100_000_000;

    /** What must have happened in a few hundred seeds, or the simulator has lost its teeth. */
    private static final List<String> RARE = List.of(
            "HEDGE",
            "READ_REPAIR",
            "FORWARD",
            "STALE_EPOCH",
            "NEED_WHOLE",
            "SAME_WRITE",
            "READ_ERROR",
            "WRITE_ERROR",
            "SHED",
            "RING_REFUSED",
            "TREE_DIFFERENCE",
            "LEAF_COUNTED",
            "RECORD_HEALED",
            "PEER_SLOW",
            "DISK_SCARCE",
            "DISK_FULL",
            "refused for full disks",
            "checked a write while disks were full",
            "PURGED",
            "PRUNED",
            "HINT_WEAK",
            "HINT_EXPIRED",
            "seen SUSPECT",
            "seen DEAD",
            "ended Lost",
            "ended Indeterminate",
            "ended Rejected",
            "ended ConditionFailed",
            "ended TooManySiblings",
            "ended NothingToDelete",
            "message too old",
            "ended for flipped bits",
            "value damaged in a buffer",
            "CORRUPT",
            "store lost",
            "in doubt",
            "checked a disk that went back",
            "disks exchanged",
            "disk copied",
            "fault latecomers",
            "checked a hint that goes",
            "checked for one version",
            "checked a condition that held");

    @Test
    void promisesAreKeptWhateverGoesWrong() throws InterruptedException {
        Long one = Long.getLong("sim.seed");
        if (one != null) {
            Simulation.Verdict verdict = Simulation.run(
                    one,
                    Trim.parse(System.getProperty("sim.without", "")),
                    Boolean.getBoolean("sim.trace"),
                    System.out::println);
            System.out.println("seed " + one + ": " + verdict.swarm() + "; trace "
                    + Long.toHexString(verdict.traceHash()) + ", " + verdict.events() + " events");
            assertThat(Campaign.told(List.of(verdict))).isEmpty();
            return;
        }

        Campaign campaign = new Campaign();
        campaign.run(
                OFFENDERS,
                Long.getLong("sim.from", LocalDate.now(ZoneOffset.UTC).toEpochDay() * SEEDS_A_DAY),
                enough(campaign));

        System.out.println(campaign.report());
        if (!campaign.failures().isEmpty()) {
            System.out.println(Campaign.shrunk(campaign.failures().get(0).seed()));
        }
        assertThat(Campaign.told(campaign.failures())).isEmpty();
        List<String> unseen = new ArrayList<>(RARE);
        unseen.removeIf(what -> campaign.count(what) > 0);
        if (campaign.seeds() >= 300) {
            assertThat(unseen).as("paths that no seed took").isEmpty();
        }
    }

    private static BooleanSupplier enough(Campaign campaign) {
        Long seeds = Long.getLong("sim.seeds");
        Long minutes = Long.getLong("sim.minutes");
        long until = System.nanoTime() + (minutes == null ? SECONDS_USUALLY : minutes * 60) * Scheduler.SECONDS;
        return seeds == null ? () -> System.nanoTime() > until : () -> campaign.seeds() >= seeds;
    }

    @Test
    void sameSeedSameTrace() {
        for (long seed = 1; seed <= 4; seed++) {
            Simulation.Verdict first = Simulation.run(seed, false, line -> {});
            Simulation.Verdict again = Simulation.run(seed, false, line -> {});

            assertThat(again.traceHash()).as("trace of seed " + seed).isEqualTo(first.traceHash());
            assertThat(again.events()).isEqualTo(first.events());
        }
    }
}
