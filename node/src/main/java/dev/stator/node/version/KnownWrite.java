package dev.stator.node.version;

/** Whose a dot is: said of replaced siblings in {@code recent}, and of covered ones in contexts. {@code time} as the sibling's. */
public record KnownWrite(WriteIdentity write, Dot dot, long time) implements Comparable<KnownWrite> {

    static KnownWrite of(Version version) {
        return new KnownWrite(
                version.sibling().write(), version.dot(), version.sibling().time());
    }

    /** Newest first: by time, then by dot, so that every node keeps the same ones. */
    @Override
    public int compareTo(KnownWrite other) {
        int byTime = Long.compare(other.time, time);
        return byTime != 0 ? byTime : other.dot.compareTo(dot);
    }
}
