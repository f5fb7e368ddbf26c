package dev.stator.node.antientropy;

import dev.stator.node.view.ClusterView;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    private final Map<Pair, Long> due = new LinkedHashMap<>(); // and since which change of the view
    private final Set<Pair> underWay = new HashSet<>();
    private @Nullable ClusterView view;
    private List<Integer> owned = List.of();
    private int apart;
    private long changes;
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
        changes++;
        due.keySet().removeIf(pair -> !next.isReachable(pair.peer()) || !areOwners(next, pair));
        countApart(next);
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
                    due.put(new Pair(partition, peer), changes);
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

    private void countApart(ClusterView next) {
        apart = 0;
        for (int partition : owned) {
            apart += next.ring().placement(partition).readers().size()
                    - 1
                    - peers(next, partition).size();
        }
    }

    private static boolean areOwners(ClusterView view, Pair pair) {
        List<StoreId> readers = view.ring().placement(pair.partition()).readers();
        return readers.contains(view.self()) && readers.contains(pair.peer());
    }

    /** The others that can be reached, of those whom reads ask. */
    private static List<StoreId> peers(ClusterView view, int partition) {
        List<StoreId> peers = new ArrayList<>();
        for (StoreId store : view.ring().placement(partition).readers()) {
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

    /** Is there somebody to hurry for? */
    boolean isAnyDue() {
        return !hasFailed && firstDue().isPresent();
    }

    /**
     * How many pairs have not finished an exchange, begun since their placement or the reach of one of them changed last, in
     * which what differed was repaired; those out of reach among them.
     */
    int due() {
        return due.size() + apart;
    }

    /** Counts up with the view: what an exchange says is of the number at which it began. */
    long changes() {
        return changes;
    }

    /** Under way from now on, until {@link #finished}, {@link #unfinished} or {@link #failed}. */
    Optional<Pair> next() {
        ClusterView now = view;
        if (now == null) {
            return Optional.empty();
        }
        Optional<Pair> next = hasFailed ? byTurns(now) : firstDue();
        if (next.isEmpty()) {
            next = hasFailed ? firstDue() : byTurns(now);
        }
        hasFailed = false;
        next.ifPresent(underWay::add);
        return next;
    }

    private Optional<Pair> firstDue() {
        for (Pair pair : due.keySet()) {
            if (!underWay.contains(pair)) {
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
            Pair pair = peers.isEmpty() ? null : new Pair(partition, peers.get(Math.floorMod(round, peers.size())));
            if (pair != null && !underWay.contains(pair)) {
                return Optional.of(pair);
            }
        }
        return Optional.empty();
    }

    /** They are equal, or were after {@code begun}, the {@link #changes} when their exchange began. */
    void finished(Pair pair, long begun) {
        underWay.remove(pair);
        Long since = due.get(pair);
        if (since != null && since <= begun) {
            due.remove(pair);
        }
    }

    /** There is more to do. */
    void unfinished(Pair pair) {
        underWay.remove(pair);
        ClusterView now = view;
        if (now != null && now.isReachable(pair.peer()) && areOwners(now, pair)) {
            Long since = due.remove(pair);
            due.put(pair, since == null ? changes : since); // at the end
        }
    }

    /** Refused, not answered, or something could not be repaired: others first. */
    void failed(Pair pair) {
        hasFailed = true;
        unfinished(pair);
    }
}
