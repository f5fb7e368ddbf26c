package dev.stator.node.sim;

import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Table;
import dev.stator.node.version.DottedSet;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who puts and deletes one after another, without contexts or with the context of the write before, sees one version, the last,
 * whichever node is asked; where R + W <= N perhaps an older one, but one (PROTOCOL §1; row 85). A plain put that is tried again,
 * though it was acknowledged and others came after it, changes nothing while it is remembered (rule 12).
 *
 * <p>Promised while enough owners answer an ask in time: in gentle swarms, and once all is quiet. A key stays out of it from the
 * first write on that owners did not acknowledge, came from somebody else or had not seen the one before.
 */
final class OneVersion implements Checker {
    /** With so many writes of a key in all, none is forgotten, whatever clocks say: recent has room for 8 dots. */
    private static final int REMEMBERED = 6;

    private static final class Told {
        final Set<UserWrite> writes = new HashSet<>();
        int user = -1;
        int underWay;
        boolean isPurged;
        boolean isSpoilt;

        @Nullable
        Operation last;

        @Nullable
        Operation beforeLast;

        @Nullable
        UserWrite lastWrite() {
            return last == null ? null : last.write();
        }
    }

    private final History history;
    private final Cluster cluster;
    private final Map<Key, Told> keys = new HashMap<>();

    OneVersion(History history, Cluster cluster) {
        this.history = history;
        this.cluster = cluster;
    }

    @Override
    public void begun(Operation operation) {
        UserWrite write = operation.write();
        if (write == null) {
            return;
        }
        Told told = keys.computeIfAbsent(operation.key(), any -> new Told());
        told.underWay++;
        told.isSpoilt |= told.user >= 0 && told.user != operation.user();
        told.user = operation.user();
        if (!told.writes.add(write)) {
            boolean isRightAgain = write == told.lastWrite() && write.isPlain();
            told.isSpoilt |= !isRightAgain && (told.isPurged || !isRemembered(write, told.writes.size()));
        } else {
            told.isSpoilt |= !hasSeen(write, told.lastWrite());
            told.beforeLast = told.last;
            told.last = operation;
        }
    }

    private static boolean isRemembered(UserWrite write, int writes) {
        return write.isAcknowledged() && write.isPlain() && !write.request().isDelete() && writes <= REMEMBERED;
    }

    /** Its forwarder tried a second owner, and the first one's version, late, stands beside what replaced the other (G4). */
    private static boolean isForwardedTwice(UserWrite write) {
        return write.tries().size() == 1 && write.dots().size() > 1;
    }

    private static boolean hasSeen(UserWrite write, @Nullable UserWrite last) {
        DottedSet seen = write.isPlain()
                ? DottedSet.EMPTY
                : write.request().context().get().dots();
        return write.isPlain() || last == null || Ledger.knows(seen, last);
    }

    @Override
    public void ended(Operation operation) {
        Told told = keys.computeIfAbsent(operation.key(), any -> new Told());
        told.isSpoilt |=
                history.mayBeLost(operation.key(), 0) || told.writes.stream().anyMatch(OneVersion::isForwardedTwice);
        told.underWay -= operation.write() == null ? 0 : 1;
        if (operation.write() == null) {
            if (operation.read() instanceof ReadOutcome.Answer answer && isPromised() && !told.isSpoilt) {
                shows(operation, answer.state().values(), told.last);
            }
        } else if (operation.isRejected() && operation == told.last) {
            told.last = told.beforeLast;
        } else {
            boolean byOwners = operation.outcome() instanceof WriteOutcome.Written written
                    && written.owners() >= written.required();
            told.isSpoilt |= !byOwners && !(operation.outcome() instanceof WriteOutcome.NothingToDelete);
        }
    }

    /** What was purged is remembered no more, and a retry that is under way may be too late to be known. */
    @Override
    public void drops(SimNode node, Table table, Key key, StoredRecord before) {
        Told told = keys.get(key);
        if (table == Table.RECORDS && told != null) {
            told.isPurged = true;
            told.isSpoilt |= told.underWay > 0;
        }
    }

    /** With W=1 and one node away, who was asked need not have heard of what that one acknowledged alone. */
    private boolean isPromised() {
        boolean isOneAway = cluster.swarm().faults().containsKey(new RollingRestarts().name());
        return cluster.swarm().isGentle() && (cluster.swarm().settings().writeQuorum() > 1 || !isOneAway);
    }

    private void shows(Operation operation, List<Version> values, @Nullable Operation last) {
        if (last == null || !last.hasEnded() || last.ended() > operation.begun()) {
            return;
        }
        history.counts("checked for one version");
        if (!isRight(values, last.write())) {
            history.violated("a sequential user sees one version", operation + " after " + last);
        }
    }

    private boolean isRight(List<Version> values, @Nullable UserWrite last) {
        if (!cluster.swarm().meets()) {
            return values.size() <= 1;
        }
        return last == null || last.request().isDelete()
                ? values.isEmpty()
                : values.size() == 1
                        && values.get(0).sibling().write().equals(last.request().write());
    }
}
