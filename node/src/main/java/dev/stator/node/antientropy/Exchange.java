package dev.stator.node.antientropy;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Reply;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.port.Change.LeafId;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.version.LeafSum;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One partition compared with one other owner (PROTOCOL §5):
 *
 * <ol>
 *   <li>The sums of all leaves; the other refuses if its placement is another one. Mostly they are equal, and that was it.
 *   <li>Leaves that differ are only suspect: a write may be on its way. They are compared once more, a little later.
 *   <li>Those that still differ are gone through, stretch by stretch: the keys with their sums go over, those that differ
 *       come back, and each of them is repaired.
 *   <li>After {@value #REPAIRS_MAX} of them it is another partition's turn; the rest is found the next time.
 * </ol>
 *
 * Sums and lists are of applied records (rule 4), each read when it is needed, so they may be of different moments: what seems
 * to differ and does not is found to be equal when it is repaired.
 */
final class Exchange {
    enum Outcome {
        /** Nothing differs, or nothing any more. */
        EQUAL,
        /** To be gone on with, a little later. */
        SUSPECT,
        /** More differs than one exchange repairs. */
        UNFINISHED,
        FAILED
    }

    private static final int REPAIRS_MAX = 2_000;

    private final Site site;
    private final Rounds.Pair pair;
    private final long begun;
    private final Fence fence;
    private @Nullable SortedSet<Integer> suspects;
    private Pace pace = new Pace(0, 0);
    private Consumer<Outcome> then = outcome -> {};

    private Optional<Key> after = Optional.empty();
    private boolean isLeafDone;
    private final Deque<Key> toRepair = new ArrayDeque<>();
    private int repairing;
    private int repaired;
    private boolean hasFailed;
    private boolean isAlone;

    /** @param begun the number of changes of {@link Rounds} */
    Exchange(Site site, ClusterView view, Rounds.Pair pair, long begun) {
        this.site = site;
        this.pair = pair;
        this.begun = begun;
        this.fence = Site.fence(view, pair.partition());
    }

    Rounds.Pair pair() {
        return pair;
    }

    long begun() {
        return begun;
    }

    /** Begins, or goes on after {@link Outcome#SUSPECT}; {@code then} is told later. */
    void goOn(Pace now, Consumer<Outcome> whenOver) {
        pace = now;
        then = whenOver;
        site.leaves().read(pair.partition(), read -> {
            if (read instanceof Storage.Leaves.Found found) {
                compare(found.sums());
            } else {
                then.accept(Outcome.FAILED);
            }
        });
    }

    private void compare(Map<Integer, LeafSum> mine) {
        LeafSum root = TreeComparison.root(mine);
        site.questions()
                .ask(pair.peer(), id -> new TreeRequest.CompareLeaves(id, fence, pair.partition(), root), answer -> {
                    if (answer.isPresent() && answer.get() instanceof Reply.Leaves leaves) {
                        suspect(TreeComparison.differingLeaves(mine, leaves.sums()));
                    } else {
                        boolean isSame = answer.isPresent() && answer.get() instanceof Reply.Same;
                        then.accept(isSame ? Outcome.EQUAL : Outcome.FAILED);
                    }
                });
    }

    private void suspect(SortedSet<Integer> differing) {
        SortedSet<Integer> before = suspects;
        suspects = differing;
        if (before != null) {
            differing.retainAll(before);
        }
        if (differing.isEmpty()) {
            then.accept(Outcome.EQUAL);
        } else if (before == null) {
            then.accept(Outcome.SUSPECT);
        } else {
            nextStretch(differing);
        }
    }

    private void nextStretch(SortedSet<Integer> leaves) {
        if (isLeafDone) {
            leaves.remove(leaves.first());
            isLeafDone = false;
            after = Optional.empty();
        }
        if (isAlone || leaves.isEmpty()) {
            then.accept(isAlone || hasFailed ? Outcome.FAILED : Outcome.EQUAL);
        } else if (repaired >= REPAIRS_MAX) {
            then.accept(Outcome.UNFINISHED);
        } else {
            LeafId leaf = new LeafId(pair.partition(), leaves.first());
            site.storage()
                    .scan(
                            Table.RECORDS,
                            leaf.span(site.partitions()),
                            after.orElse(null),
                            Site.STRETCH,
                            scan -> compareKeys(leaves, scan));
        }
    }

    /** Where the own keys cannot be listed, the other's are all looked at one by one. */
    private void compareKeys(SortedSet<Integer> leaves, Storage.Scan scan) {
        Storage.Scan.Page mine = scan instanceof Storage.Scan.Page page ? page : new Storage.Scan.Page(List.of(), true);
        site.questions()
                .ask(
                        pair.peer(),
                        id -> new TreeRequest.CompareKeys(
                                id,
                                fence,
                                pair.partition(),
                                leaves.first(),
                                after,
                                TreeComparison.sums(mine.entries()),
                                mine.isLast()),
                        answer -> {
                            if (answer.isPresent() && answer.get() instanceof Reply.Differences differences) {
                                after = differences.upTo();
                                isLeafDone = after.isEmpty();
                                toRepair.addAll(differences.keys());
                                repair(leaves);
                            } else {
                                then.accept(Outcome.FAILED);
                            }
                        });
    }

    private void repair(SortedSet<Integer> leaves) {
        while (repairing < pace.repairsAtOnce() && !toRepair.isEmpty()) {
            repairing++;
            repaired++;
            new KeyRepair(site, fence, pair.peer(), toRepair.remove(), outcome -> {
                        repairing--;
                        hasFailed |= outcome != KeyRepair.Outcome.EQUAL;
                        if (outcome == KeyRepair.Outcome.NO_ANSWER) {
                            isAlone = true;
                            toRepair.clear();
                        }
                        repair(leaves);
                    })
                    .start();
        }
        if (repairing == 0 && toRepair.isEmpty()) {
            nextStretch(leaves);
        }
    }
}
