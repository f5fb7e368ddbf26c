package dev.stator.node.rocks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Writes of one shard that travel together: one task on its loop per stage, not one per write. Handed on from loop to commit
 * thread to sync thread; what it holds no longer changes once its group is applied.
 *
 * <p>A write is acknowledged after the sync, or, where {@code acknowledgesAfterSync} is off, as soon as it is applied; who
 * asked for a sync waits for the sync in any case.
 */
final class ShardBatch {
    private final ShardLoop loop;
    private final boolean acknowledgesAfterSync;
    private final LongConsumer whenSettled;
    private final List<QueuedWrite> writes = new ArrayList<>();
    private long bytes;
    private boolean isSyncAsked;
    private boolean isApplied;

    /** @param whenSettled told on the loop how many bytes are durable or failed, so no longer queued */
    ShardBatch(ShardLoop loop, boolean acknowledgesAfterSync, LongConsumer whenSettled) {
        this.loop = loop;
        this.acknowledgesAfterSync = acknowledgesAfterSync;
        this.whenSettled = whenSettled;
    }

    void add(QueuedWrite write) {
        writes.add(write);
        bytes += write.bytes();
        isSyncAsked |= write.isSyncOnly();
    }

    boolean isOfSameShard(ShardBatch other) {
        return whenSettled == other.whenSettled;
    }

    /** Takes over the later writes of the same shard. */
    void absorb(ShardBatch later) {
        writes.addAll(later.writes);
        bytes += later.bytes;
        isSyncAsked |= later.isSyncAsked;
    }

    List<QueuedWrite> writes() {
        return writes;
    }

    long bytes() {
        return bytes;
    }

    /** Does anybody wait for the sync? If not, it may come a little later. */
    boolean isSyncUrgent() {
        return acknowledgesAfterSync || isSyncAsked;
    }

    void applied() {
        isApplied = true;
        loop.run(() -> {
            for (QueuedWrite write : writes) {
                write.progress().applied();
                if (!waitsForSync(write)) {
                    write.progress().durable();
                }
            }
        });
    }

    void durable() {
        settle(write -> {
            if (waitsForSync(write)) {
                write.progress().durable();
            }
        });
    }

    void failed(String reason) {
        boolean isAcknowledged = isApplied;
        settle(write -> {
            if (!isAcknowledged || waitsForSync(write)) {
                write.progress().failed(reason);
            }
        });
    }

    private boolean waitsForSync(QueuedWrite write) {
        return acknowledgesAfterSync || write.isSyncOnly();
    }

    private void settle(Consumer<QueuedWrite> outcome) {
        loop.run(() -> {
            whenSettled.accept(bytes);
            writes.forEach(outcome);
        });
    }
}
