package dev.stator.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class BenchReportTest {
    private static final Bench.Plan PLAN = new Bench.Plan(Workload.of("A"), 64, 10, 30, 1000, 1024, 1);

    @Test
    void whatWasMeasuredIsToldForPeople() {
        List<String> lines = new BenchReport(
                        PLAN, 2, of(1_000_000, 100), of(4_000_000, 100), 3, "busy", OptionalLong.of(20_000))
                .lines();

        assertThat(lines)
                .containsExactly(
                        "workload A (50 % reads), 64 connections, 1000 records of 1024 bytes, 2 s after 10 s of load",
                        "200 operations, 100 ops/s, 3 errors (the last: busy)",
                        "reads: 100  p50 1.00 ms  p95 1.00 ms  p99 1.00 ms  p99.9 1.00 ms",
                        "writes: 100  p50 4.00 ms  p95 4.00 ms  p99 4.00 ms  p99.9 4.00 ms",
                        "CPU of all nodes: 100.0 µs per operation, 0.01 cores");
    }

    @Test
    void andForPrograms() {
        Map<String, Object> map = new BenchReport(
                        PLAN, 2, of(1_000_000, 100), of(4_000_000, 100), 0, "", OptionalLong.of(20_000))
                .asMap();

        assertThat(map)
                .containsEntry("workload", "A")
                .containsEntry("threads", 64)
                .containsEntry("operations", 200L)
                .containsEntry("opsPerSecond", 100L)
                .containsEntry("errors", 0L)
                .containsEntry("serverCpuMicrosPerOperation", 100.0)
                .containsKeys("p50Millis", "p95Millis", "p99Millis", "p99.9Millis", "readP99Millis", "writeP99Millis");
        assertThat((Double) map.get("readP50Millis")).isBetween(0.99, 1.01);
        assertThat((Double) map.get("writeP50Millis")).isBetween(3.99, 4.01);
    }

    @Test
    void whatWasNotDoneHasNoLatencies() {
        BenchReport report = new BenchReport(PLAN, 2, of(1_000_000, 1), of(0, 0), 0, "", OptionalLong.empty());

        assertThat(report.lines()).contains("writes: none").noneMatch(line -> line.startsWith("CPU"));
        assertThat(report.asMap()).doesNotContainKeys("writeP50Millis", "serverCpuMicrosPerOperation");
    }

    private static Histogram of(long nanos, int times) {
        Histogram histogram = new Histogram(3);
        for (int i = 0; i < times; i++) {
            histogram.recordValue(nanos);
        }
        return histogram;
    }
}
