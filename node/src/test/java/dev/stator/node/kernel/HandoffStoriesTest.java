package dev.stator.node.kernel;

import static dev.stator.node.kernel.Story.delete;
import static dev.stator.node.kernel.Story.on;
import static dev.stator.node.kernel.Story.put;
import static dev.stator.node.kernel.Story.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Condition;
import dev.stator.node.message.Fence;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Table;
import dev.stator.node.port.Telemetry;
import dev.stator.node.version.Mark;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Owners that are away, those who stand in for them, and the way home of what these keep (PROTOCOL rules 8, 9 and §5). */
class HandoffStoriesTest {
    /** A, B and C own everything; D, E and F are the fallbacks, in this order. */
    private final Story story = Story.of(3, 2, 2, "A", "B", "C", "D", "E", "F");

    @Test
    void ownerOutOfReachIsStoodInForAndGetsItsCopyWhenItIsBack() {
        away("C");

        WriteOutcome.Written written = story.node("A").written(put("v"));

        assertThat(written.owners()).isEqualTo(2); // in reach, and so waited for
        assertThat(valuesOf(story.node("D").hint())).containsExactly("v");
        assertThat(story.node("C").stored().isAbsent()).isTrue();

        back("C");

        assertThat(story.node("C").stored()).isEqualTo(story.node("A").stored());
        assertThat(story.node("D").hint().isAbsent()).isTrue();
        assertThat(story.counted(Telemetry.Counter.HINT_HOME)).isEqualTo(1);
    }

    @Test
    void hintThatGrowsIsOfTheSweepOfItsOldestPart() { // PROTOCOL rule 14
        away("A", "B", "C");
        story.node("D").adopt(5);
        story.node("D").written(put("one"));
        assertThat(story.node("D").disk.record(Table.HINTS, Story.KEY).mark().born())
                .isEqualTo(5);

        story.node("D").adopt(6);
        story.node("D").written(put("two"));

        assertThat(valuesOf(story.node("D").hint())).containsExactly("two");
        assertThat(story.node("D").disk.record(Table.HINTS, Story.KEY).mark().born())
                .isEqualTo(5);
    }

    @Test
    void hintCountsUntilItsDeletionIsOnDisk() { // PROTOCOL rule 14: power may bring it back until then
        away("C");
        story.node("D").adopt(5);
        story.node("A").written(put("v"));
        story.node("D").adopt(6);
        story.node("D").fsyncsWait = true;
        back("C");
        story.pass(40_000);
        assertThat(story.node("D").hint().isAbsent()).isTrue();
        assertThat(story.node("D").drained).isEqualTo(5);

        story.node("D").releaseDisk();
        story.pass(15_000);

        assertThat(story.node("D").drained).isEqualTo(6);
    }

    @Test
    void hintThatCouldNotBeReadWhenItWasCountedHoldsNothingUpOnceItIsHome() { // simulator, seed 2078600000457
        away("C");
        story.node("D").adopt(5);
        story.node("A").written(put("v"));
        story.node("D").adopt(6);
        story.node("D").unreadable.add(Story.KEY);
        story.node("D").restart();
        story.node("D").adopt(6);
        story.pass(30_000);
        assertThat(story.node("D").drained).isZero(); // it may be as old as any

        story.node("D").unreadable.clear();
        back("C");
        story.pass(40_000);

        assertThat(story.node("D").hint().isAbsent()).isTrue();
        assertThat(story.node("D").drained).isEqualTo(6);
    }

    @Test
    void hintThatCouldNotBeReadWhenItWasCountedIsCountedRightOnceItIsWritten() {
        away("C");
        story.node("A").written(put("v"));
        story.node("D").unreadable.add(Story.KEY);
        story.node("D").restart();
        story.pass(2_000);
        story.node("D").unreadable.clear();

        story.node("A").written(put("something else"));
        story.pass(2_000);

        long bytes = story.node("D").hintBytes();
        story.node("D").restart();
        story.pass(2_000);
        assertThat(bytes).isPositive().isEqualTo(story.node("D").hintBytes());
    }

    @Test
    void putSucceedsWhileAllOwnersAreAwayAndIsOnThemAfterwards() { // FAILURES 49
        away("A", "B", "C");

        WriteOutcome.Written written = story.node("F").written(put("v"));

        assertThat(written.owners()).isZero();
        assertThat(written.hinted()).isEqualTo(2);
        assertThat(valuesOf(story.node("D").hint())).containsExactly("v");
        assertThat(story.node("D").stored().isAbsent()).isTrue();

        back("A", "B", "C");

        for (String owner : List.of("A", "B", "C")) {
            assertThat(valuesOf(story.node(owner).stored())).containsExactly("v");
        }
        for (String fallback : List.of("D", "E", "F")) {
            assertThat(story.node(fallback).hint().isAbsent()).isTrue();
        }
    }

    @Test
    void putsOneAfterAnotherAtAFallbackLeaveOneVersion() {
        away("A", "B", "C");
        story.node("D").written(put("v1"));
        story.node("E").written(put("v2"));

        back("A", "B", "C");

        assertThat(story.node("A").values()).containsExactly("v2");
    }

    @Test
    void fallbackThatForgotAndCoordinatesAgainNeverNamesTwoVersionsAlike() { // FAILURES 20 (kv679)
        away("A", "B", "C");
        story.node("D").written(put("v1"));
        back("A", "B", "C");
        away("A", "B", "C");
        story.node("D").written(put("v2"));
        back("A", "B", "C");

        assertThat(story.node("A").values()).containsExactlyInAnyOrder("v1", "v2");
        assertThat(story.counted(Telemetry.Counter.DOT_CONFLICT)).isZero();
    }

    @Test
    void deleteAtAFallbackReachesTheOwners() {
        story.node("A").written(put("v"));
        away("A", "B", "C");
        story.node("D").written(delete("d"));

        back("A", "B", "C");

        assertThat(story.node("B").stored().live()).hasSize(2); // it had not seen the put, and is kept beside it
    }

    @Test
    void conditionCannotBeCheckedByAFallbackAlone() {
        away("A", "B", "C");

        assertThat(story.node("D").write(on(new Condition(Condition.Test.NONE_MATCH, List.of()), put("v"))))
                .isEqualTo(new WriteOutcome.Rejected(WriteOutcome.Why.CONDITION_UNCHECKED, 0, 2));
        assertThat(story.node("D").hint().isAbsent()).isTrue();
    }

    @Test
    void strictQuorumsCountOwnersOnly() {
        Story strict = Story.of(StoreSettings.QuorumMode.STRICT, 3, 2, 2, "A", "B", "C", "D", "E");
        strict.node("A").cannotReach("B", "C");
        strict.node("B").cannotReach("A", "C");
        strict.node("C").cannotReach("A", "B");

        assertThat(strict.node("A").write(put("v"))).isInstanceOf(WriteOutcome.Rejected.class);
        assertThat(strict.node("D").write(put("w"))).isInstanceOf(WriteOutcome.Rejected.class);
        assertThat(strict.node("D").hint().isAbsent()).isTrue();
    }

    @Test
    void strictStoreRefusesAtOnceWhatDeadOwnersCannotTakeWhicheverNodeIsAsked() { // else unknown, at the deadline
        Story strict = Story.of(StoreSettings.QuorumMode.STRICT, 3, 2, 2, "A", "B", "C", "D");
        strict.node("A").cannotReach("B", "C");
        strict.node("D").cannotReach("B", "C");
        strict.hold("D", "B");
        strict.hold("D", "C");

        assertThat(strict.node("D").write(put("v")))
                .isEqualTo(new WriteOutcome.Rejected(WriteOutcome.Why.TOO_FEW_STORES, 1, 2));

        strict.node("D").cannotReach("A", "B", "C");

        assertThat(strict.node("D").write(put("v")))
                .isEqualTo(new WriteOutcome.Rejected(WriteOutcome.Why.NO_COORDINATOR, 0, 2));
        assertThat(strict.holdsAny()).isFalse();
    }

    @Test
    void silentOwnersAreStoodInForWhileCopiesAreWanting() {
        story.hold("A", "B");
        story.hold("A", "C");

        WriteOutcome.Written written = story.node("A").written(put("v"));

        assertThat(written.owners()).isEqualTo(1);
        assertThat(written.hinted()).isPositive();
        story.release();
        story.pass(10_000);
        assertThat(story.node("C").values()).containsExactly("v");
        assertThat(story.node("D").hint().isAbsent()).isTrue();
    }

    @Test
    void whatCameMeanwhileIsNotForgottenWithWhatWasDelivered() { // FAILURES 44
        story.node("A").cannotReach("C");
        story.hold("A", "C");
        story.node("A").written(put("v1"));
        story.hold("C", "D"); // v1 is delivered, and the answer is on its way
        story.pass(2_000);
        story.node("A").start(put("v2"));
        assertThat(valuesOf(story.node("C").stored())).containsExactly("v1");
        assertThat(valuesOf(story.node("D").hint())).containsExactly("v2");

        story.release();
        assertThat(valuesOf(story.node("D").hint())).containsExactly("v2");
        back("C");

        assertThat(valuesOf(story.node("C").stored())).containsExactly("v2");
        assertThat(story.node("D").hint().isAbsent()).isTrue();
    }

    @Test
    void hintGoesToThePresentOwnersWhomeverItWasKeptFor() { // FAILURES 45
        away("C");
        story.node("A").written(put("v"));
        var next = story.ring(2, 2, List.of("A", "B", "E"));

        for (String name : List.of("A", "B", "D", "E", "F")) {
            story.node(name).see(next);
        }
        story.pass(20_000);

        assertThat(valuesOf(story.node("E").stored())).containsExactly("v");
        assertThat(story.node("D").hint().isAbsent()).isTrue();
        assertThat(story.node("C").stored().isAbsent()).isTrue();
    }

    @Test
    void holderThatBecomesAnOwnerGivesItToItself() {
        away("C");
        story.node("A").written(put("v"));
        var next = story.ring(2, 2, List.of("A", "B", "D"));

        for (String name : List.of("A", "B", "D", "E", "F")) {
            story.node(name).see(next);
        }
        story.pass(20_000);

        assertThat(valuesOf(story.node("D").stored())).containsExactly("v");
        assertThat(story.node("D").hint().isAbsent()).isTrue();
    }

    @Test
    void fullBookSendsTheCopyToTheNextFallback() { // FAILURES 47
        away("C");
        story.node("A").written(put("x".repeat(1 << 20)));
        story.node("A").written(put("v"));

        assertThat(valuesOf(story.node("E").hint())).containsExactly("v");
        assertThat(story.counted(Telemetry.Counter.HINT_REFUSED)).isPositive();
        back("C");
        assertThat(valuesOf(story.node("C").stored())).containsExactly("v");
    }

    @Test
    void hintsSurviveTheirHoldersRestart() {
        away("C");
        story.node("A").written(put("v"));
        story.node("D").restart();
        assertThat(valuesOf(story.node("D").hint())).containsExactly("v");

        back("C");

        assertThat(valuesOf(story.node("C").stored())).containsExactly("v");
        assertThat(story.node("D").hint().isAbsent()).isTrue();
    }

    @Test
    void hintIsCountedUntilWOwnersHaveAcknowledgedIt() {
        away("C");
        story.hold(Request.Write.class);
        story.node("A").start(put("v"));
        story.run();
        assertThat(story.node("D").hintMark()).isEqualTo(new Mark.Hint(0, 0));

        story.release();
        story.pass(20_000);

        assertThat(story.counted(Telemetry.Counter.HINT_WEAK)).isEqualTo(1);
        assertThat(story.node("D").hintMark()).isEqualTo(new Mark.Hint(0, 1));
        assertThat(valuesOf(story.node("D").hint())).containsExactly("v");
    }

    @Test
    void hintThatHoldsAnotherWriteByNowIsCountedAgain() {
        away("C");
        story.node("A").written(put("v1"));
        story.pass(20_000);
        assertThat(story.node("D").hintMark()).isEqualTo(new Mark.Hint(0, 1));

        story.node("D").adopt(5); // and it stays as old as its oldest part
        story.hold(Request.Write.class);
        story.node("A").start(put("v2"));
        story.run();

        assertThat(story.node("D").hintMark()).isEqualTo(new Mark.Hint(0, 0));
    }

    @Test
    void hintThatOneOwnerAloneHasIsKeptHoweverLongItTakes() {
        away("B", "C");
        story.node("A").written(put("v"));

        story.pass(24 * 3_600_000);

        assertThat(valuesOf(story.node("D").hint())).containsExactly("v");
        assertThat(story.counted(Telemetry.Counter.HINT_EXPIRED)).isZero();
    }

    @Test
    void storeThatIsShownNoRingKeepsItsHintsForItMayBeInDoubt() { // simulator, seed 2078601098
        away("C");
        story.node("A").written(put("v"));
        story.pass(20_000);
        assertThat(story.node("D").hintMark()).isEqualTo(new Mark.Hint(0, 1));

        story.node("D").restartWithoutRing();
        story.pass(24 * 3_600_000);

        assertThat(valuesOf(story.node("D").hint())).containsExactly("v");
        assertThat(story.counted(Telemetry.Counter.HINT_EXPIRED)).isZero();
    }

    @Test
    void hintThatWOwnersHaveGoesAfterThreeHoursAndNotBeforeWhateverRestartsAndClocksDo() { // FAILURES 84
        away("C");
        story.node("A").written(put("v"));
        story.pass(20_000);
        story.node("D").setClock(30L * 24 * 3_600_000);
        story.pass(2 * 3_600_000);
        story.node("D").restart();
        story.pass(3_000_000);
        assertThat(valuesOf(story.node("D").hint())).containsExactly("v");

        story.pass(3_600_000);

        assertThat(story.node("D").hint().isAbsent()).isTrue();
        assertThat(story.counted(Telemetry.Counter.HINT_EXPIRED)).isEqualTo(1);
    }

    @Test
    void readAtAFallbackShowsWhatItKeepsAndStillNeedsOwners() {
        away("A", "B", "C");
        story.node("D").written(put("v"));
        assertThat(story.node("D").get()).isInstanceOf(ReadOutcome.QuorumNotMet.class);
        story.loseHeld();
        story.release();
        story.hold(Request.Write.class);
        story.node("D").reaches("A", "B");

        assertThat(story.node("D").values()).containsExactly("v");
    }

    @Test
    void ownerKeepsNoHints() {
        Request.Hint hint = new Request.Hint(
                RequestId.of(0, 1),
                new Fence(1, 1),
                Story.KEY,
                1_000,
                story.node("A").stored());
        List<Reply> replies = new ArrayList<>();

        story.node("B").serve(hint, replies);
        story.pass(1_000);

        assertThat(replies).containsExactly(new Reply.Refused(hint.id(), Reply.Reason.NOT_OWNER, 1));
    }

    private void away(String... names) {
        for (String name : List.of("A", "B", "C", "D", "E", "F")) {
            if (!List.of(names).contains(name)) {
                story.node(name).cannotReach(names);
                for (String away : names) {
                    story.hold(name, away);
                }
            }
        }
    }

    private void back(String... names) {
        story.loseHeld();
        story.release();
        for (String name : List.of("A", "B", "C", "D", "E", "F")) {
            story.node(name).reaches(names);
        }
        story.pass(20_000);
    }
}
