package dev.stator.node.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Mark;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When what is known of long ago may be forgotten (PROTOCOL rule 16). The horizon is 1000; three actors may be known. */
class PruneDecisionTest {
    private static final Placement PLACEMENT = Placement.stable(3, List.of(new StoreId(0, 1)));

    @ParameterizedTest
    @CsvSource({
        "3, -,    0, 0, 9, KEEP",
        "4, -,    0, 0, 9, WATCH",
        "4, 1000, 0, 0, 9, WAIT", // not untouched for long enough
        "4, 999,  0, 0, 9, AGREE",
        "4, 999,  2, 5, 9, AGREE", // of another placement
        "4, 999,  3, 5, 6, WAIT",
        "4, 999,  3, 5, 7, PRUNE",
        "3, 999,  3, 5, 7, KEEP",
    })
    void pastIsForgottenByProof(
            int actors, String since, int agreed, long sweep, long drained, PruneDecision expected) {
        Mark mark = since.equals("-")
                ? Mark.None.MARK
                : new Mark.LongPast(Long.parseLong(since), new Mark.OldTombstones(agreed, sweep));

        assertThat(PruneDecision.of(record(actors, mark), PLACEMENT, 1_000, drained, 3))
                .isEqualTo(expected);
    }

    @Test
    void whatIsLiveAndWhatThisNodeNamesByIsNoPast() {
        StoredRecord record =
                record(5, Mark.None.MARK); // the fifth's version is live, the node's own actor is the second

        assertThat(PruneDecision.past(record)).containsExactlyInAnyOrder(actor(1), actor(3), actor(4));
        assertThat(record.state().forgetting(PruneDecision.past(record)).known().actors())
                .containsExactlyInAnyOrder(actor(2), actor(5));
        assertThat(record.state().forgetting(PruneDecision.past(record)).live())
                .isEqualTo(record.state().live());
    }

    /** Each overwrites what the one before wrote. */
    private static StoredRecord record(int actors, Mark mark) {
        KeyState state = KeyState.EMPTY;
        for (int i = 1; i <= actors; i++) {
            Sibling sibling =
                    Sibling.value(new WriteIdentity(i), i, "text/plain", WriteIdentity.hash(new byte[0]), new byte[0]);
            state = state.put(CausalContext.of(state), sibling, actor(i)).state();
        }
        return new StoredRecord(state, actor(2), mark);
    }

    private static Actor actor(int number) {
        return new Actor(number, 1);
    }
}
