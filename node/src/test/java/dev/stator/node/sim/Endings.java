package dev.stator.node.sim;

import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Table;
import dev.stator.ring.RingState;
import java.util.HashMap;
import java.util.Map;

/**
 * Every request ends, by its deadline, and once all is well it ends well; what was refused was not done; no node goes back to an older ring, takes one of
 * another cluster, or goes by one that its disk has not got.
 */
final class Endings implements Checker {
    /** A loop and its timers may be this late. */
    private static final long SLACK_NANOS = 60 * Scheduler.MILLIS;

    private final History history;
    private final Cluster cluster;
    private final Map<SimNode, Long> epochs = new HashMap<>();

    Endings(History history, Cluster cluster) {
        this.history = history;
        this.cluster = cluster;
    }

    @Override
    public void ended(Operation operation) {
        long allowed =
                (long) (operation.timeoutMillis() * 1.01 * Scheduler.MILLIS) + SLACK_NANOS + operation.pausedNanos();
        if (operation.ended() - operation.begun() > allowed) {
            history.violated("no request outlives its deadline", operation + " ended at " + operation.ended() / 1e9);
        }
        if (operation.isCalm() && !isWell(operation)) {
            history.violated("when all is well requests succeed", operation.toString());
        }
    }

    private static boolean isWell(Operation operation) {
        return operation.read() instanceof ReadOutcome.Answer
                || operation.outcome() instanceof WriteOutcome.Written
                || operation.outcome() instanceof WriteOutcome.NothingToDelete;
    }

    @Override
    public void sees(SimNode node, RingState ring) {
        long before = epochs.getOrDefault(node, 0L);
        if (ring.epoch().number() < before && !node.isPutBack()) {
            history.violated("no node goes back", node + " went from epoch " + before + " to " + ring.epoch());
        }
        if (!cluster.rings().contains(ring)) {
            history.violated("only this cluster's rings", node + " took " + ring);
        }
        if (node.disk().ringEpoch() < ring.epoch().number()) {
            history.violated("a ring is durable before it is in force", node + " has " + ring.epoch());
        }
        epochs.put(node, ring.epoch().number());
    }

    @Override
    public void finished(Cluster ignored) {
        for (Operation operation : history.operations()) {
            if (!operation.hasEnded()) {
                history.violated("every request ends", operation.toString());
            }
        }
        for (UserWrite write : history.writes()) {
            if (!write.dots().isEmpty() && write.isRejected()) {
                history.violated("rejected means not applied", write.tries() + " became " + write.dots());
            }
        }
        boolean areAllThere = cluster.lasting().size() == cluster.members().size();
        for (SimNode node : cluster.lasting()) {
            if (areAllThere && !node.disk().applied().all(Table.HINTS).isEmpty()) { // else they wait for a move
                history.violated(
                        "at last all hints are home",
                        node + " keeps " + node.disk().applied().all(Table.HINTS));
            }
            if (node.kernel().ring().filter(cluster.ring()::equals).isEmpty()) {
                history.violated(
                        "at last all have the newest ring",
                        node + " has " + node.kernel().ring());
            }
        }
    }
}
