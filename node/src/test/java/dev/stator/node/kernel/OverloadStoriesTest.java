package dev.stator.node.kernel;

import static dev.stator.node.kernel.Story.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Condition;
import dev.stator.node.message.Fence;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Table;
import dev.stator.node.port.Telemetry;
import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.KeyState;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Stores that have too much to do (PROTOCOL §5, FAILURES 82): nothing late is done, and overloaded is not down. */
class OverloadStoriesTest {
    private static final int MIB = 1 << 20;

    private final Story story = Story.of(3, 2, 2, "A", "B", "C", "D", "E");
    private final List<Reply> replies = new ArrayList<>();
    private long requests;

    @Test
    void writeWhoseTimeIsOverIsNotWrittenNorAnswered() {
        story.node("A").serve(write("k", 10, -1), replies);
        story.run();

        assertThat(replies).isEmpty();
        assertThat(story.node("A").disk.all(Table.RECORDS)).isEmpty();
    }

    @Test
    void replicaThatHasTooMuchToWriteSaysThatItIsBusy() {
        story.node("C").holdDisk();
        story.node("C").serve(write("k1", 20 * MIB, 5_000), replies);
        story.node("C").serve(write("k2", 20 * MIB, 5_000), replies);
        story.run();

        assertThat(replies).hasSize(1);
        assertThat(((Reply.Refused) replies.get(0)).reason()).isEqualTo(Reply.Reason.BUSY);

        story.node("C").releaseDisk();
        story.node("C").serve(write("k3", 20 * MIB, 5_000), replies);
        story.run();

        assertThat(replies.subList(1, 3)).allMatch(reply -> reply instanceof Reply.Kept);
    }

    @Test
    void busyOwnerMakesNoHintsWhileTheOthersAreEnough() {
        story.node("C").holdDisk();
        story.node("C").serve(write("other", 32 * MIB, 10_000), replies);
        story.run();

        assertThat(story.node("A").written(put("v")).owners()).isEqualTo(2);

        assertThat(story.counted(Telemetry.Counter.HINT_KEPT)).isZero();
        assertThat(story.node("D").hint().isAbsent()).isTrue();
    }

    /** FAILURES 83: many gets of one key with large versions once took all memory of all nodes. */
    @Test
    void getOfALargeValueIsShedWhileAnotherHoldsTheRoomAndSmallOnesAreNot() {
        Story.Node node = story.node("A");
        node.written(put("large".repeat(20_000)));
        story.hold("B", "A");
        story.hold("C", "A");

        List<ReadOutcome> first = node.startGet(Story.KEY);
        List<ReadOutcome> second = node.startGet(Story.KEY);
        List<ReadOutcome> small = node.startGet(Key.of("small"));

        assertThat(second).containsExactly(new ReadOutcome.Unavailable(WriteOutcome.Why.OVERLOADED));
        assertThat(story.counted(Telemetry.Counter.SHED)).isOne();
        assertThat(first).isEmpty();
        assertThat(small).isEmpty();

        story.release();

        assertThat(first).hasSize(1).allMatch(outcome -> outcome instanceof ReadOutcome.Answer);
        assertThat(small).hasSize(1).allMatch(outcome -> outcome instanceof ReadOutcome.Answer);
        assertThat(node.startGet(Story.KEY)).hasSize(1).allMatch(outcome -> outcome instanceof ReadOutcome.Answer);
    }

    @Test
    void getThatEndsWithoutAnAnswerGivesItsRoomBack() {
        Story.Node node = story.node("A");
        node.written(put("large".repeat(20_000)));
        story.hold("B", "A");
        story.hold("C", "A");

        assertThat(node.get()).isInstanceOf(ReadOutcome.QuorumNotMet.class);

        story.release();
        assertThat(node.got().values()).hasSize(1);
    }

    @Test
    void ownersWhoHaveTheSameLargeValueDoNotSendIt() {
        Story.Node node = story.node("A");
        remembersLarge(node);

        story.hold(Reply.State.class);

        assertThat(node.startGet(Story.KEY)).hasSize(1).allMatch(outcome -> outcome instanceof ReadOutcome.Answer);
    }

    @Test
    void ownersWhoHaveTheSameSendItIfTheOwnRecordCannotBeRead() {
        Story.Node node = story.node("A");
        remembersLarge(node);

        node.readsFail = true;

        assertThat(node.got().values()).hasSize(1);
    }

    @Test
    void getOfWhatIsKnownToBeTooLargeBesideOthersAsksNobody() {
        Story.Node node = story.node("A");
        remembersLarge(node);
        story.hold("A", "B");
        story.hold("A", "C");

        List<ReadOutcome> first = node.startGet(Story.KEY);
        story.loseHeld();
        List<ReadOutcome> second = node.startGet(Story.KEY);

        assertThat(first).isEmpty();
        assertThat(second).containsExactly(new ReadOutcome.Unavailable(WriteOutcome.Why.OVERLOADED));
        assertThat(story.holdsAny()).isFalse();
    }

    /** Its cache has all of that record but the bytes, of which there is room for one get. */
    private void remembersLarge(Story.Node node) {
        node.cacheBytes = MIB;
        node.restart();
        node.written(put("large".repeat(120_000)));
        assertThat(node.got().values()).hasSize(1);
    }

    private Request.Write write(String key, int bytes, int timeoutMillis) {
        ClientWrite put =
                ClientWrite.put(Key.of(key), "text/plain", new byte[bytes], key, Optional.empty(), Condition.NONE);
        KeyState state = KeyState.EMPTY
                .put(CausalContext.EMPTY, put.sibling(1), new Actor(77, 1))
                .state();
        return new Request.Write(
                RequestId.of(0, ++requests), new Fence(1, 1), Key.of(key), timeoutMillis, state, false);
    }
}
