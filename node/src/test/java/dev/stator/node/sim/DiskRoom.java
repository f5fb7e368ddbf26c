package dev.stator.node.sim;

import dev.stator.node.message.WriteOutcome;
import dev.stator.node.message.WriteOutcome.Why;
import java.util.EnumSet;
import java.util.Set;

/**
 * Where nothing goes wrong but that disks fill up, and quorums are sloppy, no write is refused for it as long as W nodes have room
 * (PROTOCOL §5, rows 92 and 96); no delete is, in whatever swarm.
 */
final class DiskRoom implements Checker {
    /** So long after a disk has room again all may know it; news takes a few periods of gossip. */
    private static final long KNOWN_NANOS = 8 * Scheduler.SECONDS;

    private static final long HINT_BYTES_TINY = 1_000;

    private static final Set<Why> FOR_WANT_OF_STORES =
            EnumSet.of(Why.DISK_FULL, Why.NO_COORDINATOR, Why.TOO_FEW_STORES);

    private final History history;
    private final Cluster cluster;

    DiskRoom(History history, Cluster cluster) {
        this.history = history;
        this.cluster = cluster;
    }

    @Override
    public void ended(Operation operation) {
        UserWrite write = operation.write();
        if (write == null) {
            return;
        }
        Why why = operation.outcome() instanceof WriteOutcome.Rejected rejected ? rejected.why() : null;
        if (why == Why.DISK_FULL) {
            history.counts("refused for full disks");
        }
        if (write.request().isDelete() && why == Why.DISK_FULL) {
            history.violated("deletes are taken by full disks", operation.toString());
        }
        boolean hasRoomForHints =
                cluster.swarm().hintBytesMax() > HINT_BYTES_TINY; // else those who stand in may have to refuse
        if (!cluster.swarm().onlyFillsDisks() || !cluster.swarm().isSloppy() || !hasRoomForHints) {
            return;
        }
        long withRoom = cluster.nodes().stream()
                .filter(node -> node.isUp() && node.disk().hasRoomSince(operation.begun() - KNOWN_NANOS))
                .count();
        if (withRoom >= cluster.swarm().settings().writeQuorum()) {
            history.counts("checked a write while disks were full");
            if (why != null && FOR_WANT_OF_STORES.contains(why)) {
                history.violated("no put is refused while W nodes have room", operation + ", " + withRoom + " have");
            }
        }
    }
}
