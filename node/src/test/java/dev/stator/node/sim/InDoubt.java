package dev.stator.node.sim;

import dev.stator.node.message.Gossip;
import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.RingMessage;
import dev.stator.node.port.Table;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;

/**
 * A store whose disk went back in time knows it at last, and until then as well as afterwards it says no word about data: it gossips, and
 * refuses what others ask of it; but it does not say NOT_ME to a forwarded write that it may have carried out before (PROTOCOL rule 20). Its
 * disk stays as it is, unless it was alone for so long that it went on, with nobody to hear of it.
 */
final class InDoubt implements Checker {
    private final History history;

    InDoubt(History history) {
        this.history = history;
    }

    @Override
    public void sends(SimNode from, Message message) {
        boolean isNothing =
                message instanceof Gossip || message instanceof RingMessage || message instanceof Reply.Refused;
        if (from.isPutBack() && !isNothing) {
            history.violated("a disk that went back serves nothing", from + " says " + message);
        }
    }

    @Override
    public void writes(SimNode node, Key key, StoredRecord before, StoredRecord after) {
        if (keepsAll(node)) {
            history.violated("a disk that went back keeps what it has", node + " writes " + after + " of " + key);
        }
    }

    @Override
    public void drops(SimNode node, Table table, Key key, StoredRecord before) {
        if (keepsAll(node)) {
            history.violated("a disk that went back keeps what it has", node + " drops " + key);
        }
    }

    private boolean keepsAll(SimNode node) {
        if (!node.isPutBack()) {
            return false;
        }
        boolean isAlone = !node.kernel().isAsking() && node.kernel().inDoubt().isEmpty();
        if (isAlone) {
            history.counts("written by a disk that went back, alone");
        }
        return !isAlone;
    }

    @Override
    public void finished(Cluster cluster) {
        for (SimNode node : cluster.members()) {
            if (node.isPutBack()) {
                history.counts("checked a disk that went back");
                if (node.kernel().inDoubt().isEmpty()) {
                    history.violated("a disk that went back is in doubt", node + " is not");
                }
            }
        }
    }
}
