package dev.stator.node.http;

import dev.stator.node.port.Telemetry;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Telemetry as Prometheus metrics, and warnings as log lines. Each counter and histogram is looked up once, here; counting is an
 * addition. Shared by the shards; any thread.
 */
public final class PrometheusTelemetry implements Telemetry {
    private static final Logger log = LoggerFactory.getLogger(PrometheusTelemetry.class);
    private static final double[] SECONDS = {
        .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10
    };

    private final Map<Operation, Map<Ending, io.prometheus.client.Counter.Child>> requests =
            new EnumMap<>(Operation.class);
    private final Map<Operation, Histogram.Child> seconds = new EnumMap<>(Operation.class);
    private final Map<Counter, io.prometheus.client.Counter> counters = new EnumMap<>(Counter.class);
    private final Histogram siblings;

    public PrometheusTelemetry(CollectorRegistry registry) {
        io.prometheus.client.Counter requestsTotal = io.prometheus.client.Counter.build()
                .name("stator_requests_total")
                .help("Users' requests that have ended, by operation and outcome.")
                .labelNames("op", "outcome")
                .register(registry);
        Histogram requestSeconds = Histogram.build()
                .name("stator_request_seconds")
                .help("How long users' requests took, by operation.")
                .labelNames("op")
                .buckets(SECONDS)
                .register(registry);
        for (Operation operation : Operation.values()) {
            Map<Ending, io.prometheus.client.Counter.Child> byEnding = new EnumMap<>(Ending.class);
            for (Ending ending : Ending.values()) {
                byEnding.put(ending, requestsTotal.labels(name(operation), name(ending)));
            }
            requests.put(operation, byEnding);
            seconds.put(operation, requestSeconds.labels(name(operation)));
        }
        siblings = Histogram.build()
                .name("stator_siblings")
                .help("How many versions gets showed.")
                .buckets(0, 1, 2, 3, 5, 10, 20, 50, 100)
                .register(registry);
        for (Counter counter : Counter.values()) {
            counters.put(
                    counter,
                    io.prometheus.client.Counter.build()
                            .name("stator_" + name(counter) + "_total")
                            .help(helpOf(counter))
                            .register(registry));
        }
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String helpOf(Counter counter) {
        return switch (counter) {
            case HEDGE -> "More replicas asked because the first were slow.";
            case READ_REPAIR -> "Replicas brought up to date after a read.";
            case FORWARD -> "Writes forwarded to an owner.";
            case STALE_EPOCH -> "Operations started again because a replica's ring was newer.";
            case NEED_WHOLE -> "Replica writes sent again with all bytes.";
            case SAME_WRITE -> "Retries recognised as the same write.";
            case DOT_AMNESIA -> "Peers that knew versions of ours which we had forgotten; stays 0.";
            case DOT_CONFLICT -> "One version's name for two contents; stays 0.";
            case CORRUPT -> "Values whose bytes do not hash to what they should.";
            case READ_ERROR -> "Records that could not be read.";
            case WRITE_ERROR -> "Batches that could not be written or synced.";
            case SHED -> "Requests refused because too many were under way.";
            case RING_REFUSED -> "Rings that were not taken up.";
        };
    }

    @Override
    public void request(Operation operation, Ending ending, long nanos) {
        requests.get(operation).get(ending).inc();
        seconds.get(operation).observe(nanos / 1e9);
    }

    @Override
    public void siblings(int count) {
        siblings.observe(count);
    }

    @Override
    public void count(Counter counter) {
        counters.get(counter).inc();
    }

    @Override
    public void warn(String message) {
        log.warn("{}", message);
    }
}
