package dev.stator.cli.bench;

import dev.stator.client.StatorClient;
import dev.stator.client.WriteResult;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Puts in a closed loop on more and more connections, to see whether a store that is asked too much goes on doing what it can: first
 * the usual number of lines, then so many times more, then the usual number again. What counts is how many puts per second
 * are acknowledged (goodput), and how soon it is as before.
 */
public final class Overload {
    /**
     * @param lines requests always under way in the usual load, a connection each
     * @param factor how many times more there are in the overload
     */
    public record Plan(
            int lines, int factor, int usualSeconds, int overloadSeconds, int records, int valueBytes, long seed) {
        public Plan {
            if (lines < 1 || factor < 2 || usualSeconds < 1 || overloadSeconds < 1 || records < 1 || valueBytes < 0) {
                throw new IllegalArgumentException("--overload is a factor of at least 2, and the others are positive");
            }
        }
    }

    /** Failures are told apart by their last words' first word only; latencies are of acknowledged puts. */
    private record Phase(String name, double perSecond, long failed, Histogram latencies) {}

    /** How near to the goodput of before is "as before". */
    private static final double AS_BEFORE = 0.9;

    private static final int FAILED_PAUSE_MILLIS = 100;

    private final StatorClient client;
    private final Plan plan;
    private final Consumer<String> progress;
    private final ScheduledExecutorService pauses;
    private final byte[] value;
    private final AtomicLong good = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Histogram latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
    private volatile String lastError = "";

    /** @param pauses where a line waits after a failure: a client that is refused does not ask again at once */
    public Overload(StatorClient client, Plan plan, ScheduledExecutorService pauses, Consumer<String> progress) {
        this.client = client;
        this.plan = plan;
        this.pauses = pauses;
        this.progress = progress;
        this.value = new byte[plan.valueBytes()];
        new Random(plan.seed()).nextBytes(value);
    }

    public Map<String, Object> run() throws InterruptedException {
        lines(plan.lines());
        watch("warming up", plan.usualSeconds());
        Phase before = phase("before", plan.usualSeconds());
        lines(plan.lines() * plan.factor());
        Phase during = phase("overload", plan.overloadSeconds());
        lines(plan.lines());
        int recovery = secondsUntil(AS_BEFORE * before.perSecond());
        Phase after = phase("after", plan.usualSeconds());
        lines(0);
        ended.await(15, TimeUnit.SECONDS);
        return told(List.of(before, during, after), recovery);
    }

    private void lines(int count) {
        wanted.set(count);
        SplittableRandom seeds = new SplittableRandom(plan.seed() + count);
        while (running.get() < count) {
            running.incrementAndGet();
            next(seeds.split());
        }
    }

    private void next(SplittableRandom random) {
        if (running.get() > wanted.get()) {
            if (running.decrementAndGet() == 0) {
                ended.countDown();
            }
            return;
        }
        long begin = System.nanoTime();
        var unused = client.put(Key.of("user" + random.nextInt(plan.records())), value)
                .whenComplete((result, failure) -> {
                    if (result instanceof WriteResult.Written) {
                        good.incrementAndGet();
                        latencies.recordValue(Math.min(System.nanoTime() - begin, TimeUnit.MINUTES.toNanos(1)));
                        next(random);
                    } else {
                        failed.incrementAndGet();
                        lastError = Mishap.of(result, failure);
                        int pause = ThreadLocalRandom.current().nextInt(FAILED_PAUSE_MILLIS);
                        pause(random, pause);
                    }
                });
    }

    private void pause(SplittableRandom random, int millis) {
        var unused = pauses.schedule(() -> next(random), millis, TimeUnit.MILLISECONDS);
    }

    private Phase phase(String name, int seconds) throws InterruptedException {
        latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
        long goodBefore = good.get();
        long failedBefore = failed.get();
        long begin = System.nanoTime();
        watch(name, seconds);
        double took = (System.nanoTime() - begin) / 1e9;
        return new Phase(name, (good.get() - goodBefore) / took, failed.get() - failedBefore, latencies.copy());
    }

    private void watch(String what, int seconds) throws InterruptedException {
        for (int second = 1; second <= seconds; second++) {
            progress.accept(what + ": " + second + "/" + seconds + " s, " + oneSecond() + " puts/s, " + failed.get()
                    + " failed");
        }
    }

    private long oneSecond() throws InterruptedException {
        long before = good.get();
        Thread.sleep(1000);
        return good.get() - before;
    }

    /** In whole seconds; as many as there may be at most when it was not so in time. */
    private int secondsUntil(double perSecond) throws InterruptedException {
        for (int second = 1; second <= plan.overloadSeconds(); second++) {
            long now = oneSecond();
            progress.accept("recovering: " + second + " s, " + now + " puts/s");
            if (now >= perSecond) {
                return second;
            }
        }
        return plan.overloadSeconds();
    }

    private Map<String, Object> told(List<Phase> phases, int recovery) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("connections", plan.lines());
        all.put("factor", plan.factor());
        for (Phase phase : phases) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("putsPerSecond", Math.round(phase.perSecond()));
            one.put("failed", phase.failed());
            one.put("p50Millis", Math.round(phase.latencies().getValueAtPercentile(50) / 1e6));
            one.put("p99Millis", Math.round(phase.latencies().getValueAtPercentile(99) / 1e6));
            all.put(phase.name(), one);
        }
        double share = phases.get(1).perSecond() / Math.max(1, phases.get(0).perSecond());
        all.put("goodputShare", Math.round(100 * share) / 100.0);
        all.put("recoverySeconds", recovery);
        all.put("lastError", lastError);
        return all;
    }

    /** For people. */
    public static List<String> lines(Map<String, Object> told) {
        List<String> lines = new ArrayList<>();
        for (String phase : List.of("before", "overload", "after")) {
            lines.add(String.format(Locale.ROOT, "%-9s %s", phase, told.get(phase)));
        }
        lines.add("goodput while asked " + told.get("factor") + " times too much: "
                + told.get("goodputShare") + " of before; as before again after " + told.get("recoverySeconds")
                + " s");
        return lines;
    }
}
