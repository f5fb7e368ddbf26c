package dev.stator.node;

import dev.stator.node.kernel.DiskUse;
import dev.stator.node.kernel.HintedFor;
import dev.stator.node.kernel.Kernel;
import dev.stator.node.kernel.Shard;
import dev.stator.node.message.DiskState;
import dev.stator.node.rocks.RocksEngine;
import dev.stator.node.rocks.RocksStatistics;
import dev.stator.node.tls.TlsContexts;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.Liveness;
import dev.stator.node.view.SweepSeen;
import dev.stator.ring.StoreId;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Numbers that are read when somebody asks for them: ring, disk, queues, certificates (API §4). */
final class NodeMetrics extends Collector {
    private static final List<String> ROCKSDB_GAUGES = List.of(
            "rocksdb.estimate-num-keys",
            "rocksdb.total-sst-files-size",
            "rocksdb.cur-size-all-mem-tables",
            "rocksdb.block-cache-usage",
            "rocksdb.estimate-pending-compaction-bytes",
            "rocksdb.num-running-compactions",
            "rocksdb.is-write-stopped");

    private final RocksEngine engine;
    private final List<Shard> shards;
    private final Kernel kernel;
    private final TlsContexts tls;
    private final EventLoopGroup loops;
    private final List<LoopLag> lags = new ArrayList<>();
    private final DiskGauge disk;

    /** Registered by whoever makes it. */
    NodeMetrics(
            RocksEngine engine,
            List<Shard> shards,
            Kernel kernel,
            TlsContexts tls,
            EventLoopGroup loops,
            DiskGauge disk) {
        this.engine = engine;
        this.shards = List.copyOf(shards);
        this.kernel = kernel;
        this.tls = tls;
        this.loops = loops;
        this.disk = disk;
        loops.forEach(loop -> lags.add(LoopLag.of(loop)));
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<MetricFamilySamples> all = new ArrayList<>();
        ring(all);
        all.add(gauge(
                "stator_tree_pairs_due",
                "Comparisons with other owners not finished since placement or reach changed last.",
                kernel.treePairsDue()));
        hints(all);
        tombstones(all);
        commits(all);
        disk(all);
        all.add(gauge(
                "stator_tls_not_after_seconds",
                "When the first of the node's certificates expires, seconds since 1970.",
                tls.notAfter().getEpochSecond()));
        loopLag(all);
        load(all);
        all.add(gauge("stator_loop_queue_tasks", "Tasks that wait on the shards' loops.", queuedTasks()));
        return all;
    }

    private void ring(List<MetricFamilySamples> all) {
        ClusterView view = kernel.view().orElse(null);
        all.add(gauge(
                "stator_in_doubt",
                "1 where the store serves nothing, because its disk seems to have gone back in time.",
                kernel.inDoubt().isPresent() ? 1 : 0));
        all.add(gauge(
                "stator_ring_epoch",
                "The epoch of the ring in force; 0: none.",
                view == null ? 0 : view.ring().epoch().number()));
        GaugeMetricFamily members =
                new GaugeMetricFamily("stator_members", "Members of the ring, as seen from here.", List.of("state"));
        if (view != null) {
            Map<String, Integer> byState = new TreeMap<>(Map.of("reachable", 0, "unreachable", 0));
            view.ring()
                    .members()
                    .keySet()
                    .forEach(store ->
                            byState.merge(view.isReachable(store) ? "reachable" : "unreachable", 1, Integer::sum));
            byState.forEach((state, count) -> members.addMetric(List.of(state), count));
        }
        all.add(members);
        liveness(all, view);
    }

    private static void liveness(List<MetricFamilySamples> all, @Nullable ClusterView view) {
        GaugeMetricFamily members = new GaugeMetricFamily(
                "stator_members_seen", "Members by what gossip says of them.", List.of("liveness"));
        long slow = 0;
        if (view != null) {
            Map<Liveness, Integer> counts = new EnumMap<>(Liveness.class);
            for (StoreId store : view.ring().members().keySet()) {
                counts.merge(view.liveness(store), 1, Integer::sum);
                slow += view.isSlow(store) ? 1 : 0;
            }
            for (Liveness liveness : Liveness.values()) {
                members.addMetric(List.of(liveness.name().toLowerCase(Locale.ROOT)), counts.getOrDefault(liveness, 0));
            }
        }
        all.add(members);
        all.add(gauge("stator_members_slow", "Members that answer much later than others do: asked last.", slow));
    }

    private void hints(List<MetricFamilySamples> all) {
        List<String> labels = List.of("target");
        GaugeMetricFamily count = new GaugeMetricFamily("stator_hints", "Keys kept for a store out of reach.", labels);
        GaugeMetricFamily weak = new GaugeMetricFamily(
                "stator_hints_best_effort", "Those of them that W owners hold: dropped after some hours.", labels);
        GaugeMetricFamily bytes =
                new GaugeMetricFamily("stator_hint_bytes", "What is kept for a store out of reach.", labels);
        GaugeMetricFamily age = new GaugeMetricFamily(
                "stator_hint_oldest_seconds", "For how long something has been kept for it.", labels);
        for (HintedFor kept : kernel.hints()) {
            List<String> target = List.of(kept.target().toString());
            count.addMetric(target, kept.hints());
            weak.addMetric(target, kept.bestEffort());
            bytes.addMetric(target, (double) kept.bytes());
            age.addMetric(target, kept.oldestMillis() / 1e3);
        }
        all.addAll(List.of(count, weak, bytes, age));
    }

    private void tombstones(List<MetricFamilySamples> all) {
        SweepSeen sweep = kernel.sweep();
        all.add(gauge("stator_sweep_adopted", "The sweep number that this node has taken up.", sweep.adopted()));
        all.add(gauge(
                "stator_sweep_drained",
                "The sweep number of which all members say that nothing older is left with them.",
                sweep.drained()));
        GaugeMetricFamily behind = new GaugeMetricFamily(
                "stator_sweep_behind", "Members that say no more than that: purges wait for them.", List.of("member"));
        sweep.behind().forEach(member -> behind.addMetric(List.of(member.toString()), 1));
        all.add(behind);
        long[] counts = kernel.tombstonesWaiting();
        GaugeMetricFamily waiting = new GaugeMetricFamily(
                "stator_tombstones_waiting", "Old tombstones met that could not be purged yet.", List.of("for"));
        waiting.addMetric(List.of("owners"), (double) counts[0]);
        waiting.addMetric(List.of("sweep"), (double) counts[1]);
        all.add(waiting);
    }

    private void loopLag(List<MetricFamilySamples> all) {
        GaugeMetricFamily lag = new GaugeMetricFamily(
                "stator_loop_lag_seconds",
                "How late a shard's loop was, the worst of the last seconds.",
                List.of("shard"));
        for (int shard = 0; shard < lags.size(); shard++) {
            lag.addMetric(List.of(Integer.toString(shard)), lags.get(shard).seconds());
        }
        all.add(lag);
    }

    private void load(List<MetricFamilySamples> all) {
        List<String> labels = List.of("shard");
        GaugeMetricFamily underWay =
                new GaugeMetricFamily("stator_operations_under_way", "Users' requests that are carried out.", labels);
        GaugeMetricFamily most = new GaugeMetricFamily(
                "stator_operations_limit", "How many there may be; those beyond are shed with 503.", labels);
        for (int shard = 0; shard < shards.size(); shard++) {
            Shard.Load load = shards.get(shard).load();
            List<String> label = List.of(Integer.toString(shard));
            underWay.addMetric(label, load.underWay());
            most.addMetric(label, load.underWayMax());
        }
        all.addAll(List.of(underWay, most));
    }

    private void disk(List<MetricFamilySamples> all) {
        DiskUse use = disk.last();
        all.add(gauge("stator_disk_total_bytes", "How much the node may fill.", use.capacityBytes()));
        all.add(gauge(
                "stator_disk_free_bytes",
                "What is free of it for the node.",
                Math.max(0, use.capacityBytes() - use.usedBytes())));
        all.add(new GaugeMetricFamily("stator_disk_used_ratio", "What share of it is used, 0 to 1.", use.share()));
        DiskState now = kernel.view().map(view -> view.disk(kernel.self())).orElse(DiskState.OK);
        GaugeMetricFamily states = new GaugeMetricFamily(
                "stator_disk_state",
                "1 for what the node says of its disk: from filling on it takes in less and less.",
                List.of("state"));
        for (DiskState state : DiskState.values()) {
            states.addMetric(List.of(state.name().toLowerCase(Locale.ROOT)), state == now ? 1 : 0);
        }
        all.add(states);
    }

    private void commits(List<MetricFamilySamples> all) {
        RocksStatistics statistics = engine.statistics();
        all.add(counter("stator_commit_groups", "Groups of writes applied.", (double) statistics.groups()));
        all.add(counter("stator_commit_writes", "Writes applied, in groups.", (double) statistics.writes()));
        all.add(counter("stator_commit_syncs", "Fsyncs of the log.", (double) statistics.syncs()));
        all.add(counter("stator_commit_sync_seconds", "Time in fsyncs.", statistics.syncNanos() / 1e9));
        all.add(gauge("stator_commit_queue_bytes", "Writes that are not durable yet.", statistics.queuedBytes()));
        for (String property : ROCKSDB_GAUGES) {
            OptionalLong value = engine.property(property);
            if (value.isPresent()) {
                String name = "stator_" + property.replace('.', '_').replace('-', '_');
                all.add(gauge(name, "RocksDB's property " + property + ".", value.getAsLong()));
            }
        }
    }

    private long queuedTasks() {
        long tasks = 0;
        for (EventExecutor loop : loops) {
            tasks += loop instanceof SingleThreadEventExecutor executor ? executor.pendingTasks() : 0;
        }
        return tasks;
    }

    private static GaugeMetricFamily gauge(String name, String help, long value) {
        return new GaugeMetricFamily(name, help, (double) value);
    }

    private static CounterMetricFamily counter(String name, String help, double value) {
        return new CounterMetricFamily(name, help, value);
    }
}
