package dev.stator.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Groups;
import dev.stator.node.message.Life;
import dev.stator.node.port.Clock;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a starting store may live on, when it is in doubt, and what it says meanwhile (PROTOCOL rule 20). */
class OwnPastTest {
    private static final Life LIFE = new Life(3, 3);
    private static final Life BEFORE = new Life(2, 2);
    private static final long BORN = 100;
    private static final StoreId SELF = new StoreId(0, 1);
    private static final List<StoreId> OTHERS = List.of(new StoreId(0, 2), new StoreId(0, 3), new StoreId(0, 4));

    private long nowMillis = 5_000;
    private long synced = BORN;
    private int cleared;
    private final List<String> doubts = new ArrayList<>();

    private final Clock clock = new Clock() {
        @Override
        public Ticks monotonic() {
            return new Ticks(nowMillis * 1_000_000);
        }

        @Override
        public WallTime wall() {
            return new WallTime(nowMillis);
        }
    };

    private OwnPast past(OwnPast.Phase phase) {
        return new OwnPast(
                clock, phase, BORN, () -> synced, () -> cleared++, (heard, born) -> doubts.add(heard + ">" + born));
    }

    /**
     * @param answered how many of three others have, at once
     * @param cut to how many of the others no connection works
     * @param livesAfterMillis first of these moments at which it lives on
     */
    private record Waiting(int answered, int cut, long livesAfterMillis) {}

    @Test
    void starterWaitsForThoseItReachesAndNotForThoseItCannot() {
        List<Waiting> rows = List.of(
                new Waiting(3, 0, 0),
                new Waiting(2, 0, 300),
                new Waiting(1, 0, 300),
                new Waiting(1, 2, 300), // who is cut may be back in a moment
                new Waiting(0, 3, 1_000),
                new Waiting(0, 2, 3_000),
                new Waiting(0, 0, 3_000));

        for (Waiting row : rows) {
            OwnPast past = past(OwnPast.Phase.ASKING);
            cleared = 0;
            for (int i = 0; i < row.answered(); i++) {
                past.asked(i, OTHERS.get(i));
                past.answered(i, OTHERS.get(i));
            }
            Set<StoreId> cut = Set.copyOf(OTHERS.subList(3 - row.cut(), 3));
            long begun = nowMillis;
            long lived = -1;
            for (long at : new long[] {0, 299, 300, 999, 1_000, 2_999, 3_000}) {
                nowMillis = begun + at;
                past.review(roster(), SELF, cut::contains);
                if (lived < 0 && past.phase() == OwnPast.Phase.LIVING) {
                    lived = at;
                }
            }

            assertThat(lived).as(row.toString()).isEqualTo(row.livesAfterMillis());
            assertThat(cleared).as(row.toString()).isEqualTo(1);
        }
    }

    @Test
    void storeOfNoRingWaitsForNobody() {
        OwnPast past = past(OwnPast.Phase.ASKING);

        past.review(Roster.EMPTY, SELF, store -> false);

        assertThat(past.phase()).isEqualTo(OwnPast.Phase.LIVING);
    }

    /** @param heard what others say of it, of which it had 100 */
    private record Hearing(Groups heard, boolean isDoubt) {}

    @Test
    void moreThanThereIsMeansDoubtInWhateverLifeItWasTold() {
        List<Hearing> rows = List.of(
                new Hearing(Groups.NONE, false),
                new Hearing(new Groups(BEFORE, 50, 100, 0), false),
                new Hearing(new Groups(BEFORE, 50, 101, 0), true),
                new Hearing(new Groups(BEFORE, 50, 60, 101), true),
                new Hearing(new Groups(new Life(9, 9), 200, 200, 0), true));

        for (Hearing row : rows) {
            for (OwnPast.Phase phase : List.of(OwnPast.Phase.ASKING, OwnPast.Phase.LIVING)) {
                OwnPast past = past(phase);
                doubts.clear();

                past.heard(LIFE, Groups.NONE, row.heard());
                past.heard(LIFE, Groups.NONE, row.heard());

                assertThat(doubts).as(phase + " " + row).hasSize(row.isDoubt() ? 1 : 0);
                past.review(roster(), SELF, store -> true);
                nowMillis += 60_000;
                past.review(roster(), SELF, store -> true);
                assertThat(past.phase() == OwnPast.Phase.IN_DOUBT)
                        .as(phase + " " + row)
                        .isEqualTo(row.isDoubt());
            }
        }
        assertThat(doubts).containsExactly("200>100");
    }

    @Test
    void whatItSyncedInThisLifeItselfIsNoReasonForDoubt() {
        OwnPast past = past(OwnPast.Phase.LIVING);
        synced = 500;
        Groups told = past.told(LIFE, Groups.NONE);

        past.heard(LIFE, told, told);

        assertThat(told).isEqualTo(new Groups(LIFE, 100, 500, 0));
        assertThat(doubts).isEmpty();
    }

    @Test
    void lifeTakenWhileItServesBeginsWithAllThatWasTold() {
        OwnPast past = past(OwnPast.Phase.LIVING);
        synced = 500;
        Groups told = past.told(BEFORE, Groups.NONE);

        Groups next = past.told(LIFE, told);
        past.heard(LIFE, next, told);

        assertThat(next.born()).isEqualTo(500);
        assertThat(doubts).isEmpty();
    }

    @Test
    void whoAsksOrMayBeACopySaysNothingOfItsGroupsAndWhoIsInDoubtOnlyThoseItBeganWith() {
        assertThat(past(OwnPast.Phase.ASKING).told(LIFE, Groups.NONE)).isEqualTo(Groups.NONE);
        OwnPast inDoubt = past(OwnPast.Phase.IN_DOUBT);
        assertThat(inDoubt.isSilent()).isTrue();
        assertThat(inDoubt.told(LIFE, Groups.NONE)).isEqualTo(Groups.NONE);

        inDoubt.claim();
        synced = 130; // the note of its doubt, and the like

        assertThat(inDoubt.isSilent()).isFalse();
        assertThat(inDoubt.told(LIFE, Groups.NONE)).isEqualTo(Groups.begun(LIFE, BORN));
    }

    @Test
    void onlyAnAnswerToAQuestionOfThisLifeByWhomItWasPutToCompares() {
        OwnPast past = past(OwnPast.Phase.ASKING);
        past.asked(1, OTHERS.get(0));

        past.answered(1, OTHERS.get(1));
        past.answered(2, OTHERS.get(2));

        assertThat(OTHERS).noneMatch(past::hasCompared);
    }

    private static Roster roster() {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            StoreId store = new StoreId(0, i);
            members.add(new Member(store, "n" + i, "z", 100, Member.State.ACTIVE, new Endpoint("localhost", 1, 2)));
        }
        return Roster.of(members, Set.of());
    }
}
