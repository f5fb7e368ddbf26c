package dev.stator.node.membership;

import dev.stator.node.message.DiskState;
import dev.stator.node.message.Gossip;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.Profile;
import dev.stator.node.message.RingVersion;
import dev.stator.node.port.BootCounter;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Randomness;
import dev.stator.node.port.Timers;
import dev.stator.ring.StoreId;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which life this store is in, and what it does about what others say of it (PROTOCOL §4, rule 20). {@link OwnLife} and {@link OwnPast}
 * decide:
 *
 * <ol>
 *   <li>At first it asks others what they remember of it, and lives on when they have compared.
 *   <li>A starting store that hears that it has lived later than its disk says takes the next life; one that runs ends.
 *   <li>Where it is in doubt, it says so in a life of its own, but only when nobody else lives as this store.
 * </ol>
 *
 * One loop, but where something else is said.
 */
public final class Lives {
    /** The store whose lives they are. */
    interface Self {
        MemberRecord own();

        /** This is so from now on, and told to others if a life is claimed. */
        void say(MemberRecord next);

        /** Others doubt that this node is quick enough. */
        void doubted();

        /** Greets a few members out of turn. */
        void greetSome();

        void superseded(Life later);
    }

    private static final int ASK_MILLIS = 100;
    private static final int ASK_AT_ONCE = 8;

    private final Self self;
    private final MembershipSettings settings;
    private final MemberTable table;
    private final Mouth mouth;
    private final Clock clock;
    private final Timers timers;
    private final Randomness randomness;
    private final BootCounter bootCounter;
    private final Predicate<StoreId> isCut;
    private volatile OwnPast past; // set once before it starts; others ask whether it has compared
    private int turn;
    private boolean isTakingNext;
    private Clock.@Nullable Ticks startingUntil; // null: nobody was heard yet

    /** @param isCut whether a connection to that store was tried, and does not work */
    Lives(
            Self self,
            MembershipSettings settings,
            MemberTable table,
            Mouth mouth,
            Clock clock,
            Timers timers,
            Randomness randomness,
            BootCounter bootCounter,
            Predicate<StoreId> isCut) {
        this.self = self;
        this.settings = settings;
        this.table = table;
        this.mouth = mouth;
        this.clock = clock;
        this.timers = timers;
        this.randomness = randomness;
        this.bootCounter = bootCounter;
        this.isCut = isCut;
        this.past = OwnPast.none(clock);
    }

    /** Of this past from now on; before {@link #ask}. */
    void begin(OwnPast own) {
        past = own;
    }

    OwnPast past() {
        return past;
    }

    /** Some members, by turns, until all that answer have compared; for as long as it lasts, where it is in doubt. */
    void ask() {
        if (past.phase() == OwnPast.Phase.LIVING) {
            return;
        }
        int size = table.roster().size();
        for (int more = Math.min(size, ASK_AT_ONCE); more > 0; more--) {
            StoreId next = table.roster().store(Math.floorMod(turn++, size));
            boolean isDone = past.phase() == OwnPast.Phase.ASKING && past.hasCompared(next);
            if (!isDone && !next.equals(self.own().store())) {
                mouth.ping(next);
            }
        }
        review();
        timers.after(past.phase() == OwnPast.Phase.ASKING ? ASK_MILLIS : settings.periodMillis(), this::ask);
    }

    private void review() {
        if (!isTakingNext) {
            past.review(table.roster(), self.own().store(), isCut);
        }
    }

    /** Has that store compared what it remembers of this one? Any thread. */
    public boolean hasCompared(StoreId store) {
        return past.hasCompared(store);
    }

    /** The life that this store says it is in; {@link Life#UNKNOWN} as long as it has claimed none. Any thread. */
    public Life claimed() {
        return past.isClaimed() ? self.own().life() : Life.UNKNOWN;
    }

    /** That store wants something, and is to compare first. */
    public void meet(StoreId store) {
        if (!past.hasCompared(store)) {
            mouth.ping(store);
        }
    }

    /** What this store says of itself now. As long as it has claimed no life: that it is there, and nothing more. */
    MemberRecord saying() {
        MemberRecord own = self.own();
        return past.isClaimed()
                ? own.with(past.told(own.life(), own.groups()))
                : MemberRecord.unheard(own.store(), own.profile()).with(own.ring());
    }

    /** Somebody is there. */
    void heardSomebody() {
        if (startingUntil == null) {
            startingUntil = clock.monotonic().plusMillis((long) settings.startingPeriods() * settings.periodMillis());
        }
    }

    /** After everything that it says was heard. */
    void answered(StoreId by, Gossip.Ack ack) {
        if (table.roster().indexOf(by) >= 0) { // who is no member may never have heard of this store
            past.answered(ack.id(), by);
            review();
        }
    }

    /** Is this to be answered, or taken for an answer? Who has claimed no life says only that it is there, or nothing. */
    boolean attendsTo(Gossip gossip) {
        return past.isClaimed() || gossip instanceof Gossip.Ack || gossip instanceof Gossip.Ping && !past.isSilent();
    }

    /** Somebody says this of this store. */
    void hear(MemberRecord heard) {
        MemberRecord own = self.own();
        boolean isStarting = startingUntil == null
                || !clock.monotonic().isAfter(startingUntil)
                || past.phase() != OwnPast.Phase.LIVING;
        OwnLife then = OwnLife.on(own, heard, isStarting);
        if (then != OwnLife.STOP) {
            past.heard(own.life(), own.groups(), heard.groups());
        }
        if (past.phase() == OwnPast.Phase.IN_DOUBT) {
            hearInDoubt(own, heard);
            return;
        }
        switch (then) {
            case GO_ON -> self.say(own.with(own.sweep().merge(heard.sweep())));
            case REFUTE -> {
                self.doubted();
                self.say(own.refuted(heard));
            }
            case TAKE_NEXT -> takeLifeAfter(heard.life());
            case STOP -> self.superseded(heard.life());
        }
    }

    /** Somebody at the other end of a session knows of this life of this store: as if gossip had said so, of one who lives in it. */
    public void hearOf(Life later) {
        heardSomebody();
        MemberRecord own = self.own();
        if (later.isAfter(own.life())) {
            hear(MemberRecord.born(own.store(), later, own.profile(), RingVersion.NONE));
        }
    }

    /** What may be a copy of a store that lives elsewhere claims a life only when that one is dead. */
    private void hearInDoubt(MemberRecord own, MemberRecord heard) {
        boolean isLater =
                heard.life().counter() >= own.life().counter() && !heard.life().equals(own.life());
        if (past.isClaimed()) {
            if (isLater) {
                past.unclaim();
            } else if (OwnLife.on(own, heard, false) == OwnLife.REFUTE) {
                self.say(own.refuted(heard));
            }
        } else if (heard.state() == MemberRecord.State.DEAD || !heard.isHeard()) {
            if (isLater) {
                takeLifeAfter(heard.life());
            } else {
                claimInDoubt();
            }
        }
    }

    private void takeLifeAfter(Life heard) {
        if (!isTakingNext) {
            isTakingNext = true;
            Life next = new Life(heard.counter() + 1, randomness.bits());
            bootCounter.raise(next.counter(), () -> {
                isTakingNext = false;
                if (next.isAfter(self.own().life())) {
                    self.say((past.isClaimed() ? saying() : self.own()).reborn(next));
                    if (past.isSilent()) {
                        claimInDoubt();
                    }
                    self.greetSome();
                }
            });
        }
    }

    private void claimInDoubt() {
        past.claim();
        self.say(saying().with(new Profile(self.own().profile().endpoint(), DiskState.IN_DOUBT)));
    }
}
