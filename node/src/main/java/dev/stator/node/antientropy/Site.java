package dev.stator.node.antientropy;

import dev.stator.node.message.Fence;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Telemetry;
import dev.stator.node.record.Horizon;
import dev.stator.node.record.LeafTable;
import dev.stator.node.record.Records;
import dev.stator.node.view.ClusterView;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What the exchanges of one shard work with.
 *
 * @param partitions of the store
 * @param sweepNumber the one that this shard has adopted; empty until it is known
 */
record Site(
        int partitions,
        Records records,
        LeafTable leaves,
        Storage storage,
        Questions questions,
        Horizon horizon,
        Supplier<OptionalLong> sweepNumber,
        Telemetry telemetry) {
    /** How much of a leaf is compared at a time. */
    static final Storage.PageLimit STRETCH = new Storage.PageLimit(512, 1 << 20);

    OptionalLong sweep() {
        return sweepNumber.get();
    }

    static Fence fence(ClusterView view, int partition) {
        return new Fence(
                view.ring().epoch().number(), view.ring().placement(partition).version());
    }
}
