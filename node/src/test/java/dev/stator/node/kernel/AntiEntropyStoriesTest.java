package dev.stator.node.kernel;

import static dev.stator.node.kernel.Story.KEY;
import static dev.stator.node.kernel.Story.delete;
import static dev.stator.node.kernel.Story.put;
import static dev.stator.node.kernel.Story.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Reply;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.port.Change;
import dev.stator.node.port.Change.LeafId;
import dev.stator.node.port.Table;
import dev.stator.node.port.Telemetry;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.LeafSum;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Owners become equal without any read (PROTOCOL §5). */
class AntiEntropyStoriesTest {
    private static final long ROUND_MILLIS = 10_000;

    private final Story story = Story.of(3, 2, 2, "a", "b", "c");

    @Test
    void replicaThatMissedAWriteGetsItWithoutARead() {
        missedBy("c", () -> story.node("a").written(put("milk")));
        assertThat(story.node("c").stored().isAbsent()).isTrue();

        story.compareTrees();
        story.pass(ROUND_MILLIS);

        assertThat(valuesOf(story.node("c").stored())).containsExactly("milk");
        allAgree();
        assertThat(story.counted(Telemetry.Counter.TREE_DIFFERENCE)).isEqualTo(1);
    }

    @Test
    void replicaThatMissedADeleteGetsItAndNothingComesBack() {
        story.node("a").written(put("milk"));
        missedBy("c", () -> story.node("a").written(delete("gone")));
        assertThat(valuesOf(story.node("c").stored())).containsExactly("milk");

        story.compareTrees();
        story.pass(ROUND_MILLIS);

        for (String name : List.of("a", "b", "c")) {
            assertThat(story.node(name).stored().values()).as(name).isEmpty();
            assertThat(story.node(name).stored().live()).as(name).hasSize(1);
        }
        allAgree();
    }

    @Test
    void whatEachOfTwoOwnersLacksIsMergedIntoBoth() {
        missedBy("c", () -> missedBy("b", () -> story.node("a").write(put("milk"))));
        missedBy("c", () -> missedBy("a", () -> story.node("b").write(put("tea"))));

        story.compareTrees();
        story.pass(2 * ROUND_MILLIS);

        assertThat(valuesOf(story.node("c").stored())).containsExactlyInAnyOrder("milk", "tea");
        allAgree();
    }

    @Test
    void ownersWithDifferentPlacementsRefuseEachOtherAndConvergeOnceTheyAgree() {
        missedBy("c", () -> story.node("a").written(put("milk")));
        story.node("c").see(story.ring(2, 2, List.of("a", "b", "c")));

        story.compareTrees();
        story.pass(3 * ROUND_MILLIS);
        assertThat(story.node("c").stored().isAbsent()).isTrue();

        for (String name : List.of("a", "b")) {
            story.node(name).see(story.ring(2, 2, List.of("a", "b", "c")));
        }
        story.pass(ROUND_MILLIS);
        assertThat(valuesOf(story.node("c").stored())).containsExactly("milk");
    }

    @Test
    void questionsUnderAnotherPlacementOrToANonOwnerAreRefused() { // FAILURES 52
        Story four = Story.of(3, 2, 2, "a", "b", "c", "d");
        List<Reply> replies = new ArrayList<>();

        four.node("a").serve(question(1, 2), replies);
        four.node("a").serve(question(2, 1), replies);
        four.node("d").serve(question(1, 1), replies);
        four.node("a").serve(question(1, 1), replies);
        four.run();

        RequestId id = new RequestId(7);
        assertThat(replies)
                .containsExactly(
                        new Reply.Refused(id, Reply.Reason.STALE_EPOCH, 1),
                        new Reply.Refused(id, Reply.Reason.BEHIND, 1),
                        new Reply.Refused(id, Reply.Reason.NOT_OWNER, 1),
                        new Reply.Same(id));
    }

    private static TreeRequest question(long epoch, int placementVersion) {
        return new TreeRequest.CompareLeaves(new RequestId(7), new Fence(epoch, placementVersion), 0, LeafSum.ZERO);
    }

    @Test
    void whoOwnsNothingIsGivenNothing() {
        Story four = Story.of(3, 2, 2, "a", "b", "c", "d");
        four.compareTrees();
        four.node("a").written(put("milk"));
        four.node("b").see(four.ring(2, 2, List.of("a", "b", "d"))); // b alone has heard of it

        four.pass(3 * ROUND_MILLIS);

        assertThat(four.node("d").stored().isAbsent()).isTrue();
    }

    @Test
    void lostQuestionsAndAnswersAreAskedAgain() {
        missedBy("c", () -> story.node("a").written(put("milk")));
        story.compareTrees();
        missedBy("c", () -> story.pass(ROUND_MILLIS));
        assertThat(story.node("c").stored().isAbsent()).isTrue();

        story.pass(2 * ROUND_MILLIS);

        assertThat(valuesOf(story.node("c").stored())).containsExactly("milk");
    }

    @Test
    void equalOwnersSendNothingButSums() {
        story.node("a").written(put("milk"));

        story.compareTrees();
        story.pass(10 * ROUND_MILLIS);

        assertThat(story.counted(Telemetry.Counter.TREE_EXCHANGE)).isGreaterThan(20);
        assertThat(story.counted(Telemetry.Counter.TREE_DIFFERENCE)).isZero();
    }

    @Test
    void ownerThatIsBackIsComparedAtOnce() {
        story.compareTrees();
        story.node("a").cannotReach("c");
        story.node("b").cannotReach("c");
        story.node("c").cannotReach("a", "b");
        missedBy("c", () -> story.node("a").written(put("milk")));
        assertThat(story.node("c").stored().isAbsent()).isTrue();

        story.node("a").reaches("c");
        story.pass(1_000);

        assertThat(valuesOf(story.node("c").stored())).containsExactly("milk");
    }

    @Test
    void damagedRecordIsReplacedByWhatOtherOwnersHave() { // FAILURES 8
        story.node("a").written(put("milk"));
        story.node("c").damaged.add(KEY);
        story.node("c").restart();

        story.compareTrees();
        story.pass(2 * ROUND_MILLIS);

        assertThat(story.node("c").damaged).isEmpty();
        assertThat(valuesOf(story.node("c").stored())).containsExactly("milk");
        assertThat(story.counted(Telemetry.Counter.RECORD_HEALED)).isEqualTo(1);
        assertThat(story.counted(Telemetry.Counter.LEAF_COUNTED)).isEqualTo(1);
        assertThat(story.counted(Telemetry.Counter.LEAF_REBUILT)).isZero();
        allAgree();
    }

    @Test
    void damagedRecordThatNobodyElseHasIsForgotten() { // seed 5004
        missedBy("c", () -> missedBy("b", () -> story.node("a").write(put("milk"))));
        story.node("a").damaged.add(KEY);
        story.node("a").restart();

        story.compareTrees();
        story.pass(3 * ROUND_MILLIS);

        assertThat(story.node("a").damaged).isEmpty();
        assertThat(story.node("a").stored().isAbsent()).isTrue();
        assertThat(story.counted(Telemetry.Counter.LEAF_REBUILT)).isZero();
        allAgree();
    }

    @Test
    void damagedRecordThatMemoryStillHasIsWrittenAgain() { // seed 987000013
        story.node("c").cacheBytes = 1 << 20;
        story.node("c").restart();
        story.node("c").written(put("milk"));
        story.node("c").damaged.add(KEY);

        story.compareTrees();
        story.pass(20 * ROUND_MILLIS);

        assertThat(story.node("c").damaged).isEmpty();
        allAgree();
    }

    @Test
    void damagedRecordOfAReadKeyIsReplacedSoon() {
        story.node("a").written(put("milk"));
        story.node("c").restart();
        story.node("c").damaged.add(KEY);

        assertThat(story.node("c").values()).containsExactly("milk");

        assertThat(story.node("c").damaged).isEmpty();
        assertThat(valuesOf(story.node("c").stored())).containsExactly("milk");
    }

    /** With c's stale answer alone, b's record would lose what b has acknowledged, and be counted by reads. */
    @Test
    void damagedRecordIsNotReplacedByTooFewAnswers() {
        missedBy("c", () -> story.node("a").written(put("milk")));
        story.node("b").restart();
        story.node("b").damaged.add(KEY);
        story.hold("b", "a");
        missedBy("a", () -> story.node("c").write(put("tea")));

        story.hold("b", "a");
        story.node("b").get();
        story.pass(3 * ROUND_MILLIS);
        assertThat(story.node("b").damaged).containsExactly(KEY);
        story.loseHeld();
        story.release();
        story.pass(ROUND_MILLIS);

        assertThat(story.node("b").damaged).isEmpty();
        assertThat(valuesOf(story.node("b").stored())).containsExactlyInAnyOrder("milk", "tea");
    }

    @Test
    void valueWhoseBytesAreWrongIsReplacedAndNotSent() {
        story.node("a").written(put("milk"));
        KeyState good = story.node("c").stored();
        Version version = good.live().get(0);
        Sibling bad = new Sibling(
                version.sibling().kind(),
                version.sibling().write(),
                version.sibling().time(),
                version.sibling().contentType(),
                version.sibling().contentHash(),
                4,
                new byte[] {1, 2, 3, 4});
        KeyState broken = new KeyState(good.known(), List.of(new Version(version.dot(), bad)), good.recent());
        story.node("c").disk.apply(List.of(new Change.Put(Table.RECORDS, KEY, new StoredRecord(broken, null))));
        story.node("c").restart();

        story.compareTrees();
        story.pass(2 * ROUND_MILLIS);

        assertThat(valuesOf(story.node("c").stored())).containsExactly("milk");
        assertThat(valuesOf(story.node("a").stored())).containsExactly("milk");
        assertThat(story.counted(Telemetry.Counter.CORRUPT)).isPositive();
        assertThat(story.counted(Telemetry.Counter.RECORD_HEALED)).isEqualTo(1);
    }

    @Test
    void leafThatHasDriftedFromItsRecordsIsCountedAnew() { // FAILURES 53
        story.node("a").written(put("milk"));
        LeafId leaf = LeafId.of(KEY, 1);
        LeafId empty = new LeafId(0, (leaf.leaf() + 1) % LeafId.PER_PARTITION);
        story.node("c")
                .disk
                .apply(List.of(
                        new Change.PutLeaf(leaf, new LeafSum(1, 2)), new Change.PutLeaf(empty, new LeafSum(3, 4))));
        story.node("c").restart();

        story.compareTrees();
        story.pass(2 * ROUND_MILLIS);

        assertThat(story.counted(Telemetry.Counter.LEAF_REBUILT)).isEqualTo(2);
        assertThat(story.counted(Telemetry.Counter.TREE_DIFFERENCE)).isZero();
        allAgree();
    }

    @Test
    void ownerThatCannotListItsRecordsStillGetsWhatItMissed() {
        missedBy("c", () -> story.node("a").written(put("milk")));
        story.node("c").scansFail = true;

        story.compareTrees();
        story.pass(2 * ROUND_MILLIS);
        assertThat(valuesOf(story.node("c").stored())).containsExactly("milk");

        story.node("c").scansFail = false;
        story.pass(60 * ROUND_MILLIS);
        allAgree();
    }

    /** Whatever is sent to it meanwhile is lost. */
    private void missedBy(String name, Runnable deed) {
        for (String other : List.of("a", "b", "c")) {
            story.hold(other, name);
        }
        deed.run();
        story.loseHeld();
        story.release();
    }

    private void allAgree() {
        KeyState first = story.node("a").disk.record(Table.RECORDS, KEY).state();
        for (String name : List.of("a", "b", "c")) {
            assertThat(story.node(name).stored().live()).as(name).isEqualTo(first.live());
            assertThat(story.node(name).disk.wrongLeaves(1)).isEmpty();
        }
    }
}
