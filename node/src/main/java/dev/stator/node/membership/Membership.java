package dev.stator.node.membership;

import dev.stator.node.message.DiskState;
import dev.stator.node.message.Gossip;
import dev.stator.node.message.Groups;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.Profile;
import dev.stator.node.message.RingVersion;
import dev.stator.node.message.Sweep;
import dev.stator.node.port.BootCounter;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Network;
import dev.stator.node.port.Randomness;
import dev.stator.node.port.Timers;
import dev.stator.node.view.MemberSeen;
import dev.stator.node.view.Standing;
import dev.stator.ring.Endpoint;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * This node's part in gossip (SWIM, DSN 2002, with Lifeguard, 2017; PROTOCOL §4):
 *
 * <ol>
 *   <li>Each period one other member is probed ({@link Probes}): asked directly, then through others. Silence makes it suspect.
 *   <li>A suspect that does not contradict in time is dead. Both are beliefs, and both are contradicted by the member itself, with a
 *       larger refutation count or in a later life. Whoever talks to a member that it believes ill of tells it so.
 *   <li>News rides on probes and their answers, so many bytes a message ({@link NewsBoard}); what it misses is found by comparing
 *       tables with one member every half minute ({@link PushPull}).
 *   <li>Of itself, a starting node believes that it lived later than its disk says; a running one that hears of a later life of
 *       its own store ends ({@link OwnLife}).
 *   <li>A node whose own loop was late accuses nobody for that time, and gives suspects as much more.
 *   <li>A connection lost or found again makes the next probe go there; it convicts nobody.
 * </ol>
 *
 * Every message says which ring its sender has: so nodes hear of newer rings. On shard 0's loop.
 */
public final class Membership {
    /** Told on the loop, after the event that changed something, never inside a call to this class's senders. */
    public interface Listener {
        /** These stores stand like this from now on. */
        void stand(Map<StoreId, Standing> changed);

        /** That member has a newer ring, or another one of the same epoch. */
        void hasRing(StoreId member, RingVersion ring);

        /** The diary: a member is believed to be in another state or life than before. */
        void changed(MemberRecord before, MemberRecord now);

        /** This node's clock is too far from those of the others, or no longer (rule 17). */
        void clock(boolean isOff, long medianAheadMillis);

        /** Another process is this store by now: end this one. */
        void superseded(Life own, Life later);

        /** Nobody that was asked remembers more of this store than there is (rule 20): it may serve. */
        default void cleared() {}

        /** Somebody remembers {@code heard} groups of this store, and only {@code born} were there when this life began. */
        default void inDoubt(long heard, long born) {}
    }

    private static final int WATCH_MILLIS = 500;

    private final StoreId self;
    private final MembershipSettings settings;
    private final Clock clock;
    private final Timers timers;
    private final Randomness randomness;
    private final Listener listener;

    private final MemberTable table = new MemberTable();
    private final NewsBoard news;
    private final Suspicions suspicions;
    private final LocalHealth health = new LocalHealth();
    private final ClockOffsets offsets;
    private final Mouth mouth;
    private final Probes probes;
    private final PushPull pushPull;
    private final Lives lives;
    private final Standings standings;

    private volatile MemberRecord own; // sessions ask which life it is in
    private boolean isSuperseded;
    private boolean isClockOff;
    private Clock.Ticks watchDue;

    /** @param life the one that the disk says begins now, durably */
    public Membership(
            StoreId self,
            Life life,
            Endpoint endpoint,
            MembershipSettings settings,
            Clock clock,
            Timers timers,
            Network network,
            Randomness randomness,
            BootCounter bootCounter,
            Listener listener) {
        this.self = self;
        this.settings = settings;
        this.clock = clock;
        this.timers = timers;
        this.randomness = randomness;
        this.listener = listener;
        this.own = MemberRecord.born(self, life, new Profile(endpoint, DiskState.OK), RingVersion.NONE);
        this.standings = new Standings(table, listener::stand);
        this.news = new NewsBoard(settings.newsMax());
        this.suspicions = new Suspicions(settings);
        this.offsets = new ClockOffsets(clock);
        this.mouth = new Mouth(settings, table, news, network, clock, randomness, this::saying, this::asked);
        this.lives =
                new Lives(new Self(), settings, table, mouth, clock, timers, randomness, bootCounter, standings::isCut);
        this.probes = new Probes(
                self, settings, table, health, mouth, clock, offsets, timers, randomness, this::heedLag, this::silent);
        this.pushPull = new PushPull(self, settings, table, mouth, randomness);
        this.watchDue = clock.monotonic();
    }

    /**
     * Others are asked what they remember of this store before it claims a life (rule 20); to be said before {@link #start}.
     *
     * @param born how many groups of writes its disk had at first, {@code synced} has by now
     * @param isInDoubt whether it is so already, whatever others say
     */
    public void askFirst(long born, LongSupplier synced, boolean isInDoubt) {
        OwnPast.Phase phase = isInDoubt ? OwnPast.Phase.IN_DOUBT : OwnPast.Phase.ASKING;
        lives.begin(new OwnPast(clock, phase, born, synced, this::cleared, listener::inDoubt));
    }

    private void cleared() {
        say(saying());
        news.put(own);
        probes.soon(settings.indirectProbes());
        listener.cleared();
    }

    /** What is known of the groups of others, to be kept on disk; and what an earlier process kept. */
    public Map<StoreId, Groups> groups() {
        return table.groups();
    }

    public void remember(Map<StoreId, Groups> groups) {
        table.remember(groups);
    }

    /** Which life this store is in. */
    public Lives lives() {
        return lives;
    }

    private MemberRecord saying() {
        return lives.saying();
    }

    private void asked(long id, StoreId whom) {
        lives.past().asked(id, whom);
    }

    public void start() {
        lives.ask();
        watchLater();
        timers.after(0, this::tick);
        timers.after(randomness.below(settings.periodMillis()), this::pushPull);
    }

    /** The ring in force from now on: its members are whom gossip is about, and its version is told. */
    public void see(RingState ring) {
        see(Roster.of(ring), new RingVersion(ring.epoch().number(), ring.hash().high()));
    }

    void see(Roster roster, RingVersion ring) {
        Roster before = table.roster();
        own = own.with(ring);
        if (roster != before) {
            table.see(roster);
            for (int index = 0; index < before.size(); index++) {
                forgetUnless(roster, before.store(index));
            }
            standings.lookAtCut(own); // it may have been out of reach before it was a member
        }
        if (roster.indexOf(self) >= 0 && lives.past().isClaimed()) {
            table.put(own, clock.wall());
        }
        probes.soon(settings.indirectProbes());
        flush();
    }

    private void forgetUnless(Roster roster, StoreId store) {
        if (roster.indexOf(store) < 0) {
            news.remove(store);
            suspicions.forget(store);
            standings.forget(store);
            probes.forget(store);
        }
    }

    /** What this store says of its disk from now on; nothing new if it said so before. */
    public void disk(DiskState state) {
        say(own.with(new Profile(own.profile().endpoint(), state)));
    }

    /** What this store says of its sweep from now on (rule 14). */
    public void sweep(Sweep sweep) {
        say(own.with(own.sweep().merge(sweep)));
    }

    /** What all members report of the sweep; empty as long as this store is none. */
    Optional<SweepCensus> sweepCensus() {
        return table.record(self).map(any -> SweepCensus.of(table, self, own.sweep()));
    }

    /** A connection to that member works, or works no longer: a hint, and a reason to probe it next. */
    public void connected(StoreId member, boolean isConnected) {
        if (standings.connected(member, isConnected)) {
            probes.urge(member);
            stand(member);
            flush();
        }
    }

    /** That member is found slow, or no longer. */
    public void slow(StoreId member, boolean isSlow) {
        if (standings.slow(member, isSlow)) {
            stand(member);
            flush();
        }
    }

    public void receive(StoreId from, Gossip gossip) {
        if (!gossip.sender().store().equals(from) || isSuperseded) {
            return;
        }
        lives.heardSomebody();
        hear(gossip.sender());
        for (MemberRecord record : gossip.news()) {
            hear(record);
        }
        heedRing(from, gossip.sender().ring());
        if (gossip instanceof Gossip.Ack ack) {
            lives.answered(from, ack);
        }
        if (lives.attendsTo(gossip)) {
            answer(from, gossip);
        }
        flush();
    }

    private void answer(StoreId from, Gossip gossip) {
        if (gossip instanceof Gossip.Ping ping) {
            mouth.ack(from, ping.id(), ping.sender());
        } else if (gossip instanceof Gossip.PingRequest request) {
            probes.probeFor(from, request);
        } else if (gossip instanceof Gossip.Ack ack) {
            probes.acked(from, ack);
        } else if (gossip instanceof Gossip.Nack nack) {
            probes.nacked(from, nack);
        } else if (gossip instanceof Gossip.Digest digest) {
            pushPull.answer(from, digest);
        } else if (gossip instanceof Gossip.Differences differences) {
            pushPull.sendBack(from, differences);
        } else if (!(gossip instanceof Gossip.News)) {
            throw new IllegalStateException("no such gossip: " + gossip);
        }
    }

    private void heedRing(StoreId from, RingVersion theirs) {
        if (theirs.epoch() > own.ring().epoch()
                || theirs.epoch() == own.ring().epoch() && theirs.epoch() > 0 && !theirs.equals(own.ring())) {
            listener.hasRing(from, theirs);
        }
    }

    /** Merges what is said of a member into what is believed. */
    private void hear(MemberRecord heard) {
        if (heard.store().equals(self)) {
            lives.hear(heard);
            return;
        }
        int index = table.roster().indexOf(heard.store());
        if (index >= 0) {
            MemberRecord before = table.record(index);
            believe(before, before.merge(heard));
        }
    }

    private void believe(MemberRecord before, MemberRecord now) {
        if (now == before) {
            return;
        }
        table.put(now, clock.wall());
        if (now.isNewsTo(before)) {
            news.put(now);
            suspicions.see(now, clock.monotonic());
            stand(now.store());
            if (before.state() != now.state() || !before.life().equals(now.life())) {
                listener.changed(before, now);
            }
        }
    }

    private void say(MemberRecord next) {
        MemberRecord before = own;
        own = next;
        if (next.isNewsTo(before)) {
            if (lives.past().isClaimed()) {
                if (table.roster().indexOf(self) >= 0) {
                    table.put(next, clock.wall());
                }
                news.put(next);
            }
            stand(self); // its own shards know it at once, whether others are told yet or not
            flush();
        }
    }

    /** A probe has ended without an answer, and this node was awake all the while. */
    private void silent(StoreId member) {
        table.record(member)
                .filter(record -> record.state() != MemberRecord.State.DEAD)
                .ifPresent(record -> {
                    believe(record, record.suspected(self));
                    flush();
                });
    }

    private void tick() {
        if (isSuperseded) {
            return;
        }
        heedLag();
        timers.after((long) settings.periodMillis() * health.multiplier(), this::tick);
        for (MemberRecord suspect :
                suspicions.expired(clock.monotonic(), table.roster().size())) {
            believe(suspect, table.record(suspect.store()).orElse(suspect).buried());
        }
        probes.next();
        heedClock();
        flush();
    }

    private void heedClock() {
        long ahead = offsets.medianAheadMillis();
        if (ClockOffsets.isOff(ahead) != isClockOff) {
            isClockOff = !isClockOff;
            listener.clock(isClockOff, ahead);
        }
    }

    private void pushPull() {
        if (isSuperseded) {
            return;
        }
        boolean isBehind = lives.past().isClaimed() && pushPull.begin();
        timers.after(isBehind ? settings.periodMillis() : settings.pushPullMillis(), this::pushPull);
    }

    private void watchLater() {
        watchDue = clock.monotonic().plusMillis(WATCH_MILLIS);
        timers.after(WATCH_MILLIS, this::watch);
    }

    private void watch() {
        heedLag();
        watchLater();
    }

    /**
     * Was this loop late? Then what it did not hear meanwhile says nothing about others. Asked before every judgement, since after
     * a standstill it is left to chance which of the timers that are due runs first.
     */
    private void heedLag() {
        Clock.Ticks now = clock.monotonic();
        long lateMillis = watchDue.millisUntil(now);
        if (lateMillis > settings.lagMillisMax()) {
            watchDue = now;
            health.doubted();
            probes.late();
            suspicions.grant(lateMillis);
        }
    }

    private void stand(StoreId store) {
        standings.look(store, own);
    }

    private void flush() {
        standings.tell();
    }

    /** Begins with what others believed already, one record per member, ascending: a large cluster of tests in no time. */
    void believe(MemberRecord[] all) {
        table.believe(all);
    }

    private final class Self implements Lives.Self {
        @Override
        public MemberRecord own() {
            return own;
        }

        @Override
        public void say(MemberRecord next) {
            Membership.this.say(next);
        }

        @Override
        public void doubted() {
            health.doubted();
        }

        @Override
        public void greetSome() {
            probes.soon(settings.indirectProbes());
        }

        @Override
        public void superseded(Life later) {
            if (!isSuperseded) {
                isSuperseded = true;
                listener.superseded(own.life(), later);
            }
        }
    }

    /** What this store says of itself now. */
    public MemberRecord own() {
        return own;
    }

    /** What is believed of each member now, this one included; ascending. */
    public List<MemberSeen> members() {
        List<MemberSeen> members = new ArrayList<>(table.roster().size());
        for (int index = 0; index < table.roster().size(); index++) {
            StoreId store = table.roster().store(index);
            MemberRecord record = store.equals(self) ? own : table.record(index);
            members.add(new MemberSeen(record, table.changedAt(store)));
        }
        return members;
    }
}
