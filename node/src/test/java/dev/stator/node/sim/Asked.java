package dev.stator.node.sim;

import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.version.Dot;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.KnownWrite;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a plain write makes of the answers it asked for (PROTOCOL §1 "asking first", rule 12). A dot that its new version knows,
 * and its coordinator did not know before, was told by one of them. Where all that may have told of it, reads among them (what an
 * answer holds of the write is fetched), also said whose it was:
 *
 * <ol>
 *   <li>the coordinator remembers it, too, if the dot is replaced;
 *   <li>it was not this very write, or there would be no new version.
 * </ol>
 */
final class Asked implements Checker {
    /** No answer is used later than this after it came. */
    private static final long USED_NANOS = 20 * Scheduler.SECONDS;

    private record Question(SimNode node, RequestId id) {}

    private record Place(SimNode node, int life, Key key) {}

    private record Answer(long at, KeyState state) {}

    private final History history;
    private final Cluster cluster;
    private final Map<WriteIdentity, UserWrite> writes = new HashMap<>();
    private final Map<Question, Key> questions = new HashMap<>();
    private final Map<Place, Deque<Answer>> answers = new HashMap<>();

    Asked(History history, Cluster cluster) {
        this.history = history;
        this.cluster = cluster;
    }

    @Override
    public void begun(Operation operation) {
        UserWrite write = operation.write();
        if (write != null) {
            writes.put(write.request().write(), write);
        }
    }

    @Override
    public void sends(SimNode from, Message message) {
        if (message instanceof Request.Ask || message instanceof Request.Read) {
            Request request = (Request) message;
            questions.put(new Question(from, request.id()), request.key());
        }
    }

    @Override
    public void arrives(SimNode from, SimNode to, Message message) {
        if (message instanceof Reply.State state) {
            Key key = questions.get(new Question(to, state.id()));
            if (key != null) {
                long now = cluster.scheduler().now();
                Deque<Answer> heard = answers.computeIfAbsent(new Place(to, to.life(), key), any -> new ArrayDeque<>());
                heard.add(new Answer(now, state.state()));
                while (heard.element().at() < now - USED_NANOS) {
                    heard.remove();
                }
            }
        }
    }

    @Override
    public void writes(SimNode node, Key key, StoredRecord before, StoredRecord after) {
        Deque<Answer> heard = answers.get(new Place(node, node.life(), key));
        if (after.localActor() == null || heard == null) {
            return;
        }
        DottedSet knownBefore = before.state().known();
        for (Version version : after.state().live()) {
            UserWrite write = writes.get(version.sibling().write());
            boolean isMade = version.dot().actor().equals(after.localActor())
                    && !knownBefore.contains(version.dot())
                    && heard.stream().noneMatch(answer -> answer.state().known().contains(version.dot()));
            if (isMade && write != null && write.isPlain()) {
                check(node, key, version, knownBefore, after.state(), heard);
            }
        }
    }

    private void check(SimNode node, Key key, Version made, DottedSet before, KeyState after, Deque<Answer> heard) {
        for (Answer answer : heard) {
            for (KnownWrite named : named(answer.state())) {
                Dot dot = named.dot();
                if (before.contains(dot) || !after.known().contains(dot) || !allName(dot, heard)) {
                    continue;
                }
                history.counts("checked what answers named");
                if (after.version(dot).isEmpty() && !Knowledge.isRemembered(named, after)) {
                    history.violated(
                            "who asks remembers whose it was",
                            node + " makes " + made + " of " + key + " and forgets " + named + " of " + answer.state());
                }
                if (named.write().equals(made.sibling().write())) {
                    history.violated(
                            "a write that answers know makes no new version",
                            node + " makes " + made + " of " + key + " beside " + named);
                }
            }
        }
    }

    private static boolean allName(Dot dot, Deque<Answer> heard) {
        for (Answer answer : heard) {
            if (answer.state().known().contains(dot)
                    && named(answer.state()).stream().noneMatch(one -> one.dot().equals(dot))) {
                return false;
            }
        }
        return true;
    }

    private static List<KnownWrite> named(KeyState state) {
        List<KnownWrite> named = new ArrayList<>(state.recent());
        for (Version version : state.live()) {
            named.add(new KnownWrite(
                    version.sibling().write(), version.dot(), version.sibling().time()));
        }
        return named;
    }
}
