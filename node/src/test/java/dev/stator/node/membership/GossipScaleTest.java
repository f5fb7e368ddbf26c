package dev.stator.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.view.SweepSeen;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/**
 * How gossip does as clusters grow: rounds until all have a new epoch, false accusations, bytes. Small by default; {@code
 * -Dgossip.members=10000} measures what docs/BENCHMARKS.md says, and wants {@code -Dtest.jvm=-Xmx12g}.
 */
class GossipScaleTest {
    private static final int MEMBERS = Integer.getInteger("gossip.members", 100);
    private static final long SEED = Long.getLong("gossip.seed", 8131);
    private static final int EPOCHS = Integer.getInteger("gossip.epochs", 5);
    private static final int ROUNDS_MAX = 20;
    private static final int SWEEP_SECONDS = Integer.getInteger("gossip.sweep.seconds", 60);
    private static final int CALM_SWEEPS = Integer.getInteger("gossip.sweep.calm", 2);

    @Test
    void newEpochIsEverywhereInTwentyRounds() {
        assertThat(roundsToAgree(0)).isLessThanOrEqualTo(ROUNDS_MAX);
    }

    @Test
    void newEpochIsEverywhereInTwentyRoundsThoughAFifthOfAllMessagesIsLost() {
        assertThat(roundsToAgree(0.2)).isLessThanOrEqualTo(ROUNDS_MAX);
    }

    /** The most of some epochs, each told to one member; a round is a probe period, and rounds are measured in tenths. */
    private static double roundsToAgree(double loss) {
        GossipCluster cluster = new GossipCluster(MEMBERS, SEED).start();
        cluster.loseMessages(loss);
        cluster.run(30_000);
        long[] before = cluster.bytesSent();
        long begun = cluster.nowMillis();
        List<Double> rounds = new ArrayList<>();
        for (int epoch = 2; epoch < 2 + EPOCHS; epoch++) {
            long published = cluster.nowMillis();
            cluster.node((int) cluster.between(0, MEMBERS - 1)).publish(epoch);
            while (cluster.at(epoch) < MEMBERS && cluster.nowMillis() - published < 100_000) {
                cluster.run(100);
            }
            rounds.add((cluster.nowMillis() - published) / 1000.0);
            cluster.run(5_000);
        }
        Collections.sort(rounds);
        long[] bytes = cluster.bytesPerSecond(before, cluster.nowMillis() - begun);
        System.out.printf(
                "gossip members=%d loss=%.0f%% seed=%d: a new epoch everywhere in %s rounds;"
                        + " bytes sent per member and second, median=%d most=%d%n",
                MEMBERS, loss * 100, SEED, rounds, bytes[0], bytes[1]);
        return rounds.get(EPOCHS - 1);
    }

    /** A purge waits for two sweep numbers after the owners' agreement; nothing is sent for it but gossip (FAILURES 90). */
    @Test
    void sweepGoesOnThoughAFifthOfAllMembersIsDownOneGroupAfterAnother() {
        GossipCluster cluster = new GossipCluster(MEMBERS, SEED).start();
        cluster.sweep(SWEEP_SECONDS * 1_000L);
        cluster.run(5_000);
        double calm = secondsUntilDrained(cluster, CALM_SWEEPS);

        int groups = 4;
        int down = Math.max(1, MEMBERS / 5 / groups);
        long agreed = cluster.node(MEMBERS - 1).sweepSeen.adopted();
        long[] before = cluster.bytesSent();
        long begun = cluster.nowMillis();
        for (int group = 0; group < groups; group++) {
            int first = group * down;
            for (int index = first; index < first + down; index++) {
                cluster.node(index).kill();
            }
            run(cluster, 60);
            for (int index = first; index < first + down; index++) {
                cluster.node(index).restart();
            }
            run(cluster, 60);
        }
        double rough = (cluster.nowMillis() - begun) / 1000.0 + secondsUntilDrained(cluster, agreed + 2);

        long[] bytes = cluster.bytesPerSecond(before, cluster.nowMillis() - begun);
        System.out.printf(
                "gossip members=%d down=%d of them, %d at a time, for a minute each; seed=%d; a sweep every %d s: number %d was"
                        + " drained after %.0f s when calm, the second after the agreement at most %.0f s after it; bytes sent per member and second,"
                        + " median=%d most=%d%n",
                MEMBERS, groups * down, down, SEED, SWEEP_SECONDS, CALM_SWEEPS, calm, rough, bytes[0], bytes[1]);
        assertThat(calm).isLessThan(5.0 * SWEEP_SECONDS);
        assertThat(cluster.nodes()).allMatch(node -> node.sweepSeen.drained() >= agreed + 2);
    }

    private static double secondsUntilDrained(GossipCluster cluster, long number) {
        long begun = cluster.nowMillis();
        while (cluster.nodes().stream().anyMatch(node -> node.sweepSeen.drained() < number)
                && cluster.nowMillis() - begun < 15_000L * SWEEP_SECONDS) {
            run(cluster, 1);
        }
        return (cluster.nowMillis() - begun) / 1000.0;
    }

    /** With a word now and then, where that takes hours. */
    private static void run(GossipCluster cluster, int seconds) {
        for (int second = 0; second < seconds; second++) {
            cluster.run(1_000);
            if (MEMBERS > 1_000 && cluster.nowMillis() / 1_000 % 20 == 0) {
                LongSummaryStatistics adopted = of(cluster, SweepSeen::adopted);
                LongSummaryStatistics drained = of(cluster, SweepSeen::drained);
                System.out.printf(
                        "%tT gossip at %d s: members have adopted %d to %d, and seen %d to %d drained by all%n",
                        System.currentTimeMillis(),
                        cluster.nowMillis() / 1_000,
                        adopted.getMin(),
                        adopted.getMax(),
                        drained.getMin(),
                        drained.getMax());
            }
        }
    }

    private static LongSummaryStatistics of(GossipCluster cluster, ToLongFunction<SweepSeen> number) {
        return cluster.nodes().stream()
                .mapToLong(node -> number.applyAsLong(node.sweepSeen))
                .summaryStatistics();
    }

    @Test
    void healthyMembersAreNotBuriedBecauseOthersAreSlow() {
        GossipCluster cluster = new GossipCluster(MEMBERS, SEED).start();
        int slow = Math.max(1, MEMBERS / 20);
        cluster.run(5_000);
        long[] before = cluster.bytesSent();
        int seconds = 60;
        for (int second = 0; second < seconds; second++) {
            for (int index = 0; index < slow; index++) { // stands still about half of the time, for up to three seconds
                if (cluster.between(0, 3) == 0) {
                    cluster.node(index).pause(cluster.between(500, 3_000));
                }
            }
            cluster.run(1_000);
        }

        Set<StoreId> suspected = new TreeSet<>();
        Set<StoreId> buried = new TreeSet<>();
        for (GossipCluster.Node node : cluster.nodes()) {
            suspected.addAll(node.everSuspected);
            buried.addAll(node.everBuried);
        }
        long[] bytes = cluster.bytesPerSecond(before, seconds * 1_000L);
        System.out.printf(
                "gossip members=%d slow=%d seed=%d seconds=%d: healthy suspected=%d buried=%d, slow suspected=%d buried=%d;"
                        + " bytes sent per member and second, median=%d most=%d%n",
                MEMBERS,
                slow,
                SEED,
                seconds,
                healthy(cluster, slow, suspected),
                healthy(cluster, slow, buried),
                suspected.size() - healthy(cluster, slow, suspected),
                buried.size() - healthy(cluster, slow, buried),
                bytes[0],
                bytes[1]);
        assertThat(healthy(cluster, slow, buried)).isZero();
    }

    private static int healthy(GossipCluster cluster, int slow, Set<StoreId> among) {
        int healthy = 0;
        for (int index = slow; index < cluster.size(); index++) {
            healthy += among.contains(cluster.node(index).store) ? 1 : 0;
        }
        return healthy;
    }
}
