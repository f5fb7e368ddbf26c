package dev.stator.node.membership;

import dev.stator.node.message.Groups;
import dev.stator.node.message.Life;
import dev.stator.node.port.Clock;
import dev.stator.ring.StoreId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What this store has to say of its own past, and what others say to it (PROTOCOL rule 20):
 *
 * <ol>
 *   <li><b>Asking.</b> A starting store has claimed no life yet. It asks those it reaches what they remember of it; each answer compares.
 *   <li><b>Living.</b> All have answered, or those that did within {@value #REST_MILLIS} ms of the first. Or nobody has: for {@value
 *       #CUT_MILLIS} ms, and no connection to anybody works; or for {@value #SILENT_MILLIS} ms. Then it goes on alone. Whoever answers
 *       later compares as well, and before that no word about data is exchanged with it, either way; so waiting guards nothing but what
 *       a store can do quite alone, where one copy is a quorum. The shorter time is for processes that are started together.
 *   <li><b>In doubt.</b> Somebody remembers more groups than there were. It claims a life, so that others hear of its doubt, only
 *       once they call the life that they remember dead: else another process lives as this store, and this one is a copy.
 * </ol>
 *
 * One loop, but for {@link #hasCompared} and {@link #isClaimed}.
 */
final class OwnPast {
    enum Phase {
        ASKING,
        LIVING,
        IN_DOUBT
    }

    /** Told on the loop. */
    interface Doubt {
        /** @param heard how many groups somebody remembers, of which only {@code born} are here */
        void found(long heard, long born);
    }

    private static final long REST_MILLIS = 300;
    private static final long CUT_MILLIS = 1_000;
    private static final long SILENT_MILLIS = 3_000;
    private static final int ASKED_MAX = 1024;

    private final Clock clock;
    private final long born;
    private final LongSupplier synced;
    private final Runnable cleared;
    private final Doubt doubt;
    private volatile Set<StoreId> compared = Set.of(); // replaced as a whole: others look at it
    private final Map<Long, StoreId> asked = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, StoreId> eldest) {
            return size() > ASKED_MAX; // it is asked again
        }
    };
    private Phase phase;
    private volatile boolean isClaimed; // sessions ask
    private final Clock.Ticks begun;
    private Clock.@Nullable Ticks firstAnswer;

    /**
     * @param born how many groups of writes the disk had when this process opened it
     * @param synced how many are synced by now
     * @param cleared run when nobody that was reached remembers more: the store may serve
     */
    OwnPast(Clock clock, Phase phase, long born, LongSupplier synced, Runnable cleared, Doubt doubt) {
        this.clock = clock;
        this.phase = phase;
        this.born = born;
        this.synced = synced;
        this.cleared = cleared;
        this.doubt = doubt;
        this.isClaimed = phase == Phase.LIVING;
        this.begun = clock.monotonic();
    }

    /** Of a store that nobody need be asked about. */
    static OwnPast none(Clock clock) {
        return new OwnPast(clock, Phase.LIVING, 0, () -> 0, () -> {}, (heard, born) -> {});
    }

    Phase phase() {
        return phase;
    }

    /** Has it said which life it is in? Before, it only asks. Any thread. */
    boolean isClaimed() {
        return isClaimed;
    }

    /** Is it in doubt, and perhaps a copy of a store that lives elsewhere? Then it answers nobody. */
    boolean isSilent() {
        return phase == Phase.IN_DOUBT && !isClaimed;
    }

    /** What it says of its groups in this life. */
    Groups told(Life life, Groups before) {
        if (!isClaimed) {
            return Groups.NONE;
        }
        // A life that is taken while this process serves already begins with all that it has told.
        Groups own = before.life().equals(life) ? before : Groups.begun(life, Math.max(born, before.synced()));
        return phase == Phase.IN_DOUBT ? own : own.synced(synced.getAsLong());
    }

    /** A question went out that carries what this store says of itself. */
    void asked(long id, StoreId whom) {
        if (!compared.contains(whom)) {
            asked.put(id, whom);
        }
    }

    /** Has that store compared what it remembers, and found nothing amiss? Any thread. */
    boolean hasCompared(StoreId store) {
        return compared.contains(store);
    }

    /** An answer to a question, after what it says of this store was {@link #heard}. */
    void answered(long id, StoreId by) {
        if (by.equals(asked.remove(id))) {
            if (!compared.contains(by)) {
                Set<StoreId> more = new HashSet<>(compared); // shards read the one before
                more.add(by);
                compared = more;
            }
            if (firstAnswer == null) {
                firstAnswer = clock.monotonic();
            }
        }
    }

    /** Somebody says this of this store. */
    void heard(Life life, Groups before, Groups theirs) {
        Groups own = isClaimed ? told(life, before) : Groups.begun(Life.UNKNOWN, born);
        long most = own.mostBeside(theirs);
        if (phase != Phase.IN_DOUBT && most > own.born()) {
            phase = Phase.IN_DOUBT;
            doubt.found(most, own.born());
        }
    }

    /**
     * While it asks: may it live on by now?
     *
     * @param isCut whether a connection to that store was tried, and does not work
     */
    void review(Roster roster, StoreId self, Predicate<StoreId> isCut) {
        if (phase != Phase.ASKING) {
            return;
        }
        int missing = 0;
        int inReach = 0;
        for (int index = 0; index < roster.size(); index++) {
            StoreId store = roster.store(index);
            if (!store.equals(self) && !compared.contains(store)) {
                missing++;
                inReach += isCut.test(store) ? 0 : 1;
            }
        }
        if (missing == 0 || hasWaited(inReach == 0)) {
            phase = Phase.LIVING;
            isClaimed = true;
            cleared.run();
        }
    }

    private boolean hasWaited(boolean isAllCut) {
        Clock.Ticks now = clock.monotonic();
        return firstAnswer != null
                ? firstAnswer.millisUntil(now) >= REST_MILLIS
                : begun.millisUntil(now) >= (isAllCut ? CUT_MILLIS : SILENT_MILLIS);
    }

    /** From now on others hear which life it is in. */
    void claim() {
        isClaimed = true;
    }

    /** Another process is this store, and lives. */
    void unclaim() {
        isClaimed = false;
    }
}
