package dev.stator.node.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Many seeds, as many at once as there are processors, and what they came to. */
final class Campaign {
    private static final int FAILURES_MAX = 5;
    private static final int FIRST_MAX = 1000;
    private static final int SHRINK_RUNS_MAX = 300;
    private static final long SHRINK_SECONDS_MAX = 120;
    private static final String REPLAY = "./mvnw -q -pl node -am test -Dtest=SimulationTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dsim.seed=";

    private final List<Simulation.Verdict> failures = new ArrayList<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private @Nullable IllegalStateException broken;
    private long seeds;
    private long virtualNanos;
    private long events;
    private long nanos;

    /** Runs {@code first}, then the seeds from {@code from} on, until {@code isEnough}; stops early after some failures. */
    void run(List<Long> first, long from, BooleanSupplier isEnough) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        long begin = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread thread = new Thread(() -> work(first, from, next, isEnough), "simulation-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        nanos += System.nanoTime() - begin;
        if (broken != null) {
            throw broken;
        }
    }

    private void work(List<Long> first, long from, AtomicLong next, BooleanSupplier isEnough) {
        while (failures().size() < FAILURES_MAX && !isBroken()) {
            long turn = next.getAndIncrement();
            if (turn >= first.size() && isEnough.getAsBoolean()) {
                return;
            }
            long seed = turn < first.size() ? first.get((int) turn) : from + turn - first.size();
            try {
                add(Simulation.run(seed, false, line -> {}));
            } catch (RuntimeException
                    | Error e) { // of the simulator itself: a seed that tells nothing is no seed that passed
                broke(seed, e);
                return;
            }
        }
    }

    private synchronized void broke(long seed, Throwable bug) {
        if (broken == null) {
            broken = new IllegalStateException("the simulation of seed " + seed + " broke", bug);
        }
    }

    private synchronized void add(Simulation.Verdict verdict) {
        seeds++;
        virtualNanos += verdict.virtualNanos();
        events += verdict.events();
        verdict.counts().forEach((what, count) -> counts.merge(what, count[0], Long::sum));
        if (!verdict.violations().isEmpty()) {
            failures.add(verdict);
        }
    }

    synchronized List<Simulation.Verdict> failures() {
        return List.copyOf(failures);
    }

    private synchronized boolean isBroken() {
        return broken != null;
    }

    synchronized long seeds() {
        return seeds;
    }

    synchronized long count(String what) {
        return counts.getOrDefault(what, 0L);
    }

    /** Those of them that broke promises: what was found first, how often more, and the command that tells all. */
    static String told(List<Simulation.Verdict> verdicts) {
        return verdicts.stream()
                .filter(verdict -> !verdict.violations().isEmpty())
                .map(Campaign::told)
                .collect(Collectors.joining("\n"));
    }

    private static String told(Simulation.Verdict verdict) {
        List<String> violations = verdict.violations();
        String first = violations.get(0);
        return "seed " + verdict.seed() + " broke a promise: " + verdict.swarm() + "\n  "
                + (first.length() > FIRST_MAX ? first.substring(0, FIRST_MAX) + " ..." : first)
                + (violations.size() > 1 ? "\n  and " + (violations.size() - 1) + " more" : "")
                + "\n  replay: " + REPLAY + verdict.seed() + " -Dsim.trace=true";
    }

    /** The shortest story of this seed that breaks the same promise, and the command that tells it. */
    static String shrunk(long seed) {
        String trim = Shrinker.shrink(seed, SHRINK_RUNS_MAX, SHRINK_SECONDS_MAX);
        return "shrunk: " + REPLAY + seed + " -Dsim.without=" + trim + " -Dsim.trace=true";
    }

    /** Seeds, virtual time, speed, and what was seen how often: faults by kind, endings, rare paths. */
    synchronized String report() {
        String seen = counts.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
        return String.format(
                "%d seeds, %d virtual seconds each, %d events each, %.0f seeds an hour%n%s",
                seeds,
                virtualNanos / Scheduler.SECONDS / Math.max(1, seeds),
                events / Math.max(1, seeds),
                seeds * 3600e9 / Math.max(1, nanos),
                seen);
    }
}
