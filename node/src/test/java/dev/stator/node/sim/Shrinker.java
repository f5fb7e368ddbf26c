package dev.stator.node.sim;

/**
 * Makes the story of a seed that broke a promise shorter, as long as the same promise is the first to break:
 *
 * <ol>
 *   <li>Chaos ends sooner: halved, then shortened by less and less.
 *   <li>One kind of trouble, user, key or kind of request after another is left out, where that does no harm to the harm.
 *   <li>From the start, until a whole round changes nothing, or enough was tried.
 * </ol>
 */
public final class Shrinker {
    private final long seed;
    private final Swarm swarm;
    private final String promise;
    private final long until;
    private int runsLeft;
    private Trim trim = Trim.NONE;

    private Shrinker(long seed, int runsMax, long until) {
        this.seed = seed;
        this.swarm = Simulation.swarmOf(seed);
        this.promise = promiseOf(Simulation.firstViolation(seed, ""));
        this.runsLeft = runsMax;
        this.until = until;
    }

    /**
     * The {@link Trim}, as a text, with which the seed still breaks its promise; empty if it breaks none.
     *
     * @param runsMax how many runs to make at most; {@code seconds} how long
     */
    public static String shrink(long seed, int runsMax, long seconds) {
        Shrinker shrinker = new Shrinker(seed, runsMax, System.nanoTime() + seconds * Scheduler.SECONDS);
        return shrinker.promise.isEmpty() ? "" : shrinker.shrunk().toString();
    }

    private Trim shrunk() {
        Trim before;
        do {
            before = trim;
            shorten();
            for (String part : trim.partsOf(swarm)) {
                if (trim.partsOf(swarm).contains(part)) { // else it is the last of its kind by now
                    take(trim.and(part));
                }
            }
        } while (!trim.equals(before));
        return trim;
    }

    private void shorten() {
        long seconds = trim.chaosNanos(swarm) / Scheduler.SECONDS;
        for (long step = seconds / 2; step > 0; step /= 2) {
            if (take(trim.to(seconds - step))) {
                seconds -= step;
            }
        }
    }

    private boolean take(Trim shorter) {
        if (runsLeft <= 0 || System.nanoTime() > until) {
            return false;
        }
        runsLeft--;
        boolean isTaken =
                promiseOf(Simulation.firstViolation(seed, shorter.toString())).equals(promise);
        trim = isTaken ? shorter : trim;
        return isTaken;
    }

    private static String promiseOf(String violation) {
        return violation.split(":", 2)[0];
    }
}
