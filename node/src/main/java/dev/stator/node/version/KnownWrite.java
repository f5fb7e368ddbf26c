package dev.stator.node.version;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whose a dot is: said of replaced siblings in {@code recent}, and of covered ones in contexts. {@code time} as the sibling's. */
public record KnownWrite(WriteIdentity write, Dot dot, long time) implements Comparable<KnownWrite> {

    static KnownWrite of(Version version) {
        return new KnownWrite(
                version.sibling().write(), version.dot(), version.sibling().time());
    }

    /** The newest {@code limit} of these, newest first, one per dot. */
    @SafeVarargs
    static List<KnownWrite> newest(int limit, Collection<KnownWrite>... sources) {
        int nonEmpty = 0;
        List<KnownWrite> only = List.of();
        for (Collection<KnownWrite> source : sources) {
            if (!source.isEmpty()) {
                nonEmpty++;
                only = source instanceof List<KnownWrite> list ? list : new ArrayList<>(source);
            }
        }
        if (nonEmpty == 0 || nonEmpty == 1 && only.size() <= 1) {
            return only;
        }
        SortedMap<KnownWrite, KnownWrite> sorted = new TreeMap<>();
        for (Collection<KnownWrite> source : sources) {
            for (KnownWrite known : source) {
                sorted.put(known, known);
            }
        }
        List<KnownWrite> newest = new ArrayList<>(Math.min(limit, sorted.size()));
        for (KnownWrite known : sorted.values()) {
            if (newest.size() == limit) {
                break;
            }
            newest.add(known);
        }
        return List.copyOf(newest);
    }

    /** Newest first: by time, then by dot, so that every node keeps the same ones. */
    @Override
    public int compareTo(KnownWrite other) {
        int byTime = Long.compare(other.time, time);
        return byTime != 0 ? byTime : other.dot.compareTo(dot);
    }
}
