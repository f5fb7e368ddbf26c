package dev.stator.node.sim;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Condition;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.ContextToken;
import dev.stator.node.version.EntityTag;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody who uses the store: one request after another, at any node, with the contexts of what was seen last, as the tokens
 * that HTTP carries. What ended unclear is often tried again, with its writeId, and sometimes so is what ended well.
 */
final class User {
    private static final int TRIES_MAX = 4;
    private static final int PADDING_MAX = 60;
    private static final double EBB_DELETES = 0.8;

    /** What is remembered of a key: the token of its last answer, and the tag if that showed one version. */
    private record Seen(String token, Optional<String> tag) {}

    private final Cluster cluster;
    private final Requests requests;
    private final int number;
    private final Chance chance;
    private final List<Key> keys;
    private final List<Deed> deeds = new ArrayList<>();
    private final ContextToken tokens;
    private final Map<Key, Seen> seen = new HashMap<>();
    private final List<UserWrite> done = new ArrayList<>();
    private final long until;

    /**
     * @param often how often each kind of request is made, relative to the others
     * @param until when the last request begins, in nanoseconds
     */
    User(
            Cluster cluster,
            Requests requests,
            int number,
            List<Key> keys,
            Map<Deed, Integer> often,
            Chance chance,
            long until) {
        this.cluster = cluster;
        this.requests = requests;
        this.number = number;
        this.keys = keys;
        this.chance = chance;
        this.until = until;
        this.tokens = new ContextToken(cluster.swarm().settings().clusterId());
        often.forEach((deed, times) -> {
            for (int i = 0; i < times; i++) {
                deeds.add(deed);
            }
        });
    }

    /** After a while of thought; now and then at once, so that requests meet. */
    void goOn() {
        long think = chance.happens(0.2)
                ? chance.below(2000) * Scheduler.MICROS
                : chance.exponential(cluster.swarm().thinkNanos());
        think += cluster.swarm().tide().untilHigh(cluster.scheduler().now() + think);
        cluster.scheduler().after(think, this::act);
    }

    private void act() {
        if (cluster.scheduler().now() >= until) {
            return;
        }
        List<SimNode> up = cluster.upNodes();
        if (up.isEmpty()) {
            goOn();
            return;
        }
        Key key = chance.oneOf(keys);
        Deed deed = isEndedNow() ? cluster.swarm().purpose().ending(keys.indexOf(key)) : chance.oneOf(deeds);
        if (deed == Deed.GET) {
            requests.get(number, key, chance.oneOf(up), timeout(), this::saw);
        } else if (deed == Deed.REPEAT || deed == Deed.REPEAT_OLD) {
            if (done.isEmpty()) {
                goOn();
            } else {
                int back = deed == Deed.REPEAT ? 1 : 1 + chance.below(Math.min(done.size(), 15));
                tryOnce(done.get(done.size() - back));
            }
        } else {
            UserWrite write = requests.write(id -> writeOf(deed, key, id));
            done.add(write);
            tryOnce(write);
        }
    }

    private boolean isEndedNow() {
        return cluster.swarm().tide().isEbb(cluster.scheduler().now())
                && deeds.contains(Deed.DELETE)
                && chance.happens(EBB_DELETES);
    }

    private int timeout() {
        return chance.between(200, cluster.swarm().timeoutMillisMax());
    }

    private ClientWrite writeOf(Deed deed, Key key, int id) {
        Seen last = seen.get(key);
        Optional<CausalContext> context =
                last == null ? Optional.empty() : Optional.of(tokens.decode(key, last.token()));
        Condition condition = Condition.NONE;
        if (deed == Deed.PUT_IF) {
            condition = last != null && last.tag().isPresent() && chance.happens(0.6)
                    ? new Condition(Condition.Test.MATCH, List.of(last.tag().get()))
                    : new Condition(Condition.Test.NONE_MATCH, List.of());
            context = chance.happens(0.5) ? Optional.empty() : context;
        } else if (deed == Deed.PUT_WITH_EMPTY_CONTEXT) {
            context = Optional.of(CausalContext.EMPTY);
        } else if (deed != Deed.PUT_WITH_CONTEXT && deed != Deed.DELETE_WITH_CONTEXT) {
            context = Optional.empty();
        }
        if (deed == Deed.DELETE || deed == Deed.DELETE_WITH_CONTEXT) {
            return ClientWrite.delete(key, "id" + id, context, condition);
        }
        int idNumber = deed == Deed.PUT_WITH_USED_ID && !done.isEmpty()
                ? done.get(done.size() - 1).number()
                : id;
        byte[] content = UserWrite.content(id, chance.below(PADDING_MAX));
        return ClientWrite.put(key, "text/plain", content, "id" + idNumber, context, condition);
    }

    private void tryOnce(UserWrite write) {
        List<SimNode> up = cluster.upNodes();
        if (up.isEmpty()) {
            goOn();
            return;
        }
        requests.send(number, write, chance.oneOf(up), timeout(), this::wrote);
    }

    private void wrote(Operation operation) {
        UserWrite write = operation.write();
        if (operation.outcome() instanceof WriteOutcome.Written written) {
            Key key = operation.key();
            seen.put(key, new Seen(tokens.encode(key, written.context()), tagAfter(written)));
        } else if (write != null
                && (operation.isLost() || operation.outcome() instanceof WriteOutcome.Indeterminate)
                && write.tries().size() < TRIES_MAX
                && chance.happens(0.6)) {
            cluster.scheduler().after(chance.below(500) * Scheduler.MILLIS, () -> tryOnce(write));
            return;
        }
        goOn();
    }

    private static Optional<String> tagAfter(WriteOutcome.Written written) {
        return written.siblings() == 1 ? Optional.of(written.write().toString()) : Optional.empty();
    }

    private void saw(Operation operation) {
        if (operation.read() instanceof ReadOutcome.Answer answer) {
            List<Version> values = answer.state().values();
            seen.put(
                    operation.key(),
                    new Seen(
                            tokens.of(operation.key(), answer.state()),
                            values.size() == 1
                                    ? Optional.of(EntityTag.of(values).text())
                                    : Optional.empty()));
        }
        goOn();
    }
}
