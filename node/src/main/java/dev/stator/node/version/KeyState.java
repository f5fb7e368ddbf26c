package dev.stator.node.version;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything a store knows of one key (PROTOCOL §1): the dots it has heard of, the live versions among them, and whose the
 * newest replaced ones were. A dot that is known and not live has been replaced; one that is not known has not been seen.
 *
 * <p>In stores that keep the last write alone a state is a <i>register</i> (rule 17): one version, whose dot is a stamp, and nothing is known
 * beside it. Of two registers the later one is kept.
 *
 * <p>{@link #merge} is commutative, associative and idempotent, and needs no clock. Immutable; versions ascend by dot.
 */
public final class KeyState {
    /** How many replaced writes are remembered, to recognise late retries. */
    public static final int RECENT_MAX = 8;

    /** The state of a key that nobody has heard of. */
    public static final KeyState EMPTY = new KeyState(DottedSet.EMPTY, List.of(), List.of());

    private final DottedSet known;
    private final List<Version> live;
    private final KnownWrites recent;
    private volatile long digest; // 0: not computed yet; a race computes the same value twice

    /** A decoder's input: live versions ascending by dot, all known; recent newest first, none of them live. */
    public KeyState(DottedSet known, List<Version> live, List<KnownWrite> recent) {
        this.known = known;
        this.live = List.copyOf(live);
        this.recent = KnownWrites.of(recent);
        Version previous = null;
        for (Version version : this.live) {
            if (!known.contains(version.dot())) {
                throw new IllegalArgumentException("live but not known: " + version);
            }
            if (previous != null && previous.dot().compareTo(version.dot()) >= 0) {
                throw new IllegalArgumentException("versions do not ascend by dot: " + version);
            }
            previous = version;
        }
        if (this.recent.size() > RECENT_MAX) {
            throw new IllegalArgumentException("recent holds " + this.recent.size() + " writes");
        }
    }

    /** The state that a write makes in a store which keeps the last one alone, whatever was there; its ack has seen it and no more. */
    public static Put register(Dot stamp, Sibling sibling) {
        Version made = new Version(stamp, sibling);
        KeyState state = new KeyState(DottedSet.EMPTY.with(stamp), List.of(made), List.of());
        return new Put(state, made, CausalContext.of(state));
    }

    private boolean isRegister() {
        return live.size() == 1 && live.get(0).dot().actor().isOfRegisters();
    }

    public DottedSet known() {
        return known;
    }

    /** Values and tombstones, ascending by dot. */
    public List<Version> live() {
        return live;
    }

    /** How many bytes its values are, whether it has them with it or not. */
    public long valueSize() {
        long bytes = 0;
        for (Version version : live) {
            bytes += version.sibling().size();
        }
        return bytes;
    }

    /** How many bytes of values it has with it. */
    public long valueBytes() {
        long bytes = 0;
        for (Version version : live) {
            bytes += version.sibling().hasBytes() ? version.sibling().size() : 0;
        }
        return bytes;
    }

    public List<KnownWrite> recent() {
        return recent;
    }

    /** Do the bytes of all its versions hash to what they should? */
    public boolean isIntact() {
        for (Version version : live) {
            if (!version.sibling().isIntact()) {
                return false;
            }
        }
        return true;
    }

    /** Has anything ever been heard of the key? */
    public boolean isAbsent() {
        return known.isEmpty();
    }

    /** Is all that is live tombstones, made before {@code horizon}, in milliseconds since 1970? */
    public boolean isDeletedBefore(long horizon) {
        for (Version version : live) {
            if (version.sibling().isValue() || version.sibling().time() >= horizon) {
                return false;
            }
        }
        return !live.isEmpty();
    }

    /** Those of whom dots are known and none is live, {@code own} apart (PROTOCOL rule 16). */
    public Set<Actor> actorsOfThePast(@Nullable Actor own) {
        Set<Actor> actors = known.actors();
        live.forEach(version -> actors.remove(version.dot().actor()));
        actors.remove(own);
        return actors;
    }

    /** The same, having forgotten all dots of these actors, none of which is live. */
    public KeyState forgetting(Set<Actor> actors) {
        return new KeyState(known.without(actors), live, recent);
    }

    /** Does every live version carry its bytes? */
    public boolean isWhole() {
        for (Version version : live) {
            if (!version.sibling().hasBytes()) {
                return false;
            }
        }
        return true;
    }

    /** What users see: the values, ascending by dot, a write that has two dots shown once (PROTOCOL rule 12). */
    public List<Version> values() {
        if (live.size() == 1) {
            return live.get(0).sibling().isValue() ? live : List.of();
        }
        List<Version> values = new ArrayList<>(live.size());
        Set<WriteIdentity> shown = new HashSet<>();
        for (Version version : live) {
            if (version.sibling().isValue() && shown.add(version.sibling().write())) {
                values.add(version);
            }
        }
        return values;
    }

    public Optional<Version> version(Dot dot) {
        for (Version version : live) {
            if (version.dot().equals(dot)) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }

    /** All dots that are known to be of this write, live ones first; empty when the write is not known here (rule 12). */
    public List<KnownWrite> dotsOf(WriteIdentity write) {
        List<KnownWrite> found = List.of();
        for (Version version : live) {
            if (version.sibling().write().equals(write)) {
                found = added(found, KnownWrite.of(version));
            }
        }
        for (KnownWrite replaced : recent.of(write)) {
            found = added(found, replaced);
        }
        return found;
    }

    private static List<KnownWrite> added(List<KnownWrite> list, KnownWrite one) {
        List<KnownWrite> longer = new ArrayList<>(list);
        longer.add(one);
        return longer;
    }

    /** The join of two states (PROTOCOL §1). Where both have a version, the one with bytes is kept. */
    public KeyState merge(KeyState other) {
        if (this == other || other.isAbsent()) {
            return this;
        }
        if (isAbsent()) {
            return other;
        }
        if (isRegister() || other.isRegister()) {
            return later(other);
        }
        List<Version> merged = new ArrayList<>(live.size() + other.live.size());
        List<KnownWrite> replaced = List.of();
        boolean isTheirs = true;
        int i = 0;
        int j = 0;
        while (i < live.size() || j < other.live.size()) {
            int order = i == live.size()
                    ? 1
                    : j == other.live.size()
                            ? -1
                            : live.get(i).dot().compareTo(other.live.get(j).dot());
            if (order == 0) {
                Version theirs = other.live.get(j++);
                Version kept = same(live.get(i++), theirs);
                isTheirs &= kept == theirs;
                merged.add(kept);
            } else {
                Version version = order < 0 ? live.get(i++) : other.live.get(j++);
                boolean isReplaced = (order < 0 ? other : this).known.contains(version.dot());
                isTheirs &= isReplaced == order < 0;
                if (isReplaced) {
                    replaced = added(replaced, KnownWrite.of(version));
                } else {
                    merged.add(version);
                }
            }
        }
        DottedSet knownToBoth = known.union(other.known);
        KnownWrites remembered = recentWith(other.recent, replaced);
        return isTheirs && knownToBoth == other.known && remembered == other.recent
                ? other // as mostly: it came later, and has seen all that is here
                : new KeyState(knownToBoth, merged, remembered);
    }

    private KnownWrites recentWith(KnownWrites others, List<KnownWrite> replaced) {
        return recent.merge(others, RECENT_MAX).merge(KnownWrites.of(replaced), RECENT_MAX);
    }

    private KeyState later(KeyState other) {
        if (!isRegister() || !other.isRegister()) {
            throw new DotConflictException("a register meets dotted versions: " + this + " and " + other);
        }
        Version mine = live.get(0);
        Version theirs = other.live.get(0);
        int byClock = Long.compare(mine.dot().counter(), theirs.dot().counter());
        int order = byClock != 0 ? byClock : mine.dot().compareTo(theirs.dot());
        if (order == 0) {
            return same(mine, theirs) == mine ? this : other;
        }
        return order > 0 ? this : other;
    }

    private static Version same(Version mine, Version theirs) {
        Sibling one = mine.sibling();
        Sibling two = theirs.sibling();
        if (one.contentHash() != two.contentHash()
                || one.kind() != two.kind()
                || !one.write().equals(two.write())) {
            throw new DotConflictException(mine.dot(), one, two);
        }
        return one.hasBytes() ? mine : theirs;
    }

    /** What a put made: the state after it, the new version, and the context of its ack. */
    public record Put(KeyState state, Version made, CausalContext ack) {}

    /**
     * A new version that replaces what {@code context} has seen, and nothing else (PROTOCOL §1). A write that it saw under one
     * dot it has seen under all: so every live dot of a covered write goes (rule 12; here and never in merge, where two
     * putters that crossed would each drop the other).
     *
     * @param actor continued from this very record or freshly minted (rules 1 and 2)
     * @throws IllegalStateException when the context knows more of that actor than this record: a dot named inside what is
     *     known would vanish at the first merge, so rule 3 has been forgotten
     */
    public Put put(CausalContext context, Sibling sibling, Actor actor) {
        DottedSet covered = covering(context);
        Version made = new Version(new Dot(actor, known.highest(actor) + 1), sibling);
        if (covered.contains(made.dot())) {
            throw new IllegalStateException(
                    "dot " + made.dot() + " is known already, to the context " + context.dots());
        }
        List<Version> kept = new ArrayList<>(live.size() + 1);
        List<KnownWrite> replaced = new ArrayList<>();
        boolean placed = false;
        for (Version version : live) {
            if (covered.contains(version.dot())) {
                replaced.add(KnownWrite.of(version));
                continue;
            }
            if (!placed && version.dot().compareTo(made.dot()) > 0) {
                kept.add(made);
                placed = true;
            }
            kept.add(version);
        }
        if (!placed) {
            kept.add(made);
        }
        KeyState next = new KeyState(
                known.union(covered).with(made.dot()), kept, recentWith(KnownWrites.of(context.writes()), replaced));
        return new Put(next, made, context.acknowledging(made));
    }

    /** The live versions that a put under {@code context} would replace. */
    public List<Version> replacedBy(CausalContext context) {
        DottedSet covered = covering(context);
        List<Version> replaced = new ArrayList<>();
        for (Version version : live) {
            if (covered.contains(version.dot())) {
                replaced.add(version);
            }
        }
        return replaced;
    }

    private DottedSet covering(CausalContext context) {
        if (live.isEmpty() || context.dots().isEmpty()) {
            return context.dots();
        }
        Set<WriteIdentity> seen = new HashSet<>();
        for (KnownWrite write : context.writes()) {
            seen.add(write.write());
        }
        for (Version version : live) {
            if (context.dots().contains(version.dot())) {
                seen.add(version.sibling().write());
            }
        }
        DottedSet covered = context.dots();
        for (Version version : live) {
            if (seen.contains(version.sibling().write())) {
                covered = covered.with(version.dot());
            }
        }
        return covered;
    }

    /** The context of the ack for a write that is here already, under {@code found} dots: no new dot is made (rule 12). */
    public static CausalContext ackOf(CausalContext context, List<KnownWrite> found) {
        return context.acknowledging(found);
    }

    /** The same, remembering also whose the dots of {@code writes} were, as far as they are known and not live. */
    public KeyState remembering(List<KnownWrite> writes) {
        List<KnownWrite> replaced = new ArrayList<>();
        for (KnownWrite write : writes) {
            if (known.contains(write.dot()) && version(write.dot()).isEmpty()) {
                replaced.add(write);
            }
        }
        return replaced.isEmpty() || recent.containsAll(replaced)
                ? this
                : new KeyState(known, live, recentWith(KnownWrites.NONE, replaced));
    }

    /** The same with each value in an array of its own: to be kept for long. */
    public KeyState apart() {
        if (!hasParts()) {
            return this;
        }
        List<Version> versions = new ArrayList<>(live.size());
        for (Version version : live) {
            versions.add(new Version(version.dot(), version.sibling().apart()));
        }
        return new KeyState(known, versions, recent);
    }

    private boolean hasParts() {
        for (Version version : live) {
            if (version.sibling().isPart()) {
                return true;
            }
        }
        return false;
    }

    public KeyState withoutBytes() {
        return withBytesOnlyOf(null);
    }

    /** The same with the bytes of this one version alone: what a replica write carries (PROTOCOL rule 5). */
    public KeyState withBytesOnlyOf(@Nullable Dot dot) {
        if (live.isEmpty() || live.size() == 1 && live.get(0).dot().equals(dot)) {
            return this;
        }
        List<Version> versions = new ArrayList<>(live.size());
        for (Version version : live) {
            versions.add(
                    version.dot().equals(dot)
                            ? version
                            : new Version(version.dot(), version.sibling().withoutBytes()));
        }
        return new KeyState(known, versions, recent);
    }

    /**
     * A 64-bit hash of the state without its bytes, never 0: equal digests, equal knowledge and equal versions. Kept once
     * computed, for whoever reads a key that is read often asks for it each time.
     */
    public long digest() {
        long hash = digest;
        if (hash == 0) {
            ByteSink sink = new ByteSink(256);
            StateCodec.write(withoutBytes(), sink);
            hash = WriteIdentity.hash(sink.toByteArray());
            hash = hash == 0 ? 1 : hash;
            digest = hash;
        }
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyState state
                && known.equals(state.known)
                && live.equals(state.live)
                && recent.equals(state.recent);
    }

    @Override
    public int hashCode() {
        return known.hashCode() * 31 + live.hashCode();
    }

    @Override
    public String toString() {
        return known + " | " + live;
    }
}
