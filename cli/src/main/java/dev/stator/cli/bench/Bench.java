package dev.stator.cli.bench;

import dev.stator.client.ReadResult;
import dev.stator.client.StatorClient;
import dev.stator.client.WriteOptions;
import dev.stator.client.WriteResult;
import dev.stator.ring.Key;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Closed-loop load: so many requests are always under way, each followed by the next one of its line. First all records are
 * written once, then it warms up, then it measures.
 */
public final class Bench {
    /** @param concurrency requests under way at any time, each on a connection of its own */
    public record Plan(
            Workload workload,
            int concurrency,
            int warmupSeconds,
            int seconds,
            int records,
            int valueBytes,
            long seed) {
        public Plan {
            requirePositive("--threads", concurrency);
            requirePositive("--seconds", seconds);
            requirePositive("--records", records);
            if (valueBytes < 0 || warmupSeconds < 0) {
                throw new IllegalArgumentException("--value-bytes and --warmup must not be negative");
            }
            if (valueBytes > VALUE_BYTES_MAX) {
                throw new IllegalArgumentException(
                        "--value-bytes must be at most " + VALUE_BYTES_MAX + ", which is what a store may take");
            }
        }

        private static void requirePositive(String option, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(option + " must be positive, not " + value);
            }
        }
    }

    private static final int VALUE_BYTES_MAX = 16 << 20;
    private static final int VALUES_MAX = 64;
    private static final int ALL_VALUES_BYTES_MAX = 64 << 20;

    private final StatorClient client;
    private final Plan plan;
    private final List<Long> nodePids;
    private final Consumer<String> progress;
    private final byte[][] values;
    private final AtomicInteger inserted;
    private final Histogram reads = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
    private final Histogram writes = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 3);
    private final AtomicLong errors = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private volatile boolean isMeasuring;
    private volatile boolean goesOn = true;
    private volatile String lastError = "";

    /**
     * @param nodePids the processes whose CPU is counted; empty where the store is not on this machine
     * @param progress told a line about every second
     */
    public Bench(StatorClient client, Plan plan, List<Long> nodePids, Consumer<String> progress) {
        this.client = client;
        this.plan = plan;
        this.nodePids = nodePids;
        this.progress = progress;
        this.values = values(plan);
        this.inserted = new AtomicInteger(plan.records());
    }

    /** A few of random bytes, made once: one alone, again and again, would be compressed away on disk. */
    private static byte[][] values(Plan plan) {
        int fit = ALL_VALUES_BYTES_MAX / Math.max(1, plan.valueBytes());
        byte[][] values = new byte[Math.min(VALUES_MAX, fit)][plan.valueBytes()];
        Random random = new Random(plan.seed());
        for (byte[] value : values) {
            random.nextBytes(value);
        }
        return values;
    }

    public BenchReport run() throws InterruptedException {
        load();
        CountDownLatch lines = new CountDownLatch(plan.concurrency());
        Zipfian zipfian = new Zipfian(plan.records());
        SplittableRandom seeds = new SplittableRandom(plan.seed());
        for (int i = 0; i < plan.concurrency(); i++) {
            new Line(seeds.split(), zipfian, lines).next();
        }
        watch("warming up", plan.warmupSeconds());
        isMeasuring = true;
        OptionalLong cpuBefore = NodeCpu.micros(nodePids);
        long begin = System.nanoTime();
        watch("measuring", plan.seconds());
        isMeasuring = false;
        double seconds = (System.nanoTime() - begin) / 1e9;
        OptionalLong cpuAfter = NodeCpu.micros(nodePids);
        goesOn = false;
        lines.await(15, TimeUnit.SECONDS);
        OptionalLong cpu = cpuBefore.isPresent() && cpuAfter.isPresent()
                ? OptionalLong.of(cpuAfter.getAsLong() - cpuBefore.getAsLong())
                : OptionalLong.empty();
        return new BenchReport(plan, seconds, reads.copy(), writes.copy(), errors.get(), lastError, cpu);
    }

    private void load() throws InterruptedException {
        Semaphore free = new Semaphore(plan.concurrency());
        AtomicLong failed = new AtomicLong();
        long told = System.nanoTime();
        for (int i = 0; i < plan.records(); i++) {
            free.acquire();
            var unused = client.put(key(i), values[i % values.length]).whenComplete((result, failure) -> {
                if (!(result instanceof WriteResult.Written)) {
                    failed.incrementAndGet();
                    lastError = Mishap.of(result, failure);
                }
                free.release();
            });
            if (System.nanoTime() - told > 1_000_000_000L) {
                told = System.nanoTime();
                progress.accept("loading: " + i + " of " + plan.records() + " records");
            }
        }
        free.acquire(plan.concurrency());
        if (failed.get() > 0) {
            errors.addAndGet(failed.get());
        }
    }

    private void watch(String what, int seconds) throws InterruptedException {
        long before = done.get();
        for (int second = 1; second <= seconds; second++) {
            Thread.sleep(1000);
            long now = done.get();
            progress.accept(what + ": " + second + "/" + seconds + " s, " + (now - before) + " ops/s, " + errors.get()
                    + " errors");
            before = now;
        }
    }

    private static Key key(long number) {
        return Key.of("user" + number);
    }

    /** One of the requests that are always under way, and the ones after it. */
    private final class Line {
        private final SplittableRandom random;
        private final Zipfian zipfian;
        private final CountDownLatch ended;

        Line(SplittableRandom random, Zipfian zipfian, CountDownLatch ended) {
            this.random = random;
            this.zipfian = zipfian;
            this.ended = ended;
        }

        void next() {
            if (!goesOn) {
                ended.countDown();
                return;
            }
            boolean isRead = random.nextInt(100) < plan.workload().readPercent();
            long begin = System.nanoTime();
            CompletableFuture<Boolean> request = isRead ? read() : write();
            request.whenComplete((isFine, failure) -> {
                if (isMeasuring && failure == null && isFine) {
                    (isRead ? reads : writes)
                            .recordValue(Math.min(System.nanoTime() - begin, TimeUnit.MINUTES.toNanos(1)));
                } else if (isMeasuring) { // no latency: an error that comes at once would make the others look good
                    errors.incrementAndGet();
                }
                done.incrementAndGet();
                next();
            });
        }

        private byte[] value() {
            return values[random.nextInt(values.length)];
        }

        private Key chosen() {
            if (plan.workload().kind() == Workload.Kind.LATEST) {
                return key(inserted.get() - 1 - zipfian.rank(random));
            }
            return key(zipfian.scattered(random));
        }

        private CompletableFuture<Boolean> read() {
            return client.get(chosen()).thenApply(this::isFine);
        }

        private CompletableFuture<Boolean> write() {
            return switch (plan.workload().kind()) {
                case PLAIN -> client.put(chosen(), value()).thenApply(this::isFine);
                case LATEST ->
                    client.put(key(inserted.getAndIncrement()), value()).thenApply(this::isFine);
                case READ_MODIFY_WRITE -> {
                    Key key = chosen();
                    yield client.get(key)
                            .thenCompose(read -> client.put(key, value(), seen(read)))
                            .thenApply(this::isFine);
                }
            };
        }

        private WriteOptions seen(ReadResult read) {
            if (read instanceof ReadResult.Found found) {
                return WriteOptions.PLAIN.withContext(found.context());
            } else if (read instanceof ReadResult.Siblings siblings) {
                return WriteOptions.PLAIN.withContext(siblings.context());
            }
            return WriteOptions.PLAIN;
        }

        private boolean isFine(ReadResult result) {
            if (result instanceof ReadResult.Failed) {
                lastError = Mishap.of(result, null);
                return false;
            }
            return true;
        }

        private boolean isFine(WriteResult result) {
            if (!(result instanceof WriteResult.Written)) {
                lastError = Mishap.of(result, null);
                return false;
            }
            return true;
        }
    }
}
