package dev.stator.node.sim;

import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.version.Dot;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.Key;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How forwarded writes are carried out (PROTOCOL rule 8):
 *
 * <ol>
 *   <li>each once, however often the message comes;
 *   <li>not after its start-by moment, when its sender has gone elsewhere;
 *   <li>a second attempt asks the other owners first.
 * </ol>
 */
final class Forwards implements Checker {
    /** A loop may be this late, and a clock this wrong. */
    private static final long SLACK_NANOS = 60 * Scheduler.MILLIS;

    private record Answer(SimNode from, RequestId id) {}

    private record Task(SimNode node, UserWrite write, int life) {}

    private record Place(SimNode node, Key key) {}

    /** What allows a node to make a version of a write: all forwards of it to this node, or its user. */
    private static final class Leave {
        private boolean isDirect;
        private boolean mayGoUnasked;
        private long startBy;
        private long firstAt = -1;
        private long pausedNanos;
    }

    private final History history;
    private final Cluster cluster;
    private final Set<Answer> answered = new HashSet<>();
    private final Map<WriteIdentity, UserWrite> writes = new HashMap<>();
    private final Map<Task, Leave> leaves = new HashMap<>();
    private final Set<Task> done = new HashSet<>();
    private final Map<Place, Long> askedAt = new HashMap<>();
    private final Map<Key, Set<Dot>> seen = new HashMap<>();

    Forwards(History history, Cluster cluster) {
        this.history = history;
        this.cluster = cluster;
    }

    @Override
    public void begun(Operation operation) {
        UserWrite write = operation.write();
        if (write != null) {
            writes.put(write.request().write(), write);
            leave(operation.node(), write).isDirect = true;
        }
    }

    private UserWrite writeOf(WriteIdentity identity) {
        UserWrite write = writes.get(identity);
        if (write == null) {
            throw new IllegalStateException("nobody has begun the write " + identity);
        }
        return write;
    }

    private Leave leave(SimNode node, UserWrite write) {
        return leaves.computeIfAbsent(new Task(node, write, node.life()), any -> new Leave());
    }

    @Override
    public void arrives(SimNode from, SimNode to, Message message) {
        if (message instanceof Request.Forward forward) {
            Leave leave = leave(to, writeOf(forward.write().write()));
            long now = cluster.scheduler().now();
            leave.startBy = Math.max(leave.startBy, now + forward.startByMillis() * Scheduler.MILLIS);
            leave.mayGoUnasked |= !forward.askFirst() || forward.asFallback();
            leave.firstAt = leave.firstAt < 0 ? now : leave.firstAt;
            leave.pausedNanos = to.pausedNanos();
        }
    }

    @Override
    public void says(SimNode from, Message message) {
        if (message instanceof Request.Ask ask) {
            askedAt.put(new Place(from, ask.key()), cluster.scheduler().now());
        }
    }

    @Override
    public void sends(SimNode from, Message message) {
        if (message instanceof Reply.Outcome || message instanceof Reply.NotMe) {
            Reply reply = (Reply) message;
            if (!answered.add(new Answer(from, reply.id()))) {
                history.violated("a forwarded write is heard once", from + " answers again: " + reply);
            }
        }
    }

    @Override
    public void writes(SimNode node, Key key, StoredRecord before, StoredRecord after) {
        for (Version version : after.state().live()) {
            // what an earlier life made, and lost with power, comes back to a record that names its actor still
            boolean isSeenFirst =
                    seen.computeIfAbsent(key, any -> new HashSet<>()).add(version.dot());
            if (isSeenFirst && version.dot().actor().equals(after.localActor())) {
                makes(node, key, writeOf(version.sibling().write()));
            }
        }
    }

    private void makes(SimNode node, Key key, UserWrite write) {
        Task task = new Task(node, write, node.life());
        Leave leave = leaves.get(task);
        boolean isAgain = !done.add(task); // it had begun in time, and goes on under a newer ring
        if (leave == null || leave.isDirect || isAgain || leave.pausedNanos != node.pausedNanos()) {
            return;
        }
        history.counts("checked a forwarded write");
        long now = cluster.scheduler().now();
        boolean mayHaveBegun = write.isPlain() && write.request().isDelete(); // with the tombstones that were there
        if (now > leave.startBy + SLACK_NANOS && !mayHaveBegun) {
            history.violated(
                    "not after start-by",
                    node + " makes " + write + " at " + now / 1e9 + ", not by " + leave.startBy / 1e9);
        }
        boolean hasAsked = askedAt.getOrDefault(new Place(node, key), -1L) >= leave.firstAt;
        if (!leave.mayGoUnasked && cluster.swarm().settings().askQuorum() > 1 && !hasAsked) {
            history.violated("a second attempt asks first", node + " makes " + write);
        }
    }
}
