package dev.stator.node.sim;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.ring.RingState;
import java.util.HashMap;
import java.util.Map;

/**
 * Who asks by another placement than the replica's is not served, and only who is ahead says so (PROTOCOL §3): what moves would
 * lose without it, the simulator sees before there are moves.
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

    Fences(History history) {
        this.history = history;
    }

    @Override
    public void arrives(SimNode from, SimNode to, Message message) {
        if (message instanceof Request.ToReplica request) {
            Fence fence = request.fence();
            Asked asked =
                    exchanges.computeIfAbsent(new Exchange(from, to, request.id()), any -> new Asked(fence.epoch()));
            asked.mayBeServed |= mayServe(to, request);
        } else if (message instanceof Reply.FromReplica reply) {
            Asked asked = exchanges.get(new Exchange(to, from, reply.id()));
            if (asked != null) {
                check(asked, reply, from);
            }
        }
    }

    /** Now, or later when it has the ring of who asks. */
    private static boolean mayServe(SimNode node, Request.ToReplica request) {
        RingState ring = node.kernel().ring().orElse(null);
        return ring == null
                || request.fence().epoch() > ring.epoch().number()
                || request.fence().placementVersion()
                        == ring.placement(ring.partitionOf(request.key())).version();
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
