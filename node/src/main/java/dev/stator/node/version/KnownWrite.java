package dev.stator.node.version;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Whose a dot is: said of replaced siblings in {@code recent}, and of covered ones in contexts. {@code time} as the sibling's. */
public record KnownWrite(WriteIdentity write, Dot dot, long time) implements Comparable<KnownWrite> {

    static KnownWrite of(Version version) {
        return new KnownWrite(
                version.sibling().write(), version.dot(), version.sibling().time());
    }

    /** The same, newest first, whatever the order they come in; one per dot. */
    static List<KnownWrite> newestFirst(List<KnownWrite> writes) {
        if (writes.isEmpty()) {
            return List.of();
        }
        for (int i = 1; i < writes.size(); i++) {
            if (writes.get(i - 1).compareTo(writes.get(i)) >= 0) {
                return List.copyOf(new TreeSet<>(writes));
            }
        }
        return List.copyOf(writes);
    }

    /** The newest {@code limit} of these lists, newest first, one per dot; each list is newest first itself. */
    @SafeVarargs
    static List<KnownWrite> newest(int limit, List<KnownWrite>... sources) {
        List<KnownWrite> newest = List.of();
        for (List<KnownWrite> source : sources) {
            newest = newest(limit, newest, source);
        }
        return newest;
    }

    private static List<KnownWrite> newest(int limit, List<KnownWrite> one, List<KnownWrite> other) {
        if (one.isEmpty() || other.isEmpty()) {
            List<KnownWrite> only = one.isEmpty() ? other : one;
            return only.size() <= limit ? only : List.copyOf(only.subList(0, limit));
        }
        KnownWrite[] newest = new KnownWrite[Math.min(limit, one.size() + other.size())];
        int count = 0;
        int i = 0;
        int j = 0;
        while (count < limit && (i < one.size() || j < other.size())) {
            int order =
                    i == one.size() ? 1 : j == other.size() ? -1 : one.get(i).compareTo(other.get(j));
            newest[count++] = order <= 0 ? one.get(i) : other.get(j);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return List.of(count == newest.length ? newest : Arrays.copyOf(newest, count));
    }

    /** Newest first: by time, then by dot, so that every node keeps the same ones. */
    @Override
    public int compareTo(KnownWrite other) {
        int byTime = Long.compare(other.time, time);
        return byTime != 0 ? byTime : other.dot.compareTo(dot);
    }
}
