package dev.stator.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Life;
import org.junit.jupiter.api.Test;

/** What kernels say of lives in sessions (PROTOCOL §4), on kernels as they ship, in virtual time, where nothing goes wrong. */
class KernelLivesTest {
    @Test
    void nodesSayTheLifeThatTheyClaimedAndTheLastOneOfEachOther() {
        Scheduler scheduler = new Scheduler();
        Trace trace = new Trace(scheduler, false, line -> {});
        Chance chance = new Chance(3);
        Cluster cluster = new Cluster(
                Swarm.drawn(chance.fork("swarm")), scheduler, trace, new History(trace), chance.fork("cluster"));
        cluster.start();
        scheduler.runUntil(30 * Scheduler.SECONDS);
        SimNode restarted = cluster.members().get(0);
        Life before = restarted.gossipLife();

        restarted.crash(false);
        restarted.start();
        assertThat(restarted.kernel().lives(restarted.id()).own())
                .as("it asks first")
                .isEqualTo(Life.UNKNOWN);
        scheduler.runUntil(60 * Scheduler.SECONDS);

        assertThat(restarted.gossipLife().isAfter(before)).isTrue();
        for (SimNode node : cluster.members()) {
            for (SimNode other : cluster.members()) {
                assertThat(node.kernel().lives(other.id()).own()).isEqualTo(node.gossipLife());
                assertThat(node.kernel().lives(other.id()).others())
                        .as(node + " of " + other)
                        .isEqualTo(other.gossipLife());
            }
        }
    }
}
