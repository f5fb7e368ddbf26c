package dev.stator.node.antientropy;

import dev.stator.node.view.ClusterView;
import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which partition is compared with which owner next. Pure.
 *
 * <ol>
 *   <li>First the pairs that are due: those of an owner that can be reached again, of a placement that is new, and those whose
 *       exchange failed or did not get to its end.
 *   <li>Else, and after each exchange that failed, one partition after the other, each with one of its owners by turns.
 * </ol>
 *
 * Only those compare whom reads ask: what a pending owner lacks, a stream brings.
 */
final class Rounds {
    /** One partition and one other owner of it. */
    record Pair(int partition, StoreId peer) {}

    private final int shard;
    private final int shards;
    private final Set<Pair> due = new LinkedHashSet<>();
    private @Nullable ClusterView view;
    private List<Integer> owned = List.of();
    private boolean hasFailed;
    private int at;
    private int round;

    Rounds(int shard, int shards) {
        this.shard = shard;
        this.shards = shards;
    }

    void see(ClusterView next) {
        ClusterView before = view;
        view = next;
        boolean isNewRing =
                before == null || next.ring().epoch().isAfter(before.ring().epoch());
        if (isNewRing) {
            count(next);
        }
        due.removeIf(pair -> !next.isReachable(pair.peer()));
        boolean isNobodyBack = before != null
                && before.exceptions().keySet().stream()
                        .noneMatch(store -> !before.isReachable(store) && next.isReachable(store));
        if (!isNewRing && isNobodyBack) {
            return;
        }
        for (int partition : owned) {
            boolean isNew = before == null
                    || next.ring().placement(partition).version()
                            != before.ring().placement(partition).version();
            for (StoreId peer : peers(next, partition)) {
                if (isNew || before == null || !before.isReachable(peer)) {
                    due.add(new Pair(partition, peer));
                }
            }
        }
    }

    private void count(ClusterView next) {
        List<Integer> mine = new ArrayList<>();
        for (int partition = shard; partition < next.ring().partitions(); partition += shards) {
            if (next.ring().placement(partition).readers().contains(next.self())) {
                mine.add(partition);
            }
        }
        owned = mine;
    }

    /** The others that can be reached, of those whom reads ask. */
    private static List<StoreId> peers(ClusterView view, int partition) {
        Placement placement = view.ring().placement(partition);
        List<StoreId> peers = new ArrayList<>();
        for (StoreId store : placement.readers()) {
            if (!store.equals(view.self()) && view.isReachable(store)) {
                peers.add(store);
            }
        }
        return peers;
    }

    /** How many partitions this shard compares. */
    int owned() {
        return owned.size();
    }

    boolean isAnyDue() {
        return !hasFailed && !due.isEmpty();
    }

    /** How many pairs have not been compared, and made equal, since they had to be. */
    int due() {
        return due.size();
    }

    Optional<Pair> next() {
        ClusterView now = view;
        if (now == null) {
            return Optional.empty();
        }
        Optional<Pair> next = hasFailed ? byTurns(now) : firstDue(now);
        if (next.isEmpty()) {
            next = hasFailed ? firstDue(now) : byTurns(now);
        }
        hasFailed = false;
        return next;
    }

    private Optional<Pair> firstDue(ClusterView now) {
        Iterator<Pair> all = due.iterator();
        while (all.hasNext()) {
            Pair pair = all.next();
            all.remove();
            Placement placement = now.ring().placement(pair.partition());
            if (placement.readers().contains(now.self()) && placement.readers().contains(pair.peer())) {
                return Optional.of(pair);
            }
        }
        return Optional.empty();
    }

    private Optional<Pair> byTurns(ClusterView now) {
        for (int tried = 0; tried < owned.size(); tried++) {
            if (at >= owned.size()) {
                at = 0;
                round++;
            }
            int partition = owned.get(at++);
            List<StoreId> peers = peers(now, partition);
            if (!peers.isEmpty()) {
                return Optional.of(new Pair(partition, peers.get(Math.floorMod(round, peers.size()))));
            }
        }
        return Optional.empty();
    }

    /** They are equal, as far as this exchange went. */
    void finished(Pair pair) {
        due.remove(pair);
    }

    /** There is more to do. */
    void unfinished(Pair pair) {
        again(pair);
    }

    /** Refused, not answered, or something could not be repaired: others first. */
    void failed(Pair pair) {
        hasFailed = true;
        again(pair);
    }

    private void again(Pair pair) {
        ClusterView now = view;
        if (now != null && now.isReachable(pair.peer())) {
            due.remove(pair); // to the end
            due.add(pair);
        }
    }
}
