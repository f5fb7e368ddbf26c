package dev.stator.node.kernel;

import static dev.stator.node.kernel.Story.KEY;
import static dev.stator.node.kernel.Story.delete;
import static dev.stator.node.kernel.Story.put;
import static dev.stator.node.kernel.Story.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Change;
import dev.stator.node.port.Table;
import dev.stator.node.port.Telemetry;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.Mark;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How deleted keys are forgotten (PROTOCOL rule 14). Tombstones are old after ten seconds. */
class PurgeStoriesTest {
    private static final long PASS_MILLIS = 20_000;
    private static final List<String> OWNERS = List.of("a", "b", "c");

    private final Story story = Story.of(3, 2, 2, "a", "b", "c", "d");

    PurgeStoriesTest() {
        story.shorten(new Lifetimes(10_000, 3_600_000, 3_600_000, 24));
        story.compareTrees();
    }

    @Test
    void deletedKeyIsForgottenOnceAllMembersHaveDrainedTheSecondNumber() {
        adopted(5);
        deleted();

        story.pass(3 * PASS_MILLIS);
        OWNERS.forEach(owner -> assertThat(mark(owner)).isEqualTo(new Mark.OldTombstones(1, 5)));

        drained(6);
        story.pass(2 * PASS_MILLIS);
        OWNERS.forEach(owner -> assertThat(isStored(owner)).as(owner).isTrue());

        drained(7);
        story.pass(2 * PASS_MILLIS);
        OWNERS.forEach(owner -> assertThat(isStored(owner)).as(owner).isFalse());
        assertThat(story.counted(Telemetry.Counter.PURGED)).isEqualTo(3);
        assertThat(story.node("a").values()).isEmpty();
    }

    @Test
    void largestNumberAmongTheOwnersIsNoted() {
        adopted(5);
        story.node("c").adopt(6);
        deleted();

        story.pass(3 * PASS_MILLIS);

        OWNERS.forEach(owner -> assertThat(mark(owner)).isEqualTo(new Mark.OldTombstones(1, 6)));
    }

    @Test
    void ownerThatDoesNotKnowItsNumberYetSaysNothing() {
        adopted(5);
        deleted();
        story.node("c").restart();

        story.pass(3 * PASS_MILLIS);
        OWNERS.forEach(owner -> assertThat(mark(owner)).isEqualTo(Mark.OldTombstones.NOT_AGREED));

        story.node("c").adopt(5);
        story.pass(3 * PASS_MILLIS);
        OWNERS.forEach(owner -> assertThat(mark(owner)).isEqualTo(new Mark.OldTombstones(1, 5)));
    }

    @Test
    void ownerThatIsAwayHoldsEverythingUp() { // FAILURES 22
        adopted(5);
        deleted();
        OWNERS.forEach(owner -> story.hold(owner, "c"));

        drained(9);
        story.pass(5 * PASS_MILLIS);
        assertThat(isStored("a")).isTrue();

        story.loseHeld();
        story.release();
        story.pass(5 * PASS_MILLIS);
        OWNERS.forEach(owner -> assertThat(isStored(owner)).as(owner).isFalse());
    }

    @Test
    void ownerWithAnotherValueHoldsItUpAndIsGivenTheTombstone() { // FAILURES 51
        adopted(5);
        story.hold(Request.Write.class); // nothing is repaired until later
        story.hold("a", "c");
        story.node("a").start(put("milk"));
        story.run();
        story.loseHeld();
        story.release();
        story.node("a").written(put("tea"));
        story.hold("a", "c");
        story.hold("b", "c");
        story.node("a").written(delete("gone"));
        assertThat(valuesOf(story.node("c").stored())).contains("tea");
        story.loseHeld();
        story.release();

        drained(9);
        story.pass(6 * PASS_MILLIS);

        OWNERS.forEach(owner -> assertThat(isStored(owner)).as(owner).isFalse());
        assertThat(story.node("c").values()).isEmpty();
    }

    @Test
    void ownerWithAnotherValueHoldsItUpAsLongAsItCannotBeRepaired() { // FAILURES 22
        adopted(5);
        story.node("a").written(put("milk"));
        story.hold("a", "c");
        story.hold("b", "c");
        story.node("a").written(delete("gone"));
        story.loseHeld();
        story.release();
        story.hold(Request.Write.class);
        story.hold(Request.Read.class);

        drained(9);
        story.pass(6 * PASS_MILLIS);

        assertThat(valuesOf(story.node("c").stored())).containsExactly("milk");
        assertThat(isStored("a")).isTrue();
        assertThat(isStored("b")).isTrue();
    }

    @Test
    void ownersWithDifferentOldTombstonesBecomeEqualThoughNoTreeShowsThem() {
        adopted(5);
        story.shorten(new Lifetimes(1_000, 3_600_000, 3_600_000, 24));
        adopted(5);
        story.hold("a", "c");
        story.hold("b", "c");
        story.hold("a", "b");
        story.node("a").start(put("milk"));
        story.node("a").start(delete("gone"));
        story.pass(12_000);
        story.loseHeld();
        story.release();
        story.hold("b", "a");
        story.hold("c", "a");
        story.hold("a", "b");
        story.hold("a", "c");
        story.node("b").written(delete("also gone", CausalContext.EMPTY));
        story.pass(3 * PASS_MILLIS);
        story.loseHeld();
        story.release();

        story.pass(4 * PASS_MILLIS);
        OWNERS.forEach(
                owner -> assertThat(story.node(owner).stored().live()).as(owner).hasSize(2));
        drained(7);
        story.pass(4 * PASS_MILLIS);

        OWNERS.forEach(owner -> assertThat(isStored(owner)).as(owner).isFalse());
    }

    @Test
    void whatOneOwnerHasPurgedIsNotSentBackAndTheOthersFollow() { // FAILURES 97
        adopted(5);
        deleted();
        story.pass(3 * PASS_MILLIS);
        story.node("a").restart();
        story.node("a").adopt(5);
        story.node("a").disk.apply(List.of(new Change.Drop(Table.RECORDS, KEY)));

        story.pass(3 * PASS_MILLIS);
        assertThat(story.node("a").values()).isEmpty();
        story.pass(PASS_MILLIS);
        assertThat(isStored("a")).isFalse();

        drained(7);
        story.pass(3 * PASS_MILLIS);
        OWNERS.forEach(owner -> assertThat(isStored(owner)).as(owner).isFalse());
    }

    @Test
    void keyThatIsMadeAnewMeanwhileStays() {
        adopted(5);
        deleted();
        story.pass(3 * PASS_MILLIS);
        story.node("b").written(put("tea"));

        drained(9);
        story.pass(5 * PASS_MILLIS);

        OWNERS.forEach(owner ->
                assertThat(valuesOf(story.node(owner).stored())).as(owner).containsExactly("tea"));
        OWNERS.forEach(owner -> assertThat(mark(owner)).isEqualTo(Mark.None.MARK));
    }

    @Test
    void keyThatIsMadeAnewAfterTheOwnersLastAnswerStays() {
        adopted(5);
        deleted();
        story.pass(3 * PASS_MILLIS);
        story.hold(Reply.Objections.class);
        drained(7);
        for (int i = 0; i < 400 && !story.holdsAny(); i++) {
            story.pass(50);
        }
        assertThat(story.holdsAny()).isTrue();

        assertThat(story.node("b").start(put("tea"))).hasOnlyElementsOfType(WriteOutcome.Written.class);
        story.release();
        story.run();

        OWNERS.forEach(owner ->
                assertThat(valuesOf(story.node(owner).stored())).as(owner).containsExactly("tea"));
        assertThat(story.counted(Telemetry.Counter.PURGED)).isZero();
    }

    @Test
    void numberIsNotedOnceNothingOfBeforeIsOnItsWay() {
        adopted(5);
        deleted();
        for (int i = 0; i < 1_200 && !mark("a").equals(Mark.OldTombstones.NOT_AGREED); i++) {
            story.pass(50);
        }
        assertThat(mark("a")).isEqualTo(Mark.OldTombstones.NOT_AGREED);

        story.pass(5_000); // a message of before may arrive at c still, and c has adopted a later number by then
        story.node("c").adopt(6);
        story.pass(3 * PASS_MILLIS);

        assertThat(mark("a")).isEqualTo(new Mark.OldTombstones(1, 6));
    }

    @Test
    void nothingIsAgreedOnByClocksThatOneNodeAloneHasSetForward() { // FAILURES 84
        story.shorten(new Lifetimes(3_600_000, 3_600_000, 3_600_000, 24));
        adopted(5);
        story.node("a").setClock(24L * 3_600_000);
        story.node("a").restart();
        story.node("a").adopt(5);
        deleted();

        story.pass(5 * PASS_MILLIS);

        assertThat(mark("b")).isEqualTo(Mark.None.MARK);
        assertThat(isStored("a")).isTrue();
        assertThat(mark("a")).isNotEqualTo(new Mark.OldTombstones(1, 5));
    }

    private void deleted() {
        story.node("a").written(put("milk"));
        story.node("a").written(delete("gone"));
        story.run();
    }

    private void adopted(long sweep) {
        for (String name : List.of("a", "b", "c", "d")) {
            story.node(name).adopt(sweep);
        }
    }

    private void drained(long sweep) {
        OWNERS.forEach(owner -> story.node(owner).seeDrained(sweep));
    }

    private boolean isStored(String owner) {
        return !story.node(owner).stored().isAbsent();
    }

    private Mark mark(String owner) {
        return story.node(owner).disk.record(Table.RECORDS, KEY).mark();
    }
}
