package dev.stator.node.sim;

import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who puts and deletes without contexts, one after another, sees one version, the last, whichever node is asked (PROTOCOL §1;
 * row 85). Promised while enough owners answer an ask in time: in gentle swarms, and once all is quiet. A key stays out of it
 * from the first write on that owners did not acknowledge, carried a context or came from somebody else.
 */
final class OneVersion implements Checker {
    private static final class Told {
        int user = -1;
        boolean isSpoilt;

        @Nullable
        Operation last;
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
        Told told = keys.computeIfAbsent(operation.key(), any -> new Told());
        UserWrite write = operation.write();
        if (write != null) {
            boolean isRepeat = write.tries().size() > 1;
            told.isSpoilt |= !write.isPlain() || told.user >= 0 && told.user != operation.user() || isRepeat;
            told.user = operation.user();
            told.last = operation;
        }
    }

    @Override
    public void ended(Operation operation) {
        Told told = keys.computeIfAbsent(operation.key(), any -> new Told());
        if (operation.write() != null) {
            boolean byOwners = operation.outcome() instanceof WriteOutcome.Written written
                    && written.owners() >= written.required();
            told.isSpoilt |= !byOwners && !(operation.outcome() instanceof WriteOutcome.NothingToDelete);
        } else if (operation.read() instanceof ReadOutcome.Answer answer
                && cluster.swarm().isGentle()
                && cluster.swarm().meets()
                && !told.isSpoilt) {
            history.counts("checked for one version");
            shows(operation, answer.state().values(), told.last);
        }
    }

    private void shows(Operation operation, List<Version> values, @Nullable Operation last) {
        if (last == null || !last.hasEnded() || last.ended() > operation.begun()) {
            return;
        }
        UserWrite write = last.write();
        boolean isRight = write == null || write.request().isDelete()
                ? values.isEmpty()
                : values.size() == 1
                        && values.get(0)
                                .sibling()
                                .write()
                                .equals(write.request().write());
        if (!isRight) {
            history.violated("a sequential user sees one version", operation + " after " + last);
        }
    }
}
