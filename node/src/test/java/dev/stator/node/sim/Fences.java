package dev.stator.node.sim;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.TreeRequest;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import java.util.HashMap;
import java.util.Map;

/**
 * Who asks by another placement than the replica's is not served, and only who is ahead says so (PROTOCOL §3): what moves would
 * lose without it, the simulator sees before there are moves. The same holds for owners that compare themselves (row 52).
 */
final class Fences implements Checker {
    private record Exchange(SimNode asking, SimNode asked, RequestId id) {}

    private static final class Asked {
        private final long epoch;
        private boolean mayBeServed;

        Asked(long epoch) {
            this.epoch = epoch;
        }
    }

    private final History history;
    private final Map<Exchange, Asked> exchanges = new HashMap<>();
    private final Map<Exchange, Boolean> trees = new HashMap<>(); // whether they may be answered

    Fences(History history) {
        this.history = history;
    }

    @Override
    public void arrives(SimNode from, SimNode to, Message message) {
        if (message instanceof Request.ToReplica request) {
            Fence fence = request.fence();
            Asked asked =
                    exchanges.computeIfAbsent(new Exchange(from, to, request.id()), any -> new Asked(fence.epoch()));
            asked.mayBeServed |= mayServe(to, request.fence(), request.key());
        } else if (message instanceof TreeRequest request) {
            Fence fence = request.fence();
            boolean mayBeAnswered = mayServe(to, fence, request.partition());
            trees.merge(new Exchange(from, to, request.id()), mayBeAnswered, Boolean::logicalOr);
        } else if (message instanceof Reply.Leaves || message instanceof Reply.Differences) {
            RequestId id = ((Reply) message).id();
            if (!trees.getOrDefault(new Exchange(to, from, id), true)) {
                history.violated("owners compare under one placement", from + " answered " + message);
            }
        } else if (message instanceof Reply.FromReplica reply) {
            Asked asked = exchanges.get(new Exchange(to, from, reply.id()));
            if (asked != null) {
                check(asked, reply, from);
            }
        }
    }

    /** Now, or later when it has the ring of who asks. */
    private static boolean mayServe(SimNode node, Fence fence, Key key) {
        RingState ring = node.kernel().ring().orElse(null);
        return ring == null || mayServe(node, fence, ring.partitionOf(key));
    }

    private static boolean mayServe(SimNode node, Fence fence, int partition) {
        RingState ring = node.kernel().ring().orElse(null);
        return ring == null
                || fence.epoch() > ring.epoch().number()
                || fence.placementVersion() == ring.placement(partition).version();
    }

    private void check(Asked asked, Reply.FromReplica reply, SimNode replica) {
        if (!(reply instanceof Reply.Refused refused)) {
            history.counts("checked a fence");
            if (!asked.mayBeServed) {
                history.violated("no replica serves another placement", replica + " answered " + reply);
            }
        } else if (refused.reason() == Reply.Reason.STALE_EPOCH && refused.epoch() < asked.epoch) {
            history.violated("only who is ahead calls others stale", replica + " answered " + reply);
        }
    }
}
