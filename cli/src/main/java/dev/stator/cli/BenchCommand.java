package dev.stator.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.cli.bench.Bench;
import dev.stator.cli.bench.BenchReport;
import dev.stator.cli.bench.Overload;
import dev.stator.cli.bench.Workload;
import dev.stator.cli.local.ClusterFile;
import dev.stator.cli.local.Failure;
import dev.stator.client.ClientConfig;
import dev.stator.client.StatorClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator bench}. */
@Command(
        name = "bench",
        description =
                "Puts load on a store and reports throughput, latency and, for the local cluster, the nodes' CPU.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Workloads as in YCSB: A 50 %% reads, B 95 %%, C 100 %%, D 95 %% of the newest, F 50 %% reads and read-modify-writes.",
            "",
            "Example:",
            "  stator bench --workload A --threads 64 --seconds 30"
        })
final class BenchCommand implements Callable<Integer> {
    private static final int OVERLOAD_SECONDS = 60;

    private final Terminal terminal;

    @Option(names = "--workload", paramLabel = "A..F", description = "The mix (default: A).")
    private String workload = "A";

    @Option(names = "--read-percent", paramLabel = "N", description = "Another share of reads than the workload's.")
    private @Nullable Integer readPercent;

    @Option(names = "--threads", description = "Requests under way at any time, a connection each (default: 64).")
    private int threads = 64;

    @Option(names = "--seconds", description = "How long to measure (default: 30).")
    private int seconds = 30;

    @Option(
            names = "--warmup",
            paramLabel = "SECONDS",
            description = "How long to load before measuring (default: 10).")
    private int warmup = 10;

    @Option(names = "--records", description = "Keys, all written first (default: 10000).")
    private int records = 10_000;

    @Option(names = "--value-bytes", description = "Bytes of each value (default: 1024).")
    private int valueBytes = 1024;

    @Option(names = "--seed", description = "Of the choice of keys (default: 1).")
    private long seed = 1;

    @Option(
            names = "--overload",
            paramLabel = "FACTOR",
            description =
                    "Puts alone: --seconds of the usual load, a minute with so many times more connections, and the usual load again.")
    private @Nullable Integer overload;

    @Option(names = "--json", description = "One line for programs.")
    private boolean isJson;

    @Mixin
    private StoreOption store = new StoreOption();

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Bench.Plan plan = plan();
        if (overload != null) {
            return overloaded(overload);
        }
        ClientConfig config = store.config();
        try (StatorClient client = StoreOption.open(config.withConnectionsPerNode(threads))) {
            client.ringKnown().get();
            BenchReport report = new Bench(client, plan, pids(), progress()).run();
            if (isJson) {
                terminal.out().println(new ObjectMapper().writeValueAsString(report.asMap()));
            } else {
                report.lines().forEach(terminal.out()::println);
            }
            if (report.errors() > 0) {
                throw new Failure(report.errors() + " requests failed, the last: " + report.lastError());
            }
            return 0;
        }
    }

    private int overloaded(int factor) throws Exception {
        Overload.Plan plan;
        try {
            plan = new Overload.Plan(threads, factor, seconds, OVERLOAD_SECONDS, records, valueBytes, seed);
        } catch (IllegalArgumentException e) {
            throw Misuse.because(e);
        }
        ScheduledExecutorService pauses = Executors.newSingleThreadScheduledExecutor();
        try (StatorClient client = StoreOption.open(store.config().withConnectionsPerNode(threads * factor))) {
            client.ringKnown().get();
            Map<String, Object> told = new Overload(client, plan, pauses, progress()).run();
            if (isJson) {
                terminal.out().println(new ObjectMapper().writeValueAsString(told));
            } else {
                Overload.lines(told).forEach(terminal.out()::println);
            }
            return 0;
        } finally {
            pauses.shutdownNow();
        }
    }

    private Bench.Plan plan() throws Misuse {
        try {
            Workload mix = Workload.of(workload);
            return new Bench.Plan(
                    readPercent == null ? mix : mix.withReadPercent(readPercent),
                    threads,
                    warmup,
                    seconds,
                    records,
                    valueBytes,
                    seed);
        } catch (IllegalArgumentException e) {
            throw Misuse.because(e);
        }
    }

    private List<Long> pids() throws Failure {
        List<Long> pids = new ArrayList<>();
        if (store.isLocal()) {
            for (ClusterFile.Node node : ClusterFile.read(store.directory()).nodes()) {
                node.pid().ifPresent(pids::add);
            }
        }
        return pids;
    }

    /** On a terminal one line that changes, elsewhere none: a log is not the place to watch. */
    private Consumer<String> progress() {
        if (isJson || !terminal.isWatched()) {
            return line -> {};
        }
        return line -> {
            terminal.err().print("\r\u001b[K" + line);
            terminal.err().flush();
        };
    }
}
