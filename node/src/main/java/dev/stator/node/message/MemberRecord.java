package dev.stator.node.message;

import dev.stator.ring.StoreId;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * What one store believes of another, or says of itself, as gossip carries it (PROTOCOL §4). The member's key is its cluster,
 * which every handshake has proven, and its storeId. A value; merging is commutative, associative and idempotent.
 *
 * <p>The <i>claim</i> is (life, refutation, state), with the profile that the member gave under that refutation. Claims are
 * totally ordered, and the larger one holds ({@link #overrides}):
 *
 * <pre>
 * by whom       transition                                             what grows
 * the member    any state, earlier life  → ALIVE   begins a life        life
 *               ALIVE, SUSPECT, DEAD     → ALIVE   {@link #refuted}, {@link #with(Profile)}   refutation
 * any other     ALIVE, SUSPECT           → SUSPECT {@link #suspected}   state, accusers
 *               SUSPECT                  → DEAD    {@link #buried}      state
 * </pre>
 *
 * Everything else is illegal and throws: nobody is dead who was not suspect, nobody but the member itself leaves a state, and no
 * life ends but by a later one. Within one refutation, DEAD overrides SUSPECT overrides ALIVE. Of two suspicions under one refutation
 * the accusers add up, as far as anybody counts them.
 *
 * <p>Beside the claim stand numbers that only grow, of which the larger holds whatever the claim: the ring that the member has,
 * its {@link Sweep}, and its count of groups (rule 20). Ring and groups change all the time and on all members; they travel with
 * the record, but are no news that would make it travel.
 *
 * @param refutation raised by the member each time that it contradicts, or says something new in {@code profile}
 * @param accusers of a suspect: up to {@value #ACCUSERS_MAX} stores that found it silent, each by itself; ascending
 * @param groups how many groups of writes its storage has synced, in this life and before
 */
public record MemberRecord(
        StoreId store,
        Life life,
        long refutation,
        State state,
        List<StoreId> accusers,
        Profile profile,
        RingVersion ring,
        Sweep sweep,
        Groups groups) {

    /** The accuser and three who confirm: more make nobody more suspect. */
    public static final int ACCUSERS_MAX = 4;

    /** What is claimed of the member; a later constant overrides an earlier one of the same refutation. */
    public enum State {
        ALIVE,
        SUSPECT,
        DEAD
    }

    /** Life, refutation and state decide; the profile makes the order total, should a member ever say two things at once. */
    private static final Comparator<MemberRecord> BY_CLAIM = Comparator.comparing(MemberRecord::life)
            .thenComparingLong(MemberRecord::refutation)
            .thenComparing(MemberRecord::state)
            .thenComparing(record -> record.profile.disk())
            .thenComparing(record -> record.profile.endpoint().host())
            .thenComparingInt(record -> record.profile.endpoint().httpPort())
            .thenComparingInt(record -> record.profile.endpoint().internodePort());

    public MemberRecord {
        accusers = List.copyOf(accusers);
        if (accusers.isEmpty() == (state == State.SUSPECT) || accusers.size() > ACCUSERS_MAX) {
            throw new IllegalArgumentException(accusers.size() + " accusers of a member in " + state + ": " + store);
        }
        if (refutation < 0) {
            throw new IllegalArgumentException("negative: refutation=" + refutation);
        }
    }

    /** A member of the ring of which nothing has been heard: taken for alive, and overridden by whatever is said. */
    public static MemberRecord unheard(StoreId store, Profile profile) {
        return new MemberRecord(
                store, Life.UNKNOWN, 0, State.ALIVE, List.of(), profile, RingVersion.NONE, Sweep.NONE, Groups.NONE);
    }

    /** What a store says of itself when its life begins. */
    public static MemberRecord born(StoreId store, Life life, Profile profile, RingVersion ring) {
        return new MemberRecord(store, life, 0, State.ALIVE, List.of(), profile, ring, Sweep.NONE, Groups.NONE);
    }

    /** Whether this claim holds against that one, of the same store. */
    public boolean overrides(MemberRecord other) {
        requireSame(other);
        return BY_CLAIM.compare(this, other) > 0;
    }

    /** Has anything been heard of the member, be it only a suspicion? */
    public boolean isHeard() {
        return !life.equals(Life.UNKNOWN) || state != State.ALIVE;
    }

    public boolean isAlive() {
        return state == State.ALIVE;
    }

    /** All that is known from both. */
    public MemberRecord merge(MemberRecord other) {
        requireSame(other);
        int order = BY_CLAIM.compare(this, other);
        MemberRecord winner = order < 0 ? other : this;
        MemberRecord loser = order < 0 ? this : other;
        List<StoreId> all = order == 0 ? first(winner.accusers, loser.accusers) : winner.accusers;
        RingVersion newest = loser.ring.compareTo(winner.ring) > 0 ? loser.ring : winner.ring;
        Sweep farthest = winner.sweep.merge(loser.sweep);
        Groups most = winner.groups.merge(loser.groups);
        if (all == winner.accusers && newest == winner.ring && farthest == winner.sweep && most == winner.groups) {
            return winner;
        }
        MemberRecord merged = new MemberRecord(
                store, winner.life, winner.refutation, winner.state, all, winner.profile, newest, farthest, most);
        return merged.equals(loser) ? loser : merged; // what is passed on is one object for all who believe it
    }

    /** The least few of both, which is the same in whatever order sets are united. */
    private static List<StoreId> first(List<StoreId> some, List<StoreId> others) {
        if (some.containsAll(others)) {
            return some;
        }
        TreeSet<StoreId> union = new TreeSet<>(some);
        union.addAll(others);
        return union.stream().limit(ACCUSERS_MAX).toList();
    }

    /** {@code by} got no answer, directly or through others. */
    public MemberRecord suspected(StoreId by) {
        if (state == State.DEAD) {
            throw illegal(State.SUSPECT);
        }
        return new MemberRecord(
                store, life, refutation, State.SUSPECT, first(accusers, List.of(by)), profile, ring, sweep, groups);
    }

    /** A suspicion was not contradicted in time. */
    public MemberRecord buried() {
        if (state != State.SUSPECT) {
            throw illegal(State.DEAD);
        }
        return new MemberRecord(store, life, refutation, State.DEAD, List.of(), profile, ring, sweep, groups);
    }

    private IllegalStateException illegal(State next) {
        return new IllegalStateException("a member does not go from " + state + " to " + next + ": " + store);
    }

    /** Does this say more than {@code other} does, so that others should hear it? Ring and groups are no news. */
    public boolean isNewsTo(MemberRecord other) {
        return overrides(other)
                || !other.sweep.equals(other.sweep.merge(sweep))
                || BY_CLAIM.compare(this, other) == 0
                        && !first(other.accusers, accusers).equals(other.accusers);
    }

    /** The member itself contradicts {@code claim}, which is of its own life. */
    public MemberRecord refuted(MemberRecord claim) {
        requireSame(claim);
        if (!claim.life.equals(life) || state != State.ALIVE) {
            throw new IllegalStateException("a member in " + state + " of life " + life
                    + " cannot refute a claim of life " + claim.life + ": " + store);
        }
        long next = Math.max(refutation, claim.refutation) + 1;
        return new MemberRecord(store, life, next, State.ALIVE, List.of(), profile, ring, sweep, groups);
    }

    /** The member itself begins a later life. */
    public MemberRecord reborn(Life later) {
        if (!later.isAfter(life)) {
            throw new IllegalStateException("life " + later + " does not come after " + life + ": " + store);
        }
        return new MemberRecord(store, later, 0, State.ALIVE, List.of(), profile, ring, sweep, groups);
    }

    /** The member itself says something new. */
    public MemberRecord with(Profile next) {
        if (state != State.ALIVE) {
            throw new IllegalStateException("only who is alive says something new of itself, not one in " + state);
        }
        return next.equals(profile)
                ? this
                : new MemberRecord(store, life, refutation + 1, State.ALIVE, List.of(), next, ring, sweep, groups);
    }

    public MemberRecord with(RingVersion next) {
        return new MemberRecord(store, life, refutation, state, accusers, profile, next, sweep, groups);
    }

    public MemberRecord with(Sweep next) {
        return next.equals(sweep)
                ? this
                : new MemberRecord(store, life, refutation, state, accusers, profile, ring, next, groups);
    }

    public MemberRecord with(Groups next) {
        return next.equals(groups)
                ? this
                : new MemberRecord(store, life, refutation, state, accusers, profile, ring, sweep, next);
    }

    private void requireSame(MemberRecord other) {
        if (!store.equals(other.store)) {
            throw new IllegalStateException("records of two stores: " + store + " and " + other.store);
        }
    }
}
