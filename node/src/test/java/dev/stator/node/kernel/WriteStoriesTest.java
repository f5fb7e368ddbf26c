package dev.stator.node.kernel;

import static dev.stator.node.kernel.Story.delete;
import static dev.stator.node.kernel.Story.on;
import static dev.stator.node.kernel.Story.put;
import static dev.stator.node.kernel.Story.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Condition;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Telemetry;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.EntityTag;
import dev.stator.node.version.KeyState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The vectors that are about who asks whom, and what must not happen on the way of a write. */
class WriteStoriesTest {
    private final Story story = Story.of(3, 2, 2, "A", "B", "C");

    @Test
    void plainPutsOneAfterAnotherLeaveOneVersionWhicheverNodeTakesThem() { // vectors 30, 31
        story.hold("A", "B");
        story.node("A").written(put("s1")); // on A and C
        story.loseHeld();
        story.release();

        story.node("B").written(put("s2"));

        assertThat(story.node("A").values()).containsExactly("s2");
        assertThat(story.node("C").values()).containsExactly("s2");
    }

    @Test
    void plainPutWaitsForOwnersWhoseConnectionsAreBeingMadeAnew() { // one was killed, and the other has just come back
        story.hold("A", "B");
        story.node("A").written(put("s1")); // on A and C
        story.loseHeld();
        story.release();
        story.node("B").isDisconnectedFrom("A", "C");
        story.hold("B", "A");
        story.hold("B", "C");

        List<WriteOutcome> put = story.node("B").start(put("s2"));
        story.pass(300);
        assertThat(put).isEmpty();
        story.release();
        story.pass(5_000);

        assertThat(put).hasOnlyElementsOfType(WriteOutcome.Written.class);
        assertThat(story.node("B").values()).containsExactly("s2");
    }

    @Test
    void plainDeleteCoversWhatOthersHave() { // vector 32
        story.hold("A", "B");
        story.node("A").written(put("s1"));
        story.loseHeld();
        story.release();

        story.node("B").written(delete("d"));

        assertThat(story.node("C").values()).isEmpty();
        assertThat(story.node("C").stored().isAbsent()).isFalse();
    }

    @Test
    void plainPutsThatCrossAreBothKept() { // vector 33
        story.node("A").holdDisk();
        story.node("B").holdDisk();
        List<WriteOutcome> p = story.node("A").start(put("p"));
        List<WriteOutcome> q = story.node("B").start(put("q"));

        story.node("A").releaseDisk();
        story.node("B").releaseDisk();
        story.pass(10_000);

        assertThat(p).hasOnlyElementsOfType(WriteOutcome.Written.class);
        assertThat(q).hasOnlyElementsOfType(WriteOutcome.Written.class);
        assertThat(story.node("C").values()).containsExactlyInAnyOrder("p", "q");
    }

    @Test
    void lateRetryOfWhatWasReplacedIsRecognised() { // vector 34
        story.hold("A", "B");
        story.node("A").written(put("x", "u9"));
        story.loseHeld();
        story.release();
        CausalContext seen = CausalContext.of(story.node("A").got());
        story.hold("B", "A");
        story.node("B").written(put("y", seen)); // on B and C
        story.loseHeld();
        story.release();

        assertThat(story.node("B").write(put("x", "u9"))).isInstanceOf(WriteOutcome.Written.class);

        assertThat(story.node("C").values()).containsExactly("y");
    }

    @Test
    void retryOfWhatOnlyAnotherOwnerKnowsToBeReplacedReplacesNothing() { // PROTOCOL rule 12
        story.hold("A", "B");
        WriteOutcome.Written x = story.node("A").written(put("x", "u9"));
        story.node("A").written(put("y", x.context())); // both are on A and C
        story.loseHeld();
        story.release();
        assertThat(story.node("B").stored().isAbsent()).isTrue();

        assertThat(story.node("B").write(put("x", "u9"))).isInstanceOf(WriteOutcome.Written.class);

        assertThat(story.node("C").values()).containsExactly("y");
        assertThat(story.node("A").values()).containsExactly("y");
    }

    @Test
    void retryThatIsForgottenWhileItIsFetchedReplacesNothing() { // seed 2078600006661
        story.hold("A", "B");
        story.hold("C", "B");
        WriteOutcome.Written x = story.node("A").written(put("x", "u9"));
        story.node("A").written(put("y", x.context()));
        story.loseHeld();
        story.release();
        story.hold(Request.Read.class);
        List<WriteOutcome> retry = story.node("B").start(put("x", "u9"));
        assertThat(story.holdsAny())
                .as("another owner knows it, and is asked for what it knows")
                .isTrue();
        for (int i = 0; i <= KeyState.RECENT_MAX; i++) {
            story.node("A").start(put("z" + i));
        }

        story.release();

        assertThat(retry).containsExactly(new WriteOutcome.Indeterminate(0, 2));
        assertThat(story.node("C").values()).containsExactly("z" + KeyState.RECENT_MAX);
    }

    @Test
    void whatAPlainPutReplacesByHearsayAloneIsRecognisedWhenItComesAgain() { // PROTOCOL §1
        story.hold("A", "B");
        story.hold("A", "C");
        assertThat(story.node("A").write(put("x", "u9"))).isInstanceOf(WriteOutcome.Indeterminate.class);
        CausalContext seen = CausalContext.of(story.node("A").stored());
        assertThat(story.node("A").write(put("x2", seen))).isInstanceOf(WriteOutcome.Indeterminate.class);
        story.loseHeld();
        story.release();
        story.node("B").holdDisk();
        List<WriteOutcome> y = story.node("B").start(put("y")); // A has answered, and nobody else knows of x
        story.hold("B", "A");
        story.hold("C", "A");
        story.node("B").releaseDisk();
        story.pass(10_000);
        assertThat(y).hasOnlyElementsOfType(WriteOutcome.Written.class);

        assertThat(story.node("C").write(put("x", "u9"))).isInstanceOf(WriteOutcome.Written.class);

        assertThat(valuesOf(story.node("C").stored())).containsExactly("y");
    }

    @Test
    void copiesAreNeverRefusedForTheNumberOfSiblings() { // PROTOCOL rule 13
        story.hold("A", "B");
        for (String value : List.of("a", "b", "c")) {
            story.node("A").written(put(value, CausalContext.EMPTY)); // on A and C
        }
        story.loseHeld();
        story.release();

        story.node("B").written(put("d", CausalContext.EMPTY));

        assertThat(valuesOf(story.node("A").stored())).containsExactlyInAnyOrder("a", "b", "c", "d");
        assertThat(valuesOf(story.node("C").stored())).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void refusalIsNoAnswerWhileAnotherAttemptMayBeDone() { // PROTOCOL rule 8, G7
        Story four = Story.of(3, 2, 2, "A", "B", "C", "D");
        four.node("A").written(put("x"));
        four.hold("D", "A");
        List<WriteOutcome> outcome =
                four.node("D").start(on(new Condition(Condition.Test.NONE_MATCH, List.of()), put("v")));

        four.pass(3_000); // B was sent it, too, and has refused

        assertThat(outcome).isEmpty();
        four.release();
        four.pass(1);
        assertThat(outcome).containsExactly(new WriteOutcome.ConditionFailed());
    }

    @Test
    void oneWriteIdWithTwoContentsIsTwoWrites() { // vector 35
        story.node("A").holdDisk();
        story.node("B").holdDisk();
        story.node("A").start(put("x", "u1"));
        story.node("B").start(put("y", "u1"));
        story.node("A").releaseDisk();
        story.node("B").releaseDisk();
        story.pass(10_000);

        assertThat(story.node("C").values()).containsExactlyInAnyOrder("x", "y");
    }

    @Test
    void retryOfAWriteThatIsOnOneDiskRestsOnTwoBeforeItIsAcknowledged() { // vector 36
        story.hold(Request.Write.class);
        assertThat(story.node("A").write(put("x", "u7"))).isEqualTo(new WriteOutcome.Indeterminate(1, 2));
        story.loseHeld();
        assertThat(story.node("B").stored().isAbsent()).isTrue();

        story.release();
        WriteOutcome.Written retried = story.node("A").written(put("x", "u7"));

        assertThat(retried.owners()).isGreaterThanOrEqualTo(2);
        assertThat(story.node("B").stored().live()).hasSize(1);
        assertThat(story.counted(Telemetry.Counter.SAME_WRITE)).isEqualTo(1);
    }

    @Test
    void retryAtAnotherNodeFetchesWhatTheFirstOneLeft() {
        story.hold(Request.Write.class);
        story.node("A").write(put("x", "u7"));
        story.loseHeld();
        story.release();

        story.hold("B", "C"); // B asks A
        story.node("B").written(put("x", "u7"));
        story.release();

        assertThat(story.node("B").stored().live()).hasSize(1);
        assertThat(story.node("B").stored()).isEqualTo(story.node("A").stored());
    }

    @Test
    void conditionIsCheckedOnTheRecordAsItIsWhenTheKeyIsTaken() { // vector 37
        story.node("A").written(put("v1"));
        String tag = EntityTag.of(story.node("A").got().values()).text();

        CausalContext seen = CausalContext.of(story.node("A").got());
        story.hold(Reply.State.class);
        List<WriteOutcome> conditional =
                story.node("A").start(on(new Condition(Condition.Test.MATCH, List.of(tag)), put("v2")));
        List<WriteOutcome> between = story.node("A").start(put("x", seen)); // asks nobody
        assertThat(between).hasOnlyElementsOfType(WriteOutcome.Written.class);
        story.release();

        assertThat(conditional).containsExactly(new WriteOutcome.ConditionFailed());
        assertThat(story.node("B").values()).containsExactly("x");
    }

    @Test
    void conditionThatHoldsReplacesJustWhatWasChecked() {
        story.node("A").written(put("v1"));
        String tag = EntityTag.of(story.node("B").got().values()).text();

        assertThat(story.node("C").write(on(new Condition(Condition.Test.MATCH, List.of("nonsense")), put("v2"))))
                .isEqualTo(new WriteOutcome.ConditionFailed());
        assertThat(story.node("C").write(on(new Condition(Condition.Test.NONE_MATCH, List.of()), put("v2"))))
                .isEqualTo(new WriteOutcome.ConditionFailed());
        story.node("C").written(on(new Condition(Condition.Test.MATCH, List.of(tag)), put("v2")));

        assertThat(story.node("A").values()).containsExactly("v2");
        assertThat(story.node("C").write(on(new Condition(Condition.Test.MATCH, List.of(tag)), put("v2"))))
                .as("a retry finds its own write")
                .isInstanceOf(WriteOutcome.Written.class);
    }

    @Test
    void conditionWithoutAReadQuorumIsRejected() {
        story.hold(Reply.State.class);

        WriteOutcome outcome = story.node("A").write(on(new Condition(Condition.Test.NONE_MATCH, List.of()), put("v")));

        assertThat(outcome).isEqualTo(new WriteOutcome.Rejected(WriteOutcome.Why.CONDITION_UNCHECKED, 1, 2));
        assertThat(story.node("A").stored().isAbsent()).isTrue();
    }

    @Test
    void deleteOfWhatNobodyKnowsWritesNothing() { // vector 38
        assertThat(story.node("A").write(delete("d"))).isEqualTo(new WriteOutcome.NothingToDelete(2));
        assertThat(story.node("A").stored().isAbsent()).isTrue();
    }

    @Test
    void deleteWithTheContextOfNotFoundWritesNothingWhereNobodyKnowsTheKey() {
        var notFound = CausalContext.of(story.node("B").got());

        assertThat(story.node("A").write(delete("d", notFound))).isEqualTo(new WriteOutcome.NothingToDelete(2));
        assertThat(story.node("A").stored().isAbsent()).isTrue();
    }

    @Test
    void deleteWithTheContextOfNotFoundLeavesWhatWasPutMeanwhile() {
        var notFound = CausalContext.of(story.node("B").got());
        story.node("A").written(put("v"));

        story.node("B").written(delete("d", notFound));

        assertThat(story.node("B").values()).containsExactly("v");
    }

    @Test
    void deleteOfATombstoneMakesNoNewDot() {
        story.node("A").written(put("v"));
        story.node("A").written(delete("d1"));
        var before = story.node("B").stored();

        story.node("B").written(delete("d2"));

        assertThat(story.node("B").stored().known()).isEqualTo(before.known());
    }

    @Test
    void contextThatCoversOneDotOfAWriteCoversAll() { // vector 39
        story.node("A").holdDisk();
        story.node("B").holdDisk();
        story.node("A").start(put("x", "u"));
        story.node("B").start(put("x", "u"));
        story.node("A").releaseDisk();
        story.node("B").releaseDisk();
        story.pass(10_000);
        var state = story.node("A").got();
        assertThat(state.live()).hasSize(2);
        assertThat(valuesOf(state)).containsExactly("x");

        story.node("B").written(put("z", CausalContext.of(state)));

        assertThat(story.node("A").values()).containsExactly("z");
    }

    @Test
    void whatSawAPutIsNotCoveredByItsLateCopies() { // vector 40
        story.hold("A", "C");
        WriteOutcome.Written y = story.node("A").written(put("y")); // C's copy is late
        story.node("B").written(put("x", y.context()));
        story.release();
        story.pass(10_000);

        assertThat(story.node("C").values()).containsExactly("x");
        assertThat(story.node("A").values()).containsExactly("x");
    }

    @Test
    void coordinatorThatCannotReadItsRecordLetsAnotherOwnerDoIt() {
        story.node("A").written(put("v1"));
        story.node("A").readsFail = true;

        story.node("A").written(put("v2"));

        assertThat(story.node("B").values()).containsExactly("v2");
    }

    @Test
    void readErrorIsNoAnswerAndTheNextOwnerIsAsked() {
        story.node("A").written(put("v1"));
        story.node("A").readsFail = true;

        assertThat(story.node("A").values()).containsExactly("v1");
        assertThat(story.node("B").values()).containsExactly("v1");
        story.node("B").readsFail = true;
        assertThat(story.node("C").get()).isEqualTo(new ReadOutcome.QuorumNotMet(1, 2));
    }

    @Test
    void putsThatReplaceNothingAreRefusedAtTheLimitAndResolvingOnesAreNot() {
        for (String value : List.of("a", "b", "c")) {
            story.node("A").written(put(value, CausalContext.EMPTY));
        }

        assertThat(story.node("A").write(put("d", CausalContext.EMPTY)))
                .isInstanceOf(WriteOutcome.TooManySiblings.class);
        story.node("A").written(put("e", CausalContext.of(story.node("A").got())));

        assertThat(story.node("B").values()).containsExactly("e");
    }

    @Test
    void twoPutsInOneGroupNeverShareADot() { // vector 21
        story.node("A").holdDisk();
        story.node("A").start(put("p", CausalContext.EMPTY));
        story.node("A").start(put("q", CausalContext.EMPTY));
        story.node("A").releaseDisk();
        story.pass(10_000);

        assertThat(story.node("B").values()).containsExactlyInAnyOrder("p", "q");
        assertThat(story.counted(Telemetry.Counter.DOT_CONFLICT)).isZero();
    }

    @Test
    void restartedNodeNamesVersionsUnderANewActor() {
        story.node("A").written(put("v1"));
        story.node("A").restart();

        story.node("A").written(put("v2", CausalContext.EMPTY));

        assertThat(story.node("B").stored().known().entries()).hasSize(2);
        assertThat(story.node("B").values()).containsExactlyInAnyOrder("v1", "v2");
    }

    @Test
    void tooFewStoresInReachIsAProvenRejection() {
        story.node("A").cannotReach("B", "C");

        assertThat(story.node("A").write(put("v")))
                .isEqualTo(new WriteOutcome.Rejected(WriteOutcome.Why.TOO_FEW_STORES, 1, 2));
        assertThat(story.node("A").stored().isAbsent()).isTrue();
    }

    @Test
    void nonOwnerForwardsAndAnswersForTheOwner() {
        Story four = Story.of(3, 2, 2, "A", "B", "C", "D");

        four.node("D").written(put("v"));

        assertThat(four.node("D").values()).containsExactly("v");
        assertThat(four.node("D").stored().isAbsent()).isTrue();
    }

    @Test
    void silentCoordinatorIsReplacedWithinTheDeadline() { // FAILURES 91
        Story four = Story.of(3, 2, 2, "A", "B", "C", "D");
        four.hold("D", "A");

        four.node("D").written(put("v"));

        four.release();
        four.pass(10_000);
        assertThat(four.node("C").values()).containsExactly("v");
    }

    @Test
    void requestOfAnOlderPlacementIsRefusedAndStartsAgainUnderTheNewOne() {
        Story four = Story.of(3, 2, 2, "A", "B", "C", "D");
        var next = four.ring(2, 2, List.of("A", "B", "D"));
        four.node("B").see(next);
        four.node("C").see(next);
        four.node("D").see(next);
        List<WriteOutcome> outcome = four.node("A").start(put("v", CausalContext.EMPTY));
        assertThat(outcome).isEmpty();

        four.node("A").see(next);
        four.pass(10_000);

        assertThat(outcome).hasOnlyElementsOfType(WriteOutcome.Written.class);
        assertThat(four.node("D").stored().live()).hasSize(1);
    }

    @Test
    void writeThatStartsAgainAndIsForgottenMeanwhileIsNotCalledRefused() {
        Story four = Story.of(3, 2, 2, "A", "B", "C", "D");
        var next = four.ring(2, 2, List.of("A", "B", "D"));
        four.node("A").holdDisk();
        List<WriteOutcome> outcome =
                four.node("A").start(on(new Condition(Condition.Test.NONE_MATCH, List.of()), put("v")));
        four.node("B").see(next);
        four.node("C").see(next);
        four.node("D").see(next);
        four.node("A").releaseDisk();
        four.hold(Request.Ask.class);
        four.node("A").see(next);

        CausalContext seen = CausalContext.of(four.node("A").stored());
        for (int i = 0; i < 9; i++) {
            four.pass(1);
            seen = ((WriteOutcome.Written)
                            four.node("B").start(put("later" + i, seen)).get(0))
                    .context();
        }
        four.release();
        four.pass(10_000);

        assertThat(outcome).hasOnlyElementsOfType(WriteOutcome.Indeterminate.class);
    }

    @Test
    void writeWhoseTimeIsOverDoesNotBeginAgainUnderANewerRing() { // simulator, seed 2078600000168
        Story three = Story.of(3, 1, 3, "A", "B", "C");
        var next = three.ring(2, 2, List.of("A", "B", "C"));
        three.node("B").see(next);
        three.node("C").see(next);
        three.hold("B", "A");
        three.hold("C", "A");
        List<WriteOutcome> outcomes = new ArrayList<>();
        three.node("A").start(put("v", CausalContext.EMPTY), outcome -> {
            outcomes.add(outcome);
            three.release(); // now they call its ring stale
        });
        three.pass(4_900);
        three.node("A").see(next);

        three.pass(10_000);

        assertThat(outcomes).hasSize(1).hasOnlyElementsOfType(WriteOutcome.Indeterminate.class);
    }

    @Test
    void forwardedWriteThatStartsAgainMakesNothingNewAfterItsStartByMoment() { // simulator, seed 9016
        Story four = Story.of(3, 2, 2, "A", "B", "C", "D");
        four.hold("B", "A");
        four.hold("B", "C");
        four.node("B").start(put("v", CausalContext.EMPTY)); // asks nobody, and reaches nobody
        four.loseHeld();
        four.node("B").restart();
        four.release();
        four.hold(Request.Read.class);
        List<Reply> replies = new ArrayList<>();
        four.node("A")
                .serve(new Request.Forward(new RequestId(7), 1, 5_000, 300, false, false, false, put("v")), replies);
        four.pass(400); // A fetches what B holds of this write; whoever sent it has gone elsewhere
        var next = four.ring(2, 2, List.of("A", "C", "D"));
        four.node("B").see(next);
        four.release();
        for (String owner : List.of("A", "C", "D")) {
            four.node(owner).see(next);
        }
        four.pass(10_000);

        assertThat(four.node("A").stored().isAbsent()).isTrue();
        assertThat(replies).singleElement().satisfies(reply -> assertThat(((Reply.Outcome) reply).outcome())
                .isInstanceOf(WriteOutcome.Indeterminate.class));
    }

    @Test
    void readRepairBringsAStaleReplicaUpToDate() {
        story.hold("A", "B");
        story.node("A").written(put("v"));
        story.loseHeld();
        story.release();
        assertThat(story.node("B").stored().isAbsent()).isTrue();

        assertThat(story.node("B").values()).containsExactly("v");

        assertThat(story.node("B").stored()).isEqualTo(story.node("A").stored());
    }
}
