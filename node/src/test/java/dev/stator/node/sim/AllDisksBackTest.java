package dev.stator.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.kernel.DoubtAdvice;
import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Condition;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Table;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * All disks of a cluster are put back, each to another moment (FAILURES 94), on kernels as they ship, in virtual time, where nothing else goes
 * wrong. All but the one whose moment is the last are in doubt, for that one nobody remembers better; alone it is no quorum. Nothing is
 * dropped, and a human's word lets all go on.
 */
class AllDisksBackTest {
    private static final int STORIES = 6;
    private static final int KEYS = 12;
    private static final long APART_NANOS = 25 * Scheduler.SECONDS; // longer than until others keep what they heard

    @Test
    void nothingIsDroppedOrServedAndAWordOfAHumanLetsAllGoOn() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seeds.size() < STORIES; seed++) {
            Swarm swarm = Simulation.swarmOf(seed);
            if (swarm.settings().readQuorum() > 1 && swarm.settings().writeQuorum() > 1 && swarm.operationsMax() > 10) {
                seeds.add(seed);
            }
        }

        for (long seed : seeds) {
            new Story(seed).tell();
        }
    }

    /** One cluster, told from its start. */
    private static final class Story {
        private final String name;
        private final Scheduler scheduler = new Scheduler();
        private final Chance chance;
        private final History history;
        private final Cluster cluster;
        private int writes;

        Story(long seed) {
            name = "seed " + seed + ", " + Simulation.swarmOf(seed).described();
            chance = new Chance(seed);
            Swarm swarm = Swarm.drawn(chance.fork("swarm"));
            Trace trace = new Trace(scheduler, false, line -> {});
            history = new History(trace);
            cluster = new Cluster(swarm, scheduler, trace, history, chance.fork("cluster"));
        }

        void tell() {
            cluster.start();
            pass(3 * Scheduler.SECONDS);
            for (int key = 0; key < KEYS; key++) {
                assertThat(put(key, chance.oneOf(cluster.members()))).as(name).isInstanceOf(WriteOutcome.Written.class);
            }
            List<SimNode> order = Cluster.shuffled(cluster.members(), chance);
            for (SimNode node : order) {
                pass(APART_NANOS);
                node.disk().keepSnapshot();
                for (int key = 0; key < KEYS; key++) {
                    put(key, chance.oneOf(cluster.members()));
                }
            }
            SimNode newest = order.get(order.size() - 1);

            order.forEach(SimNode::putBack);
            Map<SimNode, Map<Key, StoredRecord>> before = disks();
            order.forEach(SimNode::start);
            pass(60 * Scheduler.SECONDS);
            inDoubt(order, newest, before);

            for (SimNode node : order) {
                node.acceptLoss();
                node.start();
                pass(chance.between(0, 3 * Scheduler.SECONDS));
            }
            pass(120 * Scheduler.SECONDS);
            goesOn(order);
            assertThat(history.violations()).as(name).isEmpty();
        }

        private void inDoubt(List<SimNode> order, SimNode newest, Map<SimNode, Map<Key, StoredRecord>> before) {
            for (SimNode node : order) {
                assertThat(node.kernel().inDoubt().isPresent())
                        .as(node + " of " + name)
                        .isEqualTo(node != newest);
                if (node != newest) {
                    assertThat(DoubtAdvice.of(
                                            node.kernel().view().orElseThrow(),
                                            order.stream().map(SimNode::id).collect(Collectors.toSet()),
                                            cluster.swarm().settings().writeQuorum())
                                    .then())
                            .as(node + " of " + name)
                            .isEqualTo(advice(node, newest));
                }
                for (int key = 0; key < KEYS; key++) {
                    assertThat(put(key, node)).as(name).isNotInstanceOf(WriteOutcome.Written.class);
                    assertThat(get(key, node)).as(name).isNotInstanceOf(ReadOutcome.Answer.class);
                }
            }
            Map<SimNode, Map<Key, StoredRecord>> now = disks();
            for (SimNode node : order) {
                if (node != newest) {
                    assertThat(now.get(node)).as(node + " of " + name).isEqualTo(before.get(node));
                }
            }
        }

        /** By the most owners in doubt of one of its partitions. */
        private DoubtAdvice.Then advice(SimNode node, SimNode newest) {
            long worst = cluster.ring().placements().stream()
                    .filter(placement -> placement.owners().contains(node.id()))
                    .mapToLong(placement -> placement.owners().stream()
                            .filter(owner -> !owner.equals(newest.id()))
                            .count())
                    .max()
                    .orElse(1);
            return worst < cluster.swarm().settings().writeQuorum()
                    ? DoubtAdvice.Then.MAKE_NEW
                    : DoubtAdvice.Then.WAIT_FOR_HUMAN;
        }

        private void goesOn(List<SimNode> order) {
            for (SimNode node : order) {
                assertThat(node.kernel().inDoubt()).as(node + " of " + name).isEmpty();
                for (int key = 0; key < KEYS; key++) { // all were written before the first snapshot
                    ReadOutcome read = get(key, node);
                    assertThat(read).as(name).isInstanceOf(ReadOutcome.Answer.class);
                    assertThat(((ReadOutcome.Answer) read).state().live())
                            .as(node + " of " + name)
                            .isNotEmpty();
                }
            }
            for (int key = 0; key < KEYS; key++) {
                assertThat(put(key, chance.oneOf(order))).as(name).isInstanceOf(WriteOutcome.Written.class);
            }
        }

        private Map<SimNode, Map<Key, StoredRecord>> disks() {
            Map<SimNode, Map<Key, StoredRecord>> all = new HashMap<>();
            for (SimNode node : cluster.members()) {
                Map<Key, StoredRecord> records = new HashMap<>();
                for (int key = 0; key < KEYS; key++) {
                    records.put(key(key), node.disk().durable(Table.RECORDS, key(key)));
                }
                all.put(node, records);
            }
            return all;
        }

        private WriteOutcome put(int key, SimNode at) {
            int number = writes++;
            ClientWrite write = ClientWrite.put(
                    key(key),
                    "text/plain",
                    ("value " + number).getBytes(StandardCharsets.UTF_8),
                    "write " + number,
                    Optional.empty(),
                    Condition.NONE);
            List<WriteOutcome> outcomes = new ArrayList<>();
            at.kernel().write(write, 5_000, outcomes::add);
            passUntil(outcomes);
            return outcomes.get(0);
        }

        private ReadOutcome get(int key, SimNode at) {
            List<ReadOutcome> outcomes = new ArrayList<>();
            at.kernel().get(key(key), 5_000, outcomes::add);
            passUntil(outcomes);
            return outcomes.get(0);
        }

        private void passUntil(List<?> outcomes) {
            for (int tenths = 0; tenths < 60 && outcomes.isEmpty(); tenths++) {
                pass(100 * Scheduler.MILLIS);
            }
            assertThat(outcomes).as(name).hasSize(1);
        }

        private void pass(long nanos) {
            scheduler.runUntil(scheduler.now() + nanos);
        }

        private static Key key(int number) {
            return Key.of("k" + number);
        }
    }
}
