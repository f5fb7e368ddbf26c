package dev.stator.node.version;

import java.util.ArrayList;
import java.util.List;

/**
 * What a client has seen of one key: a set of dots, and whose the live ones among them were, so that the node which puts
 * under this context can recognise a late retry of what the put replaces (PROTOCOL §1, vector 34). Immutable.
 */
public record CausalContext(DottedSet dots, List<KnownWrite> writes) {
    /** Having seen nothing: the context of a 404 for a key never written. A put with it supersedes nothing. */
    public static final CausalContext EMPTY = new CausalContext(DottedSet.EMPTY, List.of());

    /** Of an ack's context, how many writes that its put replaced are carried on: as many as {@code recent} keeps. */
    private static final int ACK_WRITES_MAX = KeyState.RECENT_MAX;

    /** Of an ack's context, how many dots above gaps are carried on (PROTOCOL rule 6). */
    private static final int ACK_CLOUD_MAX = 16;

    public CausalContext {
        writes = KnownWrites.of(writes);
    }

    /** What whoever reads {@code state} has seen. */
    public static CausalContext of(KeyState state) {
        return new CausalContext(state.known(), writesOf(state));
    }

    /** The least that this reader has seen: the live versions alone, for when the whole set is too long (rule 6). */
    public static CausalContext ofLive(KeyState state) {
        return new CausalContext(
                DottedSet.ofDots(state.live().stream().map(Version::dot).toList()), writesOf(state));
    }

    /** Less of it: of so many of the versions that it knows the writes of, the newest, and nothing else (rule 6). */
    CausalContext ofNewest(int writesMax) {
        List<KnownWrite> newest = writes.stream()
                .filter(known -> dots.contains(known.dot()))
                .limit(writesMax)
                .toList();
        return new CausalContext(
                DottedSet.ofDots(newest.stream().map(KnownWrite::dot).toList()), newest);
    }

    private static List<KnownWrite> writesOf(KeyState state) {
        List<KnownWrite> writes = new ArrayList<>(state.live().size());
        for (Version version : state.live()) {
            writes.add(KnownWrite.of(version));
        }
        return writes;
    }

    public CausalContext union(CausalContext other) {
        return new CausalContext(
                dots.union(other.dots), KnownWrites.of(writes).merge(KnownWrites.of(other.writes), Integer.MAX_VALUE));
    }

    /** The context of an ack: this one and the version it made, never the server's whole clock (PROTOCOL §1, vector 4). */
    CausalContext acknowledging(Version made) {
        return new CausalContext(
                dots.with(made.dot()).withCloudAtMost(ACK_CLOUD_MAX, made.dot()),
                writesAnd(List.of(KnownWrite.of(made))));
    }

    /** The context of an ack for a write that was there already: this one and all dots of that write. */
    CausalContext acknowledging(List<KnownWrite> found) {
        DottedSet next = dots;
        for (KnownWrite known : found) {
            next = next.with(known.dot());
        }
        Dot last = found.get(found.size() - 1).dot();
        return new CausalContext(next.withCloudAtMost(ACK_CLOUD_MAX, last), writesAnd(found));
    }

    private List<KnownWrite> writesAnd(List<KnownWrite> acknowledged) {
        return KnownWrites.of(writes).merge(KnownWrites.of(acknowledged), ACK_WRITES_MAX);
    }
}
