package dev.stator.node.sim;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Condition;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One seed, from its first event to its verdict:
 *
 * <ol>
 *   <li>chaos: users use the store, and what the swarm has drawn goes wrong;
 *   <li>faults stop, and it is quiet until whatever was under way has ended;
 *   <li>every key is read at every member, twice, and everything must succeed;
 *   <li>the checkers look at the end.
 * </ol>
 */
public final class Simulation {
    private static final long SETTLE_NANOS = 20 * Scheduler.SECONDS;
    private static final long CONVERGE_NANOS = 300 * Scheduler.SECONDS;
    private static final long ROUND_NANOS = 6 * Scheduler.SECONDS;
    private static final int CALM_TIMEOUT_MILLIS = 5_000;
    private static final int AUDITOR = -1;

    /**
     * @param violations empty if every promise was kept
     * @param counts how often what was seen
     */
    public record Verdict(
            long seed,
            String swarm,
            List<String> violations,
            Map<String, long[]> counts,
            long virtualNanos,
            long events,
            long traceHash) {}

    private final long seed;
    private final Scheduler scheduler = new Scheduler();
    private final Chance chance;
    private final Swarm swarm;
    private final Trace trace;
    private final History history;
    private final Cluster cluster;
    private final Requests requests;
    private final Trim trim;
    private final List<Key> keys = new ArrayList<>();

    private Simulation(long seed, Trim trim, boolean isTraced, Consumer<String> lines) {
        this.seed = seed;
        this.trim = trim;
        this.chance = new Chance(seed);
        this.swarm = Swarm.drawn(chance.fork("swarm"));
        this.trace = new Trace(scheduler, isTraced, lines);
        this.history = new History(trace);
        this.cluster = new Cluster(swarm, scheduler, trace, history, chance.fork("cluster"));
        this.requests = new Requests(cluster);
        Ledger ledger = new Ledger(history);
        history.add(ledger);
        history.add(new Endings(history, cluster));
        history.add(new Fences(history));
        history.add(new DiskRoom(history, cluster));
        history.add(new InDoubt(history));
        history.add(cluster.twins());
        if (swarm.keepsLastOnly()) {
            RegisterPurges purges = new RegisterPurges(history, cluster);
            history.add(purges);
            history.add(new Registers(history, cluster, purges));
        } else {
            Purges purges = new Purges(history, cluster);
            history.add(purges);
            history.add(new HintsGone(history, cluster, purges));
            history.add(new Knowledge(history, ledger, purges));
            history.add(new AckedWrites(history, cluster, purges));
            history.add(new OneVersion(history, cluster));
            history.add(new Remembered(history, cluster));
            history.add(new Conditions(history, ledger, cluster));
            history.add(new Applied(history, cluster, ledger, purges));
            history.add(new Forwards(history, cluster));
        }
        for (int i = 0; i < swarm.keys(); i++) {
            if (trim.leaves(Trim.key(i))) {
                keys.add(key(i));
            }
        }
    }

    private static Key key(int number) {
        return Key.of("k" + number);
    }

    /** Runs one seed; {@code lines} get its trace if {@code isTraced}. */
    public static Verdict run(long seed, boolean isTraced, Consumer<String> lines) {
        return run(seed, Trim.NONE, isTraced, lines);
    }

    static Verdict run(long seed, Trim trim, boolean isTraced, Consumer<String> lines) {
        return new Simulation(seed, trim, isTraced, lines).run();
    }

    /** What the seed has drawn, in words. */
    public static String described(long seed) {
        return swarmOf(seed).described();
    }

    /** What the seed has drawn. */
    static Swarm swarmOf(long seed) {
        return Swarm.drawn(new Chance(seed).fork("swarm"));
    }

    /**
     * The first violation of a seed, at which it ends, or an empty text: what mutants are asked.
     *
     * @param trim what to leave out, as a {@link Trim} says it; may be empty
     */
    public static String firstViolation(long seed, String trim) {
        Simulation simulation = new Simulation(seed, Trim.parse(trim), false, line -> {});
        simulation.history.whenViolated(simulation.scheduler::halt);
        try {
            simulation.run();
        } catch (Scheduler.HaltedException e) { // enough is known
        }
        List<String> violations = simulation.history.violations();
        return violations.isEmpty() ? "" : violations.get(0);
    }

    private Verdict run() {
        cluster.start();
        long begin = Scheduler.SECONDS;
        long end = begin + trim.chaosNanos(swarm);
        scheduler.after(begin, () -> {
            for (int i = 0; i < swarm.users(); i++) {
                List<Key> own = keysOf(i);
                if (trim.leaves(Trim.user(i)) && !own.isEmpty()) {
                    new User(cluster, requests, i, own, trim.deedsOf(swarm), chance.fork("user" + i), end).goOn();
                }
            }
            new Nemesis(cluster, trim.faultsOf(swarm), chance.fork("nemesis"), end).start();
        });
        scheduler.runUntil(end);
        cluster.heal();
        scheduler.runUntil(end + (cluster.twins().areThere() ? Twins.QUIET_NANOS : 0) + SETTLE_NANOS);
        converge();
        requests.calm();
        audit();
        return new Verdict(
                seed,
                swarm.described(),
                history.violations(),
                history.counts(),
                scheduler.now(),
                scheduler.events(),
                trace.hash());
    }

    private void converge() {
        Converged converged = new Converged(cluster, keys);
        long begin = scheduler.now();
        while (!converged.differences().isEmpty()) {
            if (scheduler.now() - begin >= CONVERGE_NANOS) {
                converged.differences().forEach(what -> history.violated("owners converge without reads", what));
                return;
            }
            scheduler.runUntil(scheduler.now() + Scheduler.SECONDS);
        }
        history.counts("converged after " + ((scheduler.now() - begin) / Scheduler.SECONDS + 19) / 20 * 20 + " s");
    }

    private List<Key> keysOf(int user) {
        if (!swarm.hasPrivateKeys()) {
            return keys;
        }
        List<Key> own = new ArrayList<>();
        for (int i = user; i < swarm.keys(); i += swarm.users()) {
            if (trim.leaves(Trim.key(i))) {
                own.add(key(i));
            }
        }
        return own;
    }

    private void audit() {
        for (int round = 0; round < 2; round++) {
            for (Key key : keys) {
                for (SimNode node : cluster.lasting()) {
                    requests.get(AUDITOR, key, node, CALM_TIMEOUT_MILLIS, done -> {});
                    scheduler.runUntil(scheduler.now() + spacing());
                }
            }
            scheduler.runUntil(scheduler.now() + ROUND_NANOS);
        }
        history.finished(cluster);
        Chance dice = chance.fork("audit");
        for (Key key : keys) {
            UserWrite last = requests.write(id -> ClientWrite.put(
                    key, "text/plain", UserWrite.content(id, 0), "id" + id, Optional.empty(), Condition.NONE));
            requests.send(AUDITOR, last, dice.oneOf(cluster.lasting()), CALM_TIMEOUT_MILLIS, done -> {});
            scheduler.runUntil(scheduler.now() + spacing());
        }
        scheduler.runUntil(scheduler.now() + ROUND_NANOS);
    }

    /** Swarms whose nodes shed the third request must not be asked three at once. */
    private long spacing() {
        return swarm.operationsMax() < 10 ? 3 * Scheduler.SECONDS : 50 * Scheduler.MILLIS;
    }
}
