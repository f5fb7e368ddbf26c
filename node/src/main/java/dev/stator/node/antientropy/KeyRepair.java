package dev.stator.node.antientropy;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.port.Telemetry;
import dev.stator.node.record.Records;
import dev.stator.node.version.DotConflictException;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.LeafSum;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import dev.stator.ring.StoreId;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One key that two owners hold differently (PROTOCOL §5, rule 11):
 *
 * <ol>
 *   <li>The own record is read, and the other's asked for.
 *   <li>What the other has is merged into the own record, by the own replica, if it says more.
 *   <li>The merge of both, whole, is sent to the other, if that says more.
 *   <li>It is done when each has what it lacked, durably.
 * </ol>
 *
 * Nothing damaged is taken over, and nothing damaged is sent.
 */
final class KeyRepair {
    enum Outcome {
        /** Both hold the same live versions now, or did when asked. */
        EQUAL,
        /** One of the two could not, or would not. */
        FAILED,
        /** The other owner is silent. */
        NO_ANSWER
    }

    private final Site site;
    private final Fence fence;
    private final StoreId peer;
    private final Key key;
    private final Consumer<Outcome> then;

    KeyRepair(Site site, Fence fence, StoreId peer, Key key, Consumer<Outcome> then) {
        this.site = site;
        this.fence = fence;
        this.peer = peer;
        this.key = key;
        this.then = then;
    }

    void start() {
        site.records().read(key, new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                fetch(record.state());
            }

            @Override
            public void failed(String reason) {
                then.accept(Outcome.FAILED);
            }
        });
    }

    private void fetch(KeyState own) {
        site.questions()
                .ask(
                        peer,
                        id -> new Request.Read(
                                id, fence, key, Questions.WAIT_MILLIS, own.isAbsent() ? 0 : own.digest()),
                        reply -> {
                            if (reply.isPresent() && reply.get() instanceof Reply.State state) {
                                merge(own, state.state());
                            } else {
                                then.accept(
                                        reply.isEmpty()
                                                ? Outcome.NO_ANSWER
                                                : reply.get() instanceof Reply.Same ? Outcome.EQUAL : Outcome.FAILED);
                            }
                        });
    }

    private void merge(KeyState own, KeyState theirs) {
        LeafSum mySum = LeafSum.of(key, own);
        LeafSum theirSum = LeafSum.of(key, theirs);
        if (mySum.equals(theirSum)) {
            then.accept(Outcome.EQUAL);
            return;
        }
        if (isPurgedByOne(own, theirs)) {
            then.accept(Outcome.EQUAL);
            return;
        }
        if (!own.isIntact()) { // what is broken here must not spread
            site.telemetry().count(Telemetry.Counter.CORRUPT);
            then.accept(Outcome.FAILED);
            return;
        }
        KeyState merged;
        try {
            merged = own.merge(theirs);
        } catch (DotConflictException e) { // both are kept where they are
            site.telemetry().count(Telemetry.Counter.DOT_CONFLICT);
            site.telemetry().warn("two owners disagree about one version: " + e.getMessage());
            then.accept(Outcome.FAILED);
            return;
        }
        LeafSum sum = LeafSum.of(key, merged);
        if (sum.equals(mySum)) {
            push(merged);
        } else {
            site.questions().askOwn(id -> write(id, theirs), reply -> {
                if (!isKept(reply)) {
                    then.accept(Outcome.FAILED);
                } else if (sum.equals(theirSum)) {
                    done();
                } else {
                    push(merged);
                }
            });
        }
    }

    /** What one of us lacks, and the other has nothing of but old tombstones, is no difference (PROTOCOL rule 14). */
    private boolean isPurgedByOne(KeyState own, KeyState theirs) {
        long horizon = site.horizon().millis();
        return own.isAbsent() && theirs.isDeletedBefore(horizon) || theirs.isAbsent() && own.isDeletedBefore(horizon);
    }

    private void push(KeyState merged) {
        site.questions().ask(peer, id -> write(id, merged), reply -> {
            if (isKept(reply)) {
                done();
            } else {
                then.accept(reply.isEmpty() ? Outcome.NO_ANSWER : Outcome.FAILED);
            }
        });
    }

    private Request.Write write(RequestId id, KeyState state) {
        return new Request.Write(id, fence, key, Questions.WAIT_MILLIS, state);
    }

    private void done() {
        site.telemetry().count(Telemetry.Counter.TREE_DIFFERENCE);
        then.accept(Outcome.EQUAL);
    }

    private static boolean isKept(Optional<Reply> reply) {
        return reply.isPresent() && reply.get() instanceof Reply.Kept;
    }
}
