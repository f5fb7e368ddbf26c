package dev.stator.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * What a bench came to. Latencies are of whole operations as the client saw them, retries among them.
 *
 * @param cpuMicros what the node processes used while it measured
 */
public record BenchReport(
        Bench.Plan plan,
        double seconds,
        Histogram reads,
        Histogram writes,
        long errors,
        String lastError,
        OptionalLong cpuMicros) {
    private static final double[] PERCENTILES = {50, 95, 99, 99.9};

    private long operations() {
        return reads.getTotalCount() + writes.getTotalCount();
    }

    public Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("workload", plan.workload().name());
        map.put("readPercent", plan.workload().readPercent());
        map.put("threads", plan.concurrency());
        map.put("records", plan.records());
        map.put("valueBytes", plan.valueBytes());
        map.put("warmupSeconds", plan.warmupSeconds());
        map.put("seconds", rounded(seconds, 1));
        map.put("operations", operations());
        map.put("opsPerSecond", Math.round(operations() / seconds));
        map.put("errors", errors);
        Histogram all = reads.copy();
        all.add(writes);
        latencies(map, "", all);
        latencies(map, "read", reads);
        latencies(map, "write", writes);
        if (cpuMicros.isPresent() && operations() > 0) {
            map.put("serverCpuMicrosPerOperation", rounded((double) cpuMicros.getAsLong() / operations(), 1));
            map.put("serverCores", rounded(cpuMicros.getAsLong() / 1e6 / seconds, 2));
        }
        return map;
    }

    private static void latencies(Map<String, Object> map, String prefix, Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return;
        }
        for (double percentile : PERCENTILES) {
            String name = "p" + (percentile == 99.9 ? "99.9" : String.valueOf((int) percentile));
            String key = prefix.isEmpty() ? name : prefix + name.toUpperCase(Locale.ROOT);
            map.put(key + "Millis", rounded(histogram.getValueAtPercentile(percentile) / 1e6, 3));
        }
    }

    private static double rounded(double value, int digits) {
        double factor = Math.pow(10, digits);
        return Math.round(value * factor) / factor;
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "workload %s (%d %% reads), %d connections, %d records of %d bytes, %.0f s after %d s of load",
                plan.workload().name(),
                plan.workload().readPercent(),
                plan.concurrency(),
                plan.records(),
                plan.valueBytes(),
                seconds,
                plan.warmupSeconds()));
        lines.add(String.format(
                Locale.ROOT,
                "%d operations, %.0f ops/s, %d errors%s",
                operations(),
                operations() / seconds,
                errors,
                errors > 0 ? " (the last: " + lastError + ")" : ""));
        lines.add(latencyLine("reads", reads));
        lines.add(latencyLine("writes", writes));
        if (cpuMicros.isPresent() && operations() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "CPU of all nodes: %.1f µs per operation, %.2f cores",
                    (double) cpuMicros.getAsLong() / operations(),
                    cpuMicros.getAsLong() / 1e6 / seconds));
        }
        return lines;
    }

    private static String latencyLine(String what, Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return what + ": none";
        }
        StringBuilder line = new StringBuilder(what + ": " + histogram.getTotalCount());
        for (double percentile : PERCENTILES) {
            line.append(String.format(
                    Locale.ROOT,
                    "  p%s %.2f ms",
                    percentile == 99.9 ? "99.9" : String.valueOf((int) percentile),
                    histogram.getValueAtPercentile(percentile) / 1e6));
        }
        return line.toString();
    }
}
