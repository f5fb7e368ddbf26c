package dev.stator.node.http;

import dev.stator.node.port.Telemetry;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Histogram;
import java.util.Arrays;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Telemetry as Prometheus metrics, and warnings as log lines. Each counter and histogram is looked up once, here; counting is an
 * addition. Shared by the shards; any thread.
 */
@SuppressWarnings("EnumOrdinal") // indexes arrays that are made from the same enums, and live no longer
public final class PrometheusTelemetry implements Telemetry {
    private static final Logger log = LoggerFactory.getLogger(PrometheusTelemetry.class);
    private static final double[] SECONDS = {
        .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10
    };

    private final io.prometheus.client.Counter.Child[][] requests; // by the ordinals of operation and ending
    private final Histogram.Child[] seconds;
    private final io.prometheus.client.Counter[] counters;
    private final io.prometheus.client.Counter.Child[] shortfalls;
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
        requests = Arrays.stream(Operation.values())
                .map(operation -> Arrays.stream(Ending.values())
                        .map(ending -> requestsTotal.labels(name(operation), name(ending)))
                        .toArray(io.prometheus.client.Counter.Child[]::new))
                .toArray(io.prometheus.client.Counter.Child[][]::new);
        seconds = Arrays.stream(Operation.values())
                .map(operation -> requestSeconds.labels(name(operation)))
                .toArray(Histogram.Child[]::new);
        io.prometheus.client.Counter shortfallsTotal = io.prometheus.client.Counter.build()
                .name("stator_quorum_shortfall_total")
                .help("Users' requests for which fewer than R or W stores answered in time, by operation.")
                .labelNames("op")
                .register(registry);
        shortfalls = Arrays.stream(Operation.values())
                .map(operation -> shortfallsTotal.labels(name(operation)))
                .toArray(io.prometheus.client.Counter.Child[]::new);
        siblings = Histogram.build()
                .name("stator_siblings")
                .help("How many versions gets showed.")
                .buckets(0, 1, 2, 3, 5, 10, 20, 50, 100)
                .register(registry);
        counters = Arrays.stream(Counter.values())
                .map(counter -> io.prometheus.client.Counter.build()
                        .name("stator_" + name(counter) + "_total")
                        .help(helpOf(counter))
                        .register(registry))
                .toArray(io.prometheus.client.Counter[]::new);
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
            case FALLBACK -> "Writes coordinated by a node that owns nothing of the key, since no owner was in reach.";
            case HINT_KEPT -> "States kept for owners out of reach.";
            case HINT_REFUSED -> "Hints not taken in: too many are kept already.";
            case HINT_SENT -> "Hints sent to their owners.";
            case HINT_HOME -> "Hints that all owners hold, and that were forgotten.";
            case HINT_WEAK -> "Hints that W owners hold, so that they may be dropped after some hours.";
            case HINT_EXPIRED -> "Hints that W owners hold, dropped after some hours.";
            case PURGED -> "Deleted keys that were forgotten, since nothing older is left anywhere.";
            case PRUNED -> "Records that have forgotten whom nothing live is of, since nothing older is left anywhere.";
            case TREE_EXCHANGE -> "Partitions compared with another owner, and made equal where they differed.";
            case LEAF_REBUILT -> "Leaves of hash trees that were not the sums of their records; stays 0.";
            case LEAF_COUNTED -> "Leaves counted anew since something of them could not be read.";
            case RECORD_HEALED -> "Damaged records replaced by what the other owners have.";
            case CLOCK_OFF -> "Writes left to other coordinators since the own clock is off.";
            case DISK_SCARCE -> "Puts left to other coordinators since the own disk is scarce.";
            case DISK_FULL -> "Copies not taken in since the own disk is full.";
            case PEER_SLOW -> "Times that a peer was found slow or failing, though alive.";
            case TREE_DIFFERENCE -> "Keys on which owners differed, made equal by anti-entropy.";
        };
    }

    @Override
    public void request(Operation operation, Ending ending, long nanos) {
        requests[operation.ordinal()][ending.ordinal()].inc();
        seconds[operation.ordinal()].observe(nanos / 1e9);
        if (ending == Ending.QUORUM_NOT_MET || ending == Ending.INDETERMINATE) {
            shortfalls[operation.ordinal()].inc();
        }
    }

    @Override
    public void siblings(int count) {
        siblings.observe(count);
    }

    @Override
    public void count(Counter counter) {
        counters[counter.ordinal()].inc();
    }

    @Override
    public void warn(String message) {
        log.warn("{}", message);
    }
}
