package dev.stator.node.kernel;

import static dev.stator.node.kernel.Strangers.Fate.DROP;
import static dev.stator.node.kernel.Strangers.Fate.HOLD;
import static dev.stator.node.kernel.Strangers.Fate.PASS;
import static dev.stator.node.kernel.Strangers.Fate.REFUSE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.LeafSum;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said about data before others have compared what they remember of this store, and while it is in doubt (rule 20). */
class StrangersTest {
    private static final StoreId OTHER = new StoreId(0, 2);
    private static final Fence FENCE = new Fence(1, 1);
    private static final Request.Read READ = new Request.Read(new RequestId(1), FENCE, Story.KEY, 5_000, 0);
    private static final Request.Write WRITE =
            new Request.Write(new RequestId(2), FENCE, Story.KEY, 5_000, KeyState.EMPTY);
    private static final Request.Forward FORWARD =
            new Request.Forward(new RequestId(3), 1, 5_000, 400, false, false, false, Story.put("milk"));
    private static final Reply KEPT = new Reply.Kept(new RequestId(4));
    private static final TreeRequest ROOT = new TreeRequest.CompareLeaves(new RequestId(5), FENCE, 0, LeafSum.ZERO);

    private final Story story = Story.of(1, 1, 1, "a", "b");
    private final Set<StoreId> compared = new HashSet<>();
    private final List<StoreId> met = new ArrayList<>();
    private final List<Message> heard = new ArrayList<>();
    private final List<Message> sent = new ArrayList<>();
    private final Strangers strangers =
            new Strangers(portsThatKeep(sent), compared::contains, met::add, (from, message) -> heard.add(message));

    private Ports portsThatKeep(List<Message> messages) {
        Ports ports = story.node("a").ports();
        return new Ports(
                ports.clock(),
                ports.timers(),
                (to, message) -> messages.add(message),
                ports.storage(),
                ports.randomness(),
                ports.telemetry());
    }

    /** What becomes of it from who has compared, from a stranger, and in doubt. */
    private record Row(Message message, Strangers.Fate compared, Strangers.Fate stranger, Strangers.Fate inDoubt) {}

    @Test
    void whatIsHeardPassesWaitsIsRefusedOrIsMetWithSilence() {
        List<Row> rows = List.of(
                new Row(READ, PASS, HOLD, REFUSE),
                new Row(WRITE, PASS, HOLD, REFUSE),
                new Row(FORWARD, PASS, HOLD, DROP),
                new Row(KEPT, PASS, HOLD, DROP),
                new Row(ROOT, PASS, REFUSE, REFUSE));

        for (Row row : rows) {
            assertThat(Strangers.ofHeard(row.message(), false, true)).isEqualTo(row.compared());
            assertThat(Strangers.ofHeard(row.message(), false, false)).isEqualTo(row.stranger());
            assertThat(Strangers.ofHeard(row.message(), true, true)).isEqualTo(row.inDoubt());
            assertThat(Strangers.ofHeard(row.message(), true, false)).isEqualTo(row.inDoubt());
        }
    }

    @Test
    void whatIsToldWaitsForStrangersAndIsNotSaidInDoubt() {
        assertThat(Strangers.ofTold(false, true)).isEqualTo(PASS);
        assertThat(Strangers.ofTold(false, false)).isEqualTo(HOLD);
        assertThat(Strangers.ofTold(true, true)).isEqualTo(DROP);
        assertThat(Strangers.ofTold(true, false)).isEqualTo(DROP);
    }

    /** It came once before, and was carried out: NOT_ME would let the user be told that nothing was done (seed 2078600000000). */
    @Test
    void storeThatCameIntoDoubtIsSilentAboutTheSecondCopyOfAForwardedWrite() {
        compared.add(OTHER);
        strangers.says(OTHER, FORWARD, false, 1);
        assertThat(heard).containsExactly(FORWARD);

        strangers.says(OTHER, FORWARD, true, 1);

        assertThat(heard).containsExactly(FORWARD);
        assertThat(sent).isEmpty();
    }

    @Test
    void storeInDoubtRefusesWhatItIsAskedToKeepAndTellsNobodyAnything() {
        compared.add(OTHER);

        strangers.says(OTHER, WRITE, true, 7);
        strangers.says(OTHER, ROOT, true, 7);
        strangers.isTold(OTHER, KEPT, true);

        assertThat(sent)
                .containsExactly(
                        new Reply.Refused(WRITE.id(), Reply.Reason.NOT_READY, 7),
                        new Reply.Refused(ROOT.id(), Reply.Reason.NOT_READY, 7));
        assertThat(heard).isEmpty();
        assertThat(met).isEmpty();
    }

    @Test
    void strangersAreMetAndWhatWasSaidGoesOnBothWaysWhenTheyHaveCompared() {
        strangers.says(OTHER, READ, false, 1);
        strangers.isTold(OTHER, WRITE, false);
        assertThat(met).containsExactly(OTHER, OTHER);
        assertThat(heard).isEmpty();
        assertThat(sent).isEmpty();

        strangers.review(OTHER);
        assertThat(heard).isEmpty();
        compared.add(OTHER);
        strangers.review(OTHER);

        assertThat(heard).containsExactly(READ);
        assertThat(sent).containsExactly(WRITE);
    }

    @Test
    void forwardedWriteThatWaitedHasLessTimeLeftAndNoneAfterItsStartBy() {
        strangers.says(OTHER, FORWARD, false, 1);
        story.pass(300);
        strangers.says(OTHER, FORWARD, false, 1);
        story.pass(150); // the first by now later than its start-by
        compared.add(OTHER);
        strangers.review(OTHER);

        assertThat(heard).hasSize(1);
        Request.Forward late = (Request.Forward) heard.get(0);
        assertThat(late.timeoutMillis()).isEqualTo(4_850);
        assertThat(late.startByMillis()).isEqualTo(250);
    }

    @Test
    void whatWaitedForMoreThanASecondIsForgotten() {
        strangers.says(OTHER, READ, false, 1);
        story.pass(Message.HELD_MILLIS_MAX + 1);
        compared.add(OTHER);
        strangers.review(OTHER);

        assertThat(heard).isEmpty();
    }

    @Test
    void noMoreThanAThousandMessagesWait() {
        for (int i = 0; i < 1_500; i++) {
            strangers.says(OTHER, READ, false, 1);
        }
        compared.add(OTHER);
        strangers.review(OTHER);

        assertThat(heard).hasSize(1024);
    }

    @Test
    void noMoreThanSomeMegabytesWait() {
        Request.Forward large = new Request.Forward(
                new RequestId(3), 1, 5_000, 400, false, false, false, Story.put("x".repeat(8 << 20)));
        for (int i = 0; i < 10; i++) {
            strangers.says(OTHER, large, false, 1);
        }
        compared.add(OTHER);
        strangers.review(OTHER);

        assertThat(heard).hasSize(4);
    }
}
