package dev.stator.node.sim.mutant;

import dev.stator.node.sim.Simulation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/** Runs seeds on mutants, a few mutants at once, each in a simulator of its own. */
final class Hunt {
    /**
     * What came of one mutant.
     *
     * @param tried how many seeds were run
     * @param violations what was found, by seed, in the order in which they were run
     * @param failing the unit tests that fail; looked at when hunting, and where no seed is known
     * @param isCutShort the time was over before anything was found
     */
    record Catch(Mutant mutant, int tried, Map<Long, String> violations, List<String> failing, boolean isCutShort) {
        boolean isKilled() {
            return !violations.isEmpty() || mutant.seed() == 0 && !failing.isEmpty();
        }

        /** One line: the seeds that found it, how many were run, the promise that the first found broken, the tests that fail. */
        @Override
        public String toString() {
            String found = violations.isEmpty()
                    ? "-"
                    : violations.values().iterator().next().split(":", 2)[0];
            return mutant + " | " + violations.keySet() + " of " + tried + " | " + found + " | "
                    + String.join(", ", failing) + (isCutShort ? " | out of time" : "");
        }
    }

    private final MutantCompiler compiler = new MutantCompiler();
    private final boolean isHunt;
    private final int threads;
    private final int kills;
    private final int seedsMax;
    private final Pattern swarms;
    private final long until;

    /**
     * @param isHunt from seed 1 on, and all tests; else from the seeds that are known, and the tests where none is
     * @param kills how many kills are enough, {@code seedsMax} how many seeds are, for one mutant
     * @param swarms only seeds that have drawn something like this are run when hunting; all are counted
     * @param seconds after so many no seed is begun
     */
    Hunt(boolean isHunt, int threads, int kills, int seedsMax, String swarms, long seconds) {
        this.isHunt = isHunt;
        this.threads = threads;
        this.kills = kills;
        this.seedsMax = seedsMax;
        this.swarms = Pattern.compile(swarms);
        this.until = System.nanoTime() + seconds * 1_000_000_000;
    }

    List<Catch> run(List<Mutant> mutants) throws InterruptedException, ExecutionException {
        List<Callable<Catch>> hunts = new ArrayList<>();
        for (Mutant mutant : mutants) {
            hunts.add(() -> hunt(mutant));
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Catch> catches = new ArrayList<>();
            for (Future<Catch> done : pool.invokeAll(hunts)) {
                catches.add(done.get());
            }
            return catches;
        } finally {
            pool.shutdownNow();
        }
    }

    private Catch hunt(Mutant mutant) throws ReflectiveOperationException {
        if (isLate()) {
            return new Catch(mutant, 0, Map.of(), List.of(), true);
        }
        boolean isUnknown = mutant.seed() == 0;
        MutantLoader loader = new MutantLoader(compiler.compile(mutant));
        Method firstViolation =
                loader.loadClass(Simulation.class.getName()).getMethod("firstViolation", long.class, String.class);
        Map<Long, String> violations = new LinkedHashMap<>();
        int tried = 0;
        List<String> failing =
                isHunt || isUnknown ? UnitTests.failing(loader, isHunt ? "" : mutant.tests()) : List.of();
        while ((isHunt || !isUnknown) && tried < seedsMax && violations.size() < kills && !isLate()) {
            long seed = (isHunt ? 1 : mutant.seed()) + tried++;
            if (isHunt && !swarms.matcher(Simulation.described(seed)).find()) {
                continue;
            }
            String violation = violationOf(mutant, firstViolation, seed);
            if (!violation.isEmpty()) {
                violations.put(seed, violation);
            }
        }
        boolean isCutShort = violations.isEmpty() && isLate();
        Catch caught = new Catch(mutant, tried, violations, failing, isCutShort);
        System.out.println(caught);
        return caught;
    }

    private boolean isLate() {
        return System.nanoTime() > until;
    }

    private static String violationOf(Mutant mutant, Method firstViolation, long seed)
            throws ReflectiveOperationException {
        try {
            return (String) firstViolation.invoke(null, seed, "");
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the simulator itself broke: " + mutant + ", seed " + seed, e);
        }
    }
}
