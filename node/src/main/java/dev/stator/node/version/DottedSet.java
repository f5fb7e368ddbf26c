package dev.stator.node.version;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A set of dots, kept as {@code vv} (actor → n: dots 1..n are in) and a {@code cloud} of dots above it (PROTOCOL §1). A gap in
 * the cloud stays a gap: folding it into vv would claim versions that nobody has seen, and so delete them. Immutable, and
 * always compact: a cloud dot right above its vv is part of the vv.
 */
public final class DottedSet {
    public static final DottedSet EMPTY = new DottedSet(List.of());

    /** What is known of one actor: dots 1..{@code upTo}, and those of {@code cloud}, ascending and all above upTo + 1. */
    public record Entry(Actor actor, long upTo, long[] cloud) implements Comparable<Entry> {
        private static final long[] NONE = {};

        public Entry {
            long last = upTo + 1;
            if (upTo < 0 || upTo == 0 && cloud.length == 0) {
                throw new IllegalArgumentException("nothing known of " + actor);
            }
            for (long dot : cloud) {
                if (dot <= last) {
                    throw new IllegalArgumentException("cloud of " + actor + " is not ascending above " + upTo);
                }
                last = dot;
            }
        }

        /** The entry of these dots, compacted; {@code cloud} need be neither sorted, nor distinct, nor above upTo. */
        static Entry of(Actor actor, long upTo, long[] cloud) {
            if (cloud.length == 0) {
                return new Entry(actor, upTo, NONE);
            }
            long[] sorted = cloud.clone();
            Arrays.sort(sorted);
            long compactUpTo = upTo;
            int kept = 0;
            for (long dot : sorted) {
                if (dot == compactUpTo + 1 && kept == 0) {
                    compactUpTo = dot;
                } else if (dot > compactUpTo && (kept == 0 || dot > sorted[kept - 1])) {
                    sorted[kept++] = dot;
                }
            }
            return new Entry(actor, compactUpTo, kept == 0 ? NONE : Arrays.copyOf(sorted, kept));
        }

        boolean contains(long counter) {
            return counter <= upTo || cloud.length > 0 && Arrays.binarySearch(cloud, counter) >= 0;
        }

        public long highest() {
            return cloud.length == 0 ? upTo : cloud[cloud.length - 1];
        }

        Entry with(long counter) {
            return cloud.length == 0 && counter == upTo + 1
                    ? new Entry(actor, counter, NONE)
                    : union(of(actor, 0, new long[] {counter}));
        }

        Entry union(Entry other) {
            if (cloud.length == 0 && upTo >= other.highest()) {
                return this;
            }
            if (other.cloud.length == 0 && other.upTo >= highest()) {
                return other;
            }
            long[] both = Arrays.copyOf(cloud, cloud.length + other.cloud.length);
            System.arraycopy(other.cloud, 0, both, cloud.length, other.cloud.length);
            return of(actor, Math.max(upTo, other.upTo), both);
        }

        @Override
        public int compareTo(Entry other) {
            return actor.compareTo(other.actor);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Entry entry
                    && actor.equals(entry.actor)
                    && upTo == entry.upTo
                    && Arrays.equals(cloud, entry.cloud);
        }

        @Override
        public int hashCode() {
            return (actor.hashCode() * 31 + Long.hashCode(upTo)) * 31 + Arrays.hashCode(cloud);
        }
    }

    private final List<Entry> entries; // ascending by actor

    private DottedSet(List<Entry> entries) {
        this.entries = entries;
    }

    /** The set of these entries, which must ascend by actor: a decoder's input. */
    public static DottedSet of(List<Entry> ascending) {
        for (int i = 1; i < ascending.size(); i++) {
            if (ascending.get(i - 1).compareTo(ascending.get(i)) >= 0) {
                throw new IllegalArgumentException("entries do not ascend by actor");
            }
        }
        return ascending.isEmpty() ? EMPTY : new DottedSet(List.copyOf(ascending));
    }

    /** The set of these dots, in whatever order they come. */
    static DottedSet ofDots(Collection<Dot> dots) {
        Map<Actor, long[]> counters = new TreeMap<>();
        dots.stream()
                .collect(Collectors.groupingBy(Dot::actor))
                .forEach((actor, all) ->
                        counters.put(actor, all.stream().mapToLong(Dot::counter).toArray()));
        List<Entry> ascending = new ArrayList<>(counters.size());
        counters.forEach((actor, cloud) -> ascending.add(Entry.of(actor, 0, cloud)));
        return of(ascending);
    }

    public static DottedSet of(Dot dot) {
        return EMPTY.with(dot);
    }

    public List<Entry> entries() {
        return entries;
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public boolean contains(Dot dot) {
        int at = indexOf(dot.actor());
        return at >= 0 && entries.get(at).contains(dot.counter());
    }

    /** The largest counter known of {@code actor}, 0 when there is none. */
    public long highest(Actor actor) {
        int at = indexOf(actor);
        return at < 0 ? 0 : entries.get(at).highest();
    }

    /** How many dots lie above a gap, over all actors. */
    public int cloudSize() {
        int size = 0;
        for (Entry entry : entries) {
            size += entry.cloud().length;
        }
        return size;
    }

    public DottedSet with(Dot dot) {
        int at = indexOf(dot.actor());
        if (at >= 0 && entries.get(at).contains(dot.counter())) {
            return this;
        }
        List<Entry> next = new ArrayList<>(entries);
        if (at >= 0) {
            next.set(at, entries.get(at).with(dot.counter()));
        } else {
            next.add(-at - 1, Entry.of(dot.actor(), 0, new long[] {dot.counter()}));
        }
        return new DottedSet(next);
    }

    public DottedSet union(DottedSet other) {
        if (this == other || other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        List<Entry> next = new ArrayList<>(entries.size() + other.entries.size());
        boolean isMine = true;
        boolean isTheirs = true;
        int i = 0;
        int j = 0;
        while (i < entries.size() && j < other.entries.size()) {
            Entry mine = entries.get(i);
            Entry theirs = other.entries.get(j);
            int order = mine.compareTo(theirs);
            Entry entry = order < 0 ? mine : order > 0 ? theirs : mine.union(theirs);
            next.add(entry);
            isMine &= entry == mine;
            isTheirs &= order >= 0 && entry.equals(theirs);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        if (isMine && j == other.entries.size()) {
            return this;
        }
        if (isTheirs && i == entries.size()) {
            return other;
        }
        next.addAll(entries.subList(i, entries.size()));
        next.addAll(other.entries.subList(j, other.entries.size()));
        return new DottedSet(next);
    }

    /** Is every dot of {@code other} in this set? */
    public boolean containsAll(DottedSet other) {
        return this == other || union(other).equals(this);
    }

    /**
     * The same without the oldest dots above gaps, so that at most {@code limit} are left: claiming less than is known costs
     * a false sibling at worst (PROTOCOL rule 6). {@code keep} stays in any case.
     */
    public DottedSet withCloudAtMost(int limit, Dot keep) {
        int surplus = cloudSize() - limit;
        if (surplus <= 0) {
            return this;
        }
        List<Entry> next = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            long[] kept = new long[entry.cloud().length];
            int count = 0;
            for (long counter : entry.cloud()) {
                boolean spared = counter == keep.counter() && entry.actor().equals(keep.actor());
                if (surplus > 0 && !spared) {
                    surplus--;
                } else {
                    kept[count++] = counter;
                }
            }
            if (entry.upTo() > 0 || count > 0) {
                next.add(new Entry(entry.actor(), entry.upTo(), Arrays.copyOf(kept, count)));
            }
        }
        return new DottedSet(next);
    }

    public Set<Actor> actors() {
        Set<Actor> actors = new HashSet<>();
        entries.forEach(entry -> actors.add(entry.actor()));
        return actors;
    }

    /** The same without all dots of these actors. */
    public DottedSet without(Set<Actor> actors) {
        List<Entry> kept = new ArrayList<>(entries);
        kept.removeIf(entry -> actors.contains(entry.actor()));
        return of(kept);
    }

    /** The dots of these actors. */
    public DottedSet of(Set<Actor> actors) {
        List<Entry> kept = new ArrayList<>(entries);
        kept.removeIf(entry -> !actors.contains(entry.actor()));
        return of(kept);
    }

    private int indexOf(Actor actor) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = entries.get(middle).actor().compareTo(actor);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DottedSet set && entries.equals(set.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    /** As the vectors write it: {@code {A:2,+A4}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (Entry entry : entries) {
            if (entry.upTo() > 0) {
                text.append(text.length() > 1 ? "," : "")
                        .append(entry.actor())
                        .append(':')
                        .append(entry.upTo());
            }
            for (long counter : entry.cloud()) {
                text.append(text.length() > 1 ? "," : "")
                        .append('+')
                        .append(entry.actor())
                        .append(':')
                        .append(counter);
            }
        }
        return text.append('}').toString();
    }
}
