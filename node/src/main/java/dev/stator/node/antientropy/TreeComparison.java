package dev.stator.node.antientropy;

import dev.stator.node.message.Reply;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.TreeRequest.CompareKeys;
import dev.stator.node.message.TreeRequest.KeySum;
import dev.stator.node.port.Change.LeafId;
import dev.stator.node.port.Storage;
import dev.stator.node.version.LeafSum;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where two owners differ, by their sums. Pure. */
final class TreeComparison {
    private TreeComparison() {}

    /** The sum of all leaves; unknown as soon as one of them is. */
    static LeafSum root(Map<Integer, LeafSum> leaves) {
        LeafSum root = LeafSum.ZERO;
        for (LeafSum sum : leaves.values()) {
            if (sum.isUnknown()) {
                return LeafSum.UNKNOWN;
            }
            root = root.plus(sum);
        }
        return root;
    }

    /** A leaf that one of them does not know is different. */
    static SortedSet<Integer> differingLeaves(Map<Integer, LeafSum> mine, Map<Integer, LeafSum> theirs) {
        SortedSet<Integer> differing = new TreeSet<>();
        for (int leaf = 0; leaf < LeafId.PER_PARTITION; leaf++) {
            LeafSum sum = mine.getOrDefault(leaf, LeafSum.ZERO);
            if (sum.isUnknown() || !sum.equals(theirs.getOrDefault(leaf, LeafSum.ZERO))) {
                differing.add(leaf);
            }
        }
        return differing;
    }

    /** A page of a leaf in words. A record that cannot be read has no sum, and so differs from whatever the other has. */
    static List<KeySum> sums(List<Storage.Entry> page) {
        List<KeySum> sums = new ArrayList<>(page.size());
        for (Storage.Entry entry : page) {
            LeafSum sum = entry.record() instanceof Storage.Lookup.Found found
                    ? LeafSum.of(entry.key(), found.record())
                    : LeafSum.ZERO;
            sums.add(new KeySum(entry.key(), sum));
        }
        return sums;
    }

    /**
     * Both lists in step, to where the shorter of the two stretches ends.
     *
     * @param mine a page of the asked owner, from the place on where the question's stretch begins; what it cannot read itself
     *     it does not call different
     */
    static Reply.Differences differences(RequestId id, CompareKeys question, Storage.Scan.Page mine) {
        Optional<Key> end = earlier(
                question.reachesEnd()
                        ? Optional.empty()
                        : Optional.of(
                                question.keys().get(question.keys().size() - 1).key()),
                mine.isLast()
                        ? Optional.empty()
                        : Optional.of(
                                mine.entries().get(mine.entries().size() - 1).key()));
        List<Key> differing = new ArrayList<>();
        List<KeySum> theirs = question.keys();
        int i = 0;
        int j = 0;
        while (i < theirs.size() || j < mine.entries().size()) {
            int order = i == theirs.size()
                    ? 1
                    : j == mine.entries().size()
                            ? -1
                            : Storage.SCAN_ORDER.compare(
                                    theirs.get(i).key(), mine.entries().get(j).key());
            Key key = order <= 0 ? theirs.get(i).key() : mine.entries().get(j).key();
            if (end.isPresent() && Storage.SCAN_ORDER.compare(key, end.get()) > 0) {
                break;
            }
            LeafSum told = order <= 0 ? theirs.get(i).sum() : LeafSum.ZERO;
            if (order < 0) {
                addIf(!told.equals(LeafSum.ZERO), key, differing);
            } else if (mine.entries().get(j).record() instanceof Storage.Lookup.Found found) {
                addIf(!told.equals(LeafSum.of(key, found.record())), key, differing);
            }
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return new Reply.Differences(id, differing, end);
    }

    private static void addIf(boolean condition, Key key, List<Key> keys) {
        if (condition) {
            keys.add(key);
        }
    }

    /** Empty is later than any key. */
    private static Optional<Key> earlier(Optional<Key> one, Optional<Key> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        return Storage.SCAN_ORDER.compare(one.get(), other.get()) <= 0 ? one : other;
    }
}
