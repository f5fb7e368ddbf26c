package dev.stator.node.coordinator;

import dev.stator.node.message.Fence;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Network;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.record.Actors;
import dev.stator.node.record.Records;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every operation of a shard works with: its ports, its records, and the cluster as it is seen now. One loop. */
final class Surroundings {
    final Coordinator.Settings settings;
    final Clock clock;
    final Timers timers;
    final Network network;
    final Telemetry telemetry;
    final Records records;
    final Actors actors;
    final Calls calls;
    final RecentLatency latency = new RecentLatency(5_000_000);
    private @Nullable ClusterView view;

    Surroundings(
            Coordinator.Settings settings,
            Clock clock,
            Timers timers,
            Network network,
            Telemetry telemetry,
            Records records,
            Actors actors,
            Calls calls) {
        this.settings = settings;
        this.clock = clock;
        this.timers = timers;
        this.network = network;
        this.telemetry = telemetry;
        this.records = records;
        this.actors = actors;
        this.calls = calls;
    }

    void see(ClusterView newView) {
        view = newView;
    }

    /** Null until there is a ring. */
    @Nullable
    ClusterView view() {
        return view;
    }

    StoreId self() {
        return settings.self();
    }

    static Fence fence(ClusterView view, Placement placement) {
        return new Fence(view.ring().epoch().number(), placement.version());
    }

    static Placement placement(ClusterView view, Key key) {
        return view.placementOf(key);
    }

    /** The others of {@code stores}: those within reach first, the slow among them last; each in the order given. */
    List<StoreId> others(ClusterView view, List<StoreId> stores) {
        List<StoreId> order = new ArrayList<>(stores.size());
        List<StoreId> slow = new ArrayList<>(0);
        List<StoreId> outOfReach = new ArrayList<>(0);
        for (StoreId store : stores) {
            if (!store.equals(self())) {
                (!view.isReachable(store) ? outOfReach : view.isSlow(store) ? slow : order).add(store);
            }
        }
        order.addAll(slow);
        order.addAll(outOfReach);
        return order;
    }

    /** How long to wait for a replica before asking one more. */
    long hedgeMillis() {
        return latency.p95Millis(5, 200);
    }
}
