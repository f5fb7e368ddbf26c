package dev.stator.node.sim;

import dev.stator.node.message.Condition;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.version.Dot;
import dev.stator.ring.Key;
import java.util.List;
import java.util.Map;

/**
 * A condition is checked on what was acknowledged, not on a stale record (PROTOCOL rule 18): a put with If-None-Match must not
 * go through while a value is there that was acknowledged before it began and that nothing has replaced, nor one with If-Match
 * while that value is another one.
 *
 * <p>Nor is a write refused that is there already: it is looked up before its condition (rule 12).
 *
 * <p>Only where R + W > N: a condition is checked on R answers if more cannot be had (PROTOCOL rule 18), and elsewhere those
 * need not have heard of the write.
 */
final class Conditions implements Checker {
    private final History history;
    private final Ledger ledger;
    private final Cluster cluster;

    Conditions(History history, Ledger ledger, Cluster cluster) {
        this.history = history;
        this.ledger = ledger;
        this.cluster = cluster;
    }

    @Override
    public void ended(Operation operation) {
        UserWrite write = operation.write();
        if (!cluster.swarm().meets()
                || history.mayBeLost(operation.key(), 0)
                || cluster.twins().mayHaveMisled(operation.begun(), operation.ended())
                || write == null
                || write.request().condition().isNone()) {
            return;
        }
        if (operation.outcome() instanceof WriteOutcome.ConditionFailed
                && wasAcknowledgedBefore(write, operation)
                && isUntouched(operation.key(), write, write)) {
            history.violated("a write that is there is not refused", operation.toString());
        }
        if (!(operation.outcome() instanceof WriteOutcome.Written)
                || write.tries().size() > 1) {
            return;
        }
        history.counts("checked a condition that held");
        Condition condition = write.request().condition();
        for (UserWrite other : history.writes()) {
            if (other != write
                    && other.request().key().equals(operation.key())
                    && !other.request().isDelete()
                    && wasAcknowledgedBefore(other, operation)
                    && isUntouched(operation.key(), other, write)
                    && forbids(condition, other)) {
                history.violated("conditions hold", operation + " though " + other + " was there");
            }
        }
    }

    /** Users of the simulator take tags from single versions only. */
    private static boolean forbids(Condition condition, UserWrite there) {
        String tag = there.request().write().toString();
        return condition.test() == Condition.Test.NONE_MATCH
                ? condition.entityTags().isEmpty()
                : !condition.entityTags().isEmpty() && !condition.entityTags().contains(tag);
    }

    private static boolean wasAcknowledgedBefore(UserWrite other, Operation operation) {
        return other.tries().stream()
                .anyMatch(one -> one.outcome() instanceof WriteOutcome.Written written
                        && written.owners() >= written.required()
                        && one.ended() < operation.begun());
    }

    /** Has nobody but {@code self} made a version that might have replaced it? */
    private boolean isUntouched(Key key, UserWrite there, UserWrite self) {
        Map<Dot, Ledger.Made> all = ledger.of(key);
        List<Dot> dots = there.dots();
        for (Ledger.Made made : all.values()) {
            if (made.write() != there && made.write() != self) {
                for (Dot dot : dots) {
                    Ledger.Made older = all.get(dot);
                    if (older != null && Ledger.mayReplace(made, older)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
