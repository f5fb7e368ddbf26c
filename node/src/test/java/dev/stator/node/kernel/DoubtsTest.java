package dev.stator.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.membership.Membership;
import dev.stator.node.membership.MembershipSettings;
import dev.stator.node.message.Groups;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.RingVersion;
import dev.stator.node.view.Standing;
import dev.stator.ring.Endpoint;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a store does about doubt, and what it keeps on its disk for its own and for others' (PROTOCOL rule 20). */
class DoubtsTest {
    private static final StoreId SELF = new StoreId(0, 1);
    private static final StoreId OTHER = new StoreId(0, 2);

    private final Story story = Story.of(1, 1, 1, "a", "b");
    private final List<String> told = new ArrayList<>();

    private Doubts doubts(Optional<String> lost) {
        ClusterEvents events = new ClusterEvents() {
            @Override
            public void ringSeen(RingState ring) {}

            @Override
            public void memberChanged(MemberRecord before, MemberRecord now) {}

            @Override
            public void superseded(Life own, Life later) {}

            @Override
            public void inDoubt(String reason) {
                told.add("in doubt");
            }

            @Override
            public void mustBeginInDoubt(String reason) {
                told.add("begins anew");
            }
        };
        MembershipStart.DiskPast disk = new MembershipStart.DiskPast(100, () -> 100L, lost);
        return new Doubts(story.node("a").ports(), disk, events, () -> told.add("cleared"));
    }

    private Membership gossip() {
        Ports ports = story.node("a").ports();
        return new Membership(
                SELF,
                new Life(1, 1),
                new Endpoint("localhost", 1, 2),
                MembershipSettings.DEFAULTS,
                ports.clock(),
                ports.timers(),
                (to, message) -> {},
                ports.randomness(),
                (counter, durable) -> durable.run(),
                new Membership.Listener() {
                    @Override
                    public void stand(Map<StoreId, Standing> changed) {}

                    @Override
                    public void hasRing(StoreId member, RingVersion ring) {}

                    @Override
                    public void changed(MemberRecord before, MemberRecord now) {}

                    @Override
                    public void clock(boolean isOff, long medianAheadMillis) {}

                    @Override
                    public void superseded(Life own, Life later) {}
                });
    }

    private Doubts started(Optional<String> lost) {
        Doubts doubts = doubts(lost);
        doubts.start(gossip(), () -> told.add("started"));
        story.run();
        return doubts;
    }

    @Test
    void storeThatNobodyRemembersMoreOfIsClearedAndNotInDoubt() {
        Doubts doubts = started(Optional.empty());
        assertThat(doubts.isCleared()).isFalse();

        doubts.clear();

        assertThat(told).containsExactly("started", "cleared");
        assertThat(doubts.isCleared()).isTrue();
        assertThat(doubts.isInDoubt()).isFalse();
    }

    @Test
    void doubtIsOnDiskAndSurvivesEachRestartHoweverMuchIsRemembered() {
        Doubts first = started(Optional.empty());
        first.found(150, 100);
        story.run();
        told.clear();

        Doubts second = started(Optional.empty());

        assertThat(told).containsExactly("in doubt", "started");
        assertThat(second.isInDoubt()).isTrue();
        assertThat(second.isCleared()).isFalse();
        assertThat(second.reason().orElseThrow()).contains("150").contains("100");
    }

    @Test
    void whatIsKnownToBeMissingMeansDoubtBeforeAnybodyIsAsked() {
        Doubts doubts = started(Optional.of("a log was cut"));

        assertThat(told).containsExactly("in doubt", "started");
        assertThat(doubts.reason()).contains("a log was cut");
    }

    @Test
    void storeThatHasServedEndsWhenItsDoubtIsOnDiskAndOneThatHasNotGoesOn() {
        Doubts doubts = started(Optional.empty());
        doubts.clear();
        told.clear();
        story.node("a").fsyncsWait = true;

        doubts.found(150, 100);
        story.run();
        assertThat(told).containsExactly("in doubt");
        assertThat(doubts.isInDoubt()).isTrue();
        story.node("a").releaseDisk();

        assertThat(told).containsExactly("in doubt", "begins anew");
    }

    @Test
    void whatWasHeardOfOthersIsKeptAndReadBack() {
        Map<StoreId, Groups> heard = new TreeMap<>();
        heard.put(OTHER, new Groups(new Life(7, -3), 10, 1L << 50, 9));
        heard.put(SELF, Groups.begun(new Life(1, 2), 5));

        assertThat(Doubts.decoded(Doubts.encoded(heard))).isEqualTo(heard);
        assertThat(Doubts.decoded(Doubts.encoded(Map.of()))).isEmpty();
    }

    @Test
    void reasonIsCutWhereItIsTooLong() {
        started(Optional.of("x".repeat(5_000)));
        story.run();

        byte[] note = story.node("a").disk.note(MembershipStart.DOUBT_NOTE).orElseThrow();
        assertThat(new String(note, StandardCharsets.UTF_8)).isEqualTo("x".repeat(1_000));
    }
}
