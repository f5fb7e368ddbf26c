package dev.stator.node.kernel;

import static dev.stator.node.kernel.Story.delete;
import static dev.stator.node.kernel.Story.on;
import static dev.stator.node.kernel.Story.put;
import static dev.stator.node.kernel.Story.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.kernel.StoreSettings.ConflictResolution;
import dev.stator.node.kernel.StoreSettings.Durability;
import dev.stator.node.message.Condition;
import dev.stator.node.message.Request;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Telemetry;
import dev.stator.node.version.CausalContext;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stores that keep the last write alone (PROTOCOL rule 17), and those that acknowledge before the fsync. */
class ModeStoriesTest {
    private final Story lastWins = Story.of(ConflictResolution.LAST_WRITE_WINS, Durability.FSYNC, "A", "B", "C", "D");
    private final Story buffered = Story.of(ConflictResolution.SIBLINGS, Durability.BUFFERED, "A", "B", "C", "D");

    @Test
    void putsThatHaveNotSeenEachOtherLeaveOneValue() {
        lastWins.node("A").written(put("one", CausalContext.EMPTY));
        WriteOutcome.Written two = lastWins.node("B").written(put("two", CausalContext.EMPTY));

        assertThat(two.siblings()).isEqualTo(1);
        for (String owner : List.of("A", "B", "C")) {
            assertThat(lastWins.node(owner).values()).containsExactly("two");
            assertThat(valuesOf(lastWins.node(owner).stored())).containsExactly("two");
        }
    }

    @Test
    void putAsksNobody() {
        lastWins.hold(Request.Ask.class);

        WriteOutcome.Written written = lastWins.node("A").written(put("v"));

        assertThat(written.owners()).isEqualTo(2);
    }

    @Test
    void nodeWhoseClockIsBehindOverwritesWhatItHolds() { // FAILURES 32
        lastWins.node("B").setClock(-86_400_000);
        lastWins.node("A").written(put("first"));

        lastWins.node("B").written(put("second"));

        assertThat(lastWins.node("C").values()).containsExactly("second");
    }

    @Test
    void nodeWhoseClockIsBehindOverwritesWhatItsUserHasSeenAndItselfHasNot() { // FAILURES 32
        lastWins.node("B").setClock(-86_400_000);
        lastWins.hold("A", "B");
        CausalContext seen = lastWins.node("A").written(put("first")).context();
        lastWins.loseHeld();
        lastWins.release();

        lastWins.node("B").written(put("second", seen));

        assertThat(lastWins.node("A").values()).containsExactly("second");
    }

    @Test
    void putGoesToWhoseClocksAreOffWhereTheOnlyOtherOwnerIsSilent() {
        assertThat(putAtA("B", "C").owners()).isEqualTo(2); // seed 913: nobody was asked to do it all the same
        assertThat(putAtA("C", "B").owners()).isEqualTo(2); // seed 750: the second attempt had done nothing
    }

    /** At A, whose clock is off too. */
    private static WriteOutcome.Written putAtA(String clockOff, String silent) {
        Story three = Story.of(ConflictResolution.LAST_WRITE_WINS, Durability.FSYNC, "A", "B", "C");
        three.node("A").knowsThatItsClockIsOff();
        three.node(clockOff).knowsThatItsClockIsOff();
        three.hold("A", silent);
        return three.node("A").written(put("v"));
    }

    @Test
    void nodeWhoseClockIsOffLeavesWritesToOthersAndStampsNone() {
        lastWins.node("A").setClock(86_400_000);
        lastWins.node("A").knowsThatItsClockIsOff();

        lastWins.node("A").written(put("first"));
        assertThat(lastWins.counted(Telemetry.Counter.CLOCK_OFF)).isEqualTo(1);

        lastWins.node("B")
                .written(put("second", CausalContext.EMPTY)); // though B has not seen it: no stamp lies in the future
        assertThat(lastWins.node("C").values()).containsExactly("second");
        assertThat(stampMillis("C")).isLessThan(86_400_000);
    }

    @Test
    void whereAllClocksAreOffTheFirstOwnerIsAskedOnceMore() {
        for (String name : List.of("A", "B", "C", "D")) {
            lastWins.node(name).knowsThatItsClockIsOff();
        }

        assertThat(lastWins.node("D").written(put("v")).owners()).isEqualTo(2);
    }

    @Test
    void ownerThatHasFilledUpMeanwhileLeavesTheLastTurnToTheNext() {
        for (String name : List.of("A", "B", "C", "D")) {
            lastWins.node(name).knowsThatItsClockIsOff();
        }
        lastWins.node("A").isFullAllOfASudden();

        assertThat(lastWins.node("D").written(put("v")).owners()).isEqualTo(2);
    }

    private long stampMillis(String name) {
        return lastWins.node(name).stored().live().get(0).dot().counter() >> 16;
    }

    @Test
    void deleteIsAWriteLikeAnyOther() {
        lastWins.node("A").written(put("v"));

        lastWins.node("B").written(delete("d"));
        assertThat(lastWins.node("C").values()).isEmpty();

        lastWins.node("C").written(put("again"));
        assertThat(lastWins.node("A").values()).containsExactly("again");
    }

    @Test
    void deleteOfWhatItsCoordinatorHasNotHeardOfReachesThoseWhoHave() {
        lastWins.hold("A", "B");
        lastWins.node("A").written(put("v"));
        lastWins.loseHeld();
        lastWins.release();
        assertThat(lastWins.node("B").stored().isAbsent()).isTrue();

        WriteOutcome outcome = lastWins.node("B").write(delete("d"));

        assertThat(outcome).isInstanceOf(WriteOutcome.Written.class);
        assertThat(lastWins.node("A").values()).isEmpty();
    }

    @Test
    void conditionIsCheckedOnAReadQuorumAllTheSame() {
        lastWins.hold("A", "B");
        lastWins.node("A").written(put("v"));
        lastWins.loseHeld();
        lastWins.release();

        Condition noneThere = new Condition(Condition.Test.NONE_MATCH, List.of());
        WriteOutcome outcome = lastWins.node("B").write(on(noneThere, put("mine")));

        assertThat(outcome).isInstanceOf(WriteOutcome.ConditionFailed.class);
    }

    @Test
    void hintOfAWriteThatWasReplacedMeanwhileChangesNothing() {
        lastWins.node("A").cannotReach("C");
        lastWins.node("D").cannotReach("C");
        lastWins.node("A").written(put("old"));
        assertThat(valuesOf(lastWins.node("D").hint())).containsExactly("old");
        lastWins.node("A").reaches("C");
        lastWins.node("C").written(put("new"));
        lastWins.node("D").reaches("C");
        lastWins.pass(30_000);

        assertThat(lastWins.node("D").hint().isAbsent()).isTrue();
        assertThat(valuesOf(lastWins.node("C").stored())).containsExactly("new");
    }

    @Test
    void hintIsKeptUntilWhatItsOwnerGotIsSynced() { // FAILURES 2
        buffered.node("C").syncsWait = true;
        buffered.node("A").cannotReach("C");
        buffered.node("D").cannotReach("C");
        buffered.hold("A", "C"); // A sends it to C all the same
        buffered.node("A").written(put("v"));
        buffered.loseHeld();
        buffered.release();
        assertThat(valuesOf(buffered.node("D").hint())).containsExactly("v");

        buffered.node("D").reaches("C");
        buffered.pass(4_000);

        assertThat(valuesOf(buffered.node("C").stored())).containsExactly("v");
        assertThat(valuesOf(buffered.node("D").hint())).containsExactly("v");

        buffered.node("C").releaseDisk();
        buffered.pass(30_000);

        assertThat(buffered.node("D").hint().isAbsent()).isTrue();
    }

    @Test
    void hintOfABufferedStoreCountsUntilItsDeletionIsSynced() { // PROTOCOL rule 14
        buffered.node("A").cannotReach("C");
        buffered.node("D").cannotReach("C");
        buffered.node("D").adopt(5);
        buffered.node("A").written(put("v"));
        buffered.node("D").adopt(6);
        buffered.node("D").syncsWait = true;

        buffered.node("D").reaches("C");
        buffered.pass(40_000);

        assertThat(buffered.node("D").hint().isAbsent()).isTrue();
        assertThat(buffered.node("D").drained).isEqualTo(5);

        buffered.node("D").releaseDisk();
        buffered.pass(15_000);

        assertThat(buffered.node("D").drained).isEqualTo(6);
    }
}
