package dev.stator.node.sim;

import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Table;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an ack promises in a store that keeps the last write alone (PROTOCOL rule 17):
 *
 * <ol>
 *   <li>at the moment of the ack, W distinct disks hold the write, or a later one, synced;
 *   <li>a store's register never goes back to an earlier stamp;
 *   <li>where R+W>N, a read that begins after the ack sees the write or a later one;
 *   <li>a new write is later than what its context had seen, whatever the clocks say;
 *   <li>at last, the owners hold the latest of all acknowledged writes, or a later one.
 * </ol>
 *
 * But for what was purged since, of which {@link RegisterPurges} has something to say.
 */
final class Registers implements Checker {
    private record Acked(Operation operation, long stamp, boolean inQuorum) {}

    private final History history;
    private final Cluster cluster;
    private final Map<Key, List<Acked>> acked = new HashMap<>();

    private final RegisterPurges purges;

    Registers(History history, Cluster cluster, RegisterPurges purges) {
        this.history = history;
        this.cluster = cluster;
        this.purges = purges;
    }

    /** Is it deleted, and forgotten since? */
    private boolean isForgotten(Acked one) {
        return one.stamp() <= purges.forgottenStamp(one.operation().key());
    }

    static long stampOf(DottedSet known) {
        long stamp = 0;
        for (DottedSet.Entry entry : known.entries()) {
            stamp = Math.max(stamp, entry.highest());
        }
        return stamp;
    }

    @Override
    public void writes(SimNode node, Key key, StoredRecord before, StoredRecord after) {
        if (after.state().live().size() != 1 || after.state().known().entries().size() != 1) {
            history.violated("a register holds one version", node + " writes " + after.state() + " of " + key);
        }
        if (stampOf(after.state().known()) < stampOf(before.state().known())) {
            history.violated(
                    "a register never goes back", node + " had " + before.state() + ", writes " + after.state());
        }
    }

    @Override
    public void ended(Operation operation) {
        if (operation.write() != null && operation.outcome() instanceof WriteOutcome.Written written) {
            Acked one = new Acked(operation, stampOf(written.context().dots()), written.owners() >= written.required());
            isLater(operation.write(), one);
            if (!history.mayBeLost(operation.key(), operation.begun()) && !isForgotten(one)) {
                isDurable(one);
            }
            acked.computeIfAbsent(operation.key(), any -> new ArrayList<>()).add(one);
        } else if (operation.read() instanceof ReadOutcome.Answer answer
                && cluster.swarm().meets()) {
            for (Acked one : acked.getOrDefault(operation.key(), List.of())) {
                if (one.operation().ended() < operation.begun()
                        && (one.inQuorum() || operation.isCalm())
                        && !isForgotten(one)
                        && !history.mayBeLost(operation.key(), one.operation().begun())
                        && stampOf(answer.state().known()) < one.stamp()) {
                    history.violated(
                            "a read sees what was acknowledged before",
                            operation + " is older than " + one.operation());
                }
            }
        } else if (operation.outcome() instanceof WriteOutcome.NothingToDelete) {
            history.violated("a delete that asked nobody knows nothing", operation.toString());
        }
    }

    private void isLater(UserWrite write, Acked one) {
        long seen =
                stampOf(write.request().context().orElse(CausalContext.EMPTY).dots());
        if (write.tries().size() == 1 && one.stamp() <= seen) {
            history.violated("a write is later than its context", one.operation() + " had seen " + seen);
        }
    }

    private void isDurable(Acked one) {
        int disks = 0;
        for (SimNode node : cluster.nodes()) {
            long stamp = 0;
            for (Table table : Table.values()) {
                Key key = one.operation().key();
                StoredRecord record = node.disk().acknowledged(table, key);
                stamp = Math.max(stamp, stampOf(record.state().known()));
            }
            boolean hasHeldIt = node.disk()
                    .hasFlippedSince(one.operation().key(), one.operation().begun());
            disks += stamp >= one.stamp() || hasHeldIt ? 1 : 0;
        }
        int lost = cluster.lostSince(one.operation().begun()); // it may have been there when it was counted
        int required = cluster.swarm().settings().writeQuorum();
        if (disks + lost < required) {
            history.violated(
                    "W disks hold what is acknowledged", one.operation() + " is synced on " + disks + " disks");
        }
    }

    @Override
    public void finished(Cluster ignored) {
        acked.forEach((key, all) -> {
            KeyState last = KeyState.EMPTY;
            for (SimNode owner : cluster.owners(key)) {
                last = last.merge(owner.disk().durable(Table.RECORDS, key).state());
            }
            for (Acked one : all) {
                if (!history.mayBeLost(key, one.operation().begun())
                        && !isForgotten(one)
                        && stampOf(last.known()) < one.stamp()) {
                    history.violated(
                            "acknowledged writes survive", one.operation() + " is lost; " + key + " is " + last);
                }
            }
        });
    }
}
