package dev.stator.node.sim;

import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.port.Table;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import java.util.HashMap;
import java.util.Map;

/**
 * What a store tells others is what is applied on its disk, never pending, never less, and never "nothing" for want of reading:
 * what it answers, and the versions that it made (PROTOCOL rules 4 and 10, §2). Lives and incarnations forgive much of this today; snapshots, exchange and streams will not.
 */
final class Applied implements Checker {
    private record Question(SimNode asked, RequestId id) {}

    /** @param atFirst what was applied when the question came */
    private record Asked(Key key, DottedSet atFirst) {}

    private final History history;
    private final Cluster cluster;
    private final Ledger ledger;
    private final Purges purges;
    private final Map<Question, Asked> questions = new HashMap<>();

    Applied(History history, Cluster cluster, Ledger ledger, Purges purges) {
        this.purges = purges;
        this.history = history;
        this.cluster = cluster;
        this.ledger = ledger;
    }

    @Override
    public void arrives(SimNode from, SimNode to, Message message) {
        if ((message instanceof Request.Read || message instanceof Request.Ask) && !isFlipping(to)) {
            Request request = (Request) message;
            Asked asked = new Asked(request.key(), applied(to, request.key()));
            questions.putIfAbsent(new Question(to, request.id()), asked);
        }
    }

    @Override
    public void sends(SimNode from, Message message) {
        if (message instanceof Reply.State state) {
            Asked asked = questions.remove(new Question(from, state.id()));
            if (asked != null) {
                answers(from, asked, state.state().known());
            }
        } else if (message instanceof Request.Write write) {
            for (Version version : write.state().live()) {
                Ledger.Made made = ledger.of(write.key()).get(version.dot());
                if (made != null
                        && cluster.owners(write.key()).contains(from) // others keep hints, and drop them
                        && made.maker() == from
                        && made.life() == from.life()
                        && !isFlipping(from) // what it had may be gone, and what others have be in its place
                        && !applied(from, write.key()).contains(version.dot())) {
                    history.violated("only what is applied is sent", from + " sends " + made);
                }
            }
        }
    }

    /** What was purged meanwhile is rightly not told. */
    @Override
    public void drops(SimNode node, Table table, Key key, StoredRecord before) {
        questions
                .entrySet()
                .removeIf(asked ->
                        asked.getKey().asked() == node && asked.getValue().key().equals(key));
    }

    private void answers(SimNode node, Asked asked, DottedSet told) {
        DottedSet forgotten = purges.forgotten(asked.key());
        if (!applied(node, asked.key()).union(forgotten).containsAll(told)) {
            history.violated("only what is applied is told", node + " says of " + asked.key() + " " + told);
        }
        if (!told.union(forgotten).containsAll(asked.atFirst())) {
            history.violated("all that is applied is told", node + " says of " + asked.key() + " only " + told);
        }
    }

    /** What cannot be read any more is forgotten, and learned anew from others. */
    private boolean isFlipping(SimNode node) {
        return node.index() == 0 && cluster.swarm().faults().containsKey(new BitFlips().name());
    }

    private static DottedSet applied(SimNode node, Key key) {
        return node.disk().applied().record(Table.RECORDS, key).state().known();
    }
}
