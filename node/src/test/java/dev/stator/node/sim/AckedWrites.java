package dev.stator.node.sim;

import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Table;
import dev.stator.node.version.Dot;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an ack promises:
 *
 * <ol>
 *   <li>G1: at the moment of the ack, W distinct disks hold the write synced, or what causally replaced it.
 *   <li>G2, where R+W>N: a read that begins after the ack knows the write, and "not found" means that nothing was acknowledged.
 *   <li>G4, G5: what the write replaced never comes back to who knows of it, and at last to nobody.
 *   <li>Survival: at last, the owners together know every acknowledged write.
 *   <li>An ack's context holds what its writer had seen and the write itself, and nothing more.
 * </ol>
 *
 * In stores of durability Buffered W disks hold it applied, and what a power loss took before its fsync is promised no more.
 */
final class AckedWrites implements Checker {
    /**
     * @param inQuorum do owners alone hold it in W copies? Else reads are promised it once hints have drained (G3)
     * @param changedNothing a delete that found nothing but tombstones: it stands for what its ack says that it had seen
     */
    private record Acked(
            Operation operation, UserWrite write, DottedSet said, boolean inQuorum, boolean changedNothing) {}

    private final History history;
    private final Cluster cluster;
    private final Purges purges;
    private final Map<Key, List<Acked>> acked = new HashMap<>();

    AckedWrites(History history, Cluster cluster, Purges purges) {
        this.purges = purges;
        this.history = history;
        this.cluster = cluster;
    }

    @Override
    public void ended(Operation operation) {
        UserWrite write = operation.write();
        if (write != null && operation.outcome() instanceof WriteOutcome.Written written) {
            DottedSet said = written.context().dots();
            boolean changedNothing = write.request().isDelete() && !Ledger.knows(said, write);
            Acked one = new Acked(operation, write, said, written.owners() >= written.required(), changedNothing);
            if (!mayBeLost(one)) {
                isDurable(one);
            }
            saysWhatWasSeen(one);
            acked.computeIfAbsent(operation.key(), any -> new ArrayList<>()).add(one);
        } else if (operation.read() instanceof ReadOutcome.Answer answer
                && cluster.swarm().meets()) {
            for (Acked one : acked.getOrDefault(operation.key(), List.of())) {
                if (one.operation().ended() < operation.begun()
                        && !mayBeLost(one)
                        && (one.inQuorum() && !isMisled(one) || operation.isCalm())
                        && !isKnown(withForgotten(answer.state().known(), one), one)) {
                    history.violated(
                            "a read sees what was acknowledged before",
                            operation + " does not know " + one.operation());
                }
            }
        } else if (operation.outcome() instanceof WriteOutcome.NothingToDelete) {
            for (Acked one : acked.getOrDefault(operation.key(), List.of())) {
                if (one.operation().ended() < operation.begun()
                        && one.inQuorum()
                        && !isMisled(one)
                        && !mayBeLost(one)
                        && !isPurged(one)) {
                    history.violated("nothing to delete means nothing", operation + " after " + one.operation());
                }
            }
        }
    }

    /** Only in stores of durability Buffered: power was lost before the fsync. */
    private boolean mayBeLost(Acked one) {
        return history.mayBeLost(one.operation().key(), one.operation().begun());
    }

    /** Acknowledged by one process of two on copies of a disk, perhaps: a quorum of reads may have met the other. */
    private boolean isMisled(Acked one) {
        return cluster.twins()
                .mayHaveMisled(one.operation().begun(), one.operation().ended());
    }

    private static boolean isKnown(DottedSet known, Acked one) {
        return one.changedNothing() ? known.containsAll(one.said()) : Ledger.knows(known, one.write());
    }

    /** With what was purged or pruned of the key: rightly, or {@link Purges} says otherwise. */
    private DottedSet withForgotten(DottedSet known, Acked one) {
        return known.union(purges.forgotten(one.operation().key()));
    }

    private boolean isPurged(Acked one) {
        return isKnown(withForgotten(DottedSet.EMPTY, one), one);
    }

    private void isDurable(Acked one) {
        Set<StoreId> stores = new HashSet<>(); // a store that has two disks counts once
        for (SimNode node : cluster.nodes()) {
            boolean holds = false;
            for (Table table : Table.values()) {
                Key key = one.operation().key();
                StoredRecord record = node.disk().acknowledged(table, key);
                holds |= isKnown(record.state().known(), one);
            }
            if (holds
                    || node.disk()
                            .hasFlippedSince(
                                    one.operation().key(), one.operation().begun())) { // or has held it
                stores.add(node.id());
            }
        }
        int disks = stores.size();
        int lost = cluster.lostSince(one.operation().begun()); // it may have been there when it was counted
        int required = cluster.swarm().settings().writeQuorum();
        if (disks + lost < required && !isPurged(one)) {
            history.violated(
                    "W disks hold what is acknowledged",
                    one.operation() + " is synced on " + disks + " disks, not " + required);
        }
    }

    private void saysWhatWasSeen(Acked one) {
        if (!one.write().isPlain()) {
            DottedSet seen = one.write().request().context().get().dots();
            for (Dot dot : one.write().dots()) {
                seen = seen.with(dot);
            }
            if (!seen.containsAll(one.said())) {
                history.violated("an ack's context is what was seen", one.operation() + " had seen " + seen);
            }
        }
        if (!one.changedNothing() && !Ledger.knows(one.said(), one.write())) {
            history.violated("an ack's context names the write", one.operation().toString());
        }
    }

    @Override
    public void finished(Cluster ignored) {
        acked.forEach((key, all) -> {
            KeyState last = KeyState.EMPTY;
            for (SimNode owner : cluster.owners(key)) {
                if (owner.isPutBack() || owner.isCloned()) {
                    continue;
                }
                last = last.merge(owner.disk().durable(Table.RECORDS, key).state());
            }
            for (Acked one : all) {
                if (!mayBeLost(one)) {
                    survives(key, one, last);
                }
            }
        });
    }

    private void survives(Key key, Acked one, KeyState last) {
        if (!isKnown(withForgotten(last.known(), one), one)) {
            history.violated("acknowledged writes survive", one.operation() + " is lost; " + key + " is " + last);
        }
        DottedSet replaced = one.write().isPlain()
                ? one.said()
                : one.write().request().context().get().dots();
        for (Version version : last.live()) {
            if (replaced.contains(version.dot())
                    && !one.write().dots().contains(version.dot())
                    && version.sibling().isValue()) {
                history.violated(
                        "what was replaced does not come back",
                        version + " is live, though " + one.operation() + " had seen it; " + key + " is " + last);
            }
        }
    }
}
