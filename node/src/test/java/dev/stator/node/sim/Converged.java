package dev.stator.node.sim;

import dev.stator.node.message.DiskState;
import dev.stator.node.message.Life;
import dev.stator.node.port.Table;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Mark;
import dev.stator.node.version.Version;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.MemberSeen;
import dev.stator.ring.Key;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;

/**
 * G6: when faults have stopped, all owners of a key hold equal live versions within a bound, without any read; and each disk's
 * leaves are the sums over its records (PROTOCOL §5). And all agree on who lives, and in which life (§4).
 */
final class Converged {
    private final Cluster cluster;
    private final List<Key> keys;

    Converged(Cluster cluster, List<Key> keys) {
        this.cluster = cluster;
        this.keys = keys;
    }

    /** What is not as it should be, in words; empty when all is well. */
    List<String> differences() {
        List<String> differences = new ArrayList<>();
        for (Key key : keys) {
            List<SimNode> owners = cluster.owners(key).stream()
                    .filter(owner -> !owner.isLost())
                    .toList();
            KeyState first = state(owners.get(0), key);
            for (SimNode owner : owners) {
                if (!sameLive(first, state(owner, key)) && !isHalfPurged(owners, key)) {
                    differences.add(owner + " holds " + state(owner, key) + " of " + key + ", " + owners.get(0)
                            + " holds " + first);
                }
            }
        }
        if (cluster.swarm().purgesSoon()
                && cluster.lasting().size() == cluster.members().size()) { // who is gone for good is silent
            stillDeleted(differences);
        }
        int partitions = cluster.swarm().settings().partitions();
        for (SimNode node : cluster.nodes()) {
            if (node.isPutBack() || node.isCloned()) { // it keeps what it has, and all see that; one copy is gone
                continue;
            }
            if (node.disk().isAnyDamaged()) {
                differences.add(node + " has damaged records");
            }
            for (String wrong : node.disk().applied().wrongLeaves(partitions)) {
                differences.add(node + ": " + wrong);
            }
        }
        for (SimNode node : cluster.lasting()) {
            doubts(node, differences);
        }
        return differences;
    }

    /** What is deleted is purged at last, also where an owner missed the put and the delete (FAILURES 97). */
    private void stillDeleted(List<String> differences) {
        for (Key key : keys) {
            for (SimNode owner : cluster.owners(key)) {
                if (state(owner, key).isDeletedBefore(Long.MAX_VALUE)) {
                    differences.add(owner + " still has " + state(owner, key) + " of " + key);
                }
            }
        }
    }

    /** Some owners have tombstones that are old, the others have purged them, or never had them: no difference (rule 14). */
    private static boolean isHalfPurged(List<SimNode> owners, Key key) {
        for (SimNode owner : owners) {
            boolean isOld = owner.disk().durable(Table.RECORDS, key).mark() instanceof Mark.OldTombstones;
            if (!isOld && !state(owner, key).isAbsent()) {
                return false;
            }
        }
        return true;
    }

    private void doubts(SimNode node, List<String> differences) {
        ClusterView view = node.kernel().view().orElseThrow();
        for (MemberSeen seen : node.kernel().members()) {
            StoreId store = seen.record().store();
            if (cluster.node(store).isPutBack() && view.disk(store) != DiskState.IN_DOUBT) {
                differences.add(node + " does not know that " + cluster.node(store) + " is in doubt");
            }
            if (cluster.node(store).isLost()) {
                continue;
            }
            Life own = cluster.node(store).gossipLife();
            if (!view.isReachable(store) || !seen.record().life().equals(own)) {
                differences.add(node + " sees " + cluster.node(store) + " as " + view.standing(store) + " in life "
                        + seen.record().life() + ", it lives in " + own);
            }
        }
    }

    private static KeyState state(SimNode owner, Key key) {
        return owner.disk().durable(Table.RECORDS, key).state();
    }

    private static boolean sameLive(KeyState one, KeyState other) {
        return one.live().stream()
                .map(Version::dot)
                .toList()
                .equals(other.live().stream().map(Version::dot).toList());
    }
}
