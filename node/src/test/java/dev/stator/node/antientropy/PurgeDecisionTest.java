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
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a key may go (PROTOCOL rule 14), as a table. The horizon is 1000; placements are of version 3. */
class PurgeDecisionTest {
    private static final Actor ACTOR = new Actor(1, 1);
    private static final StoreId STORE = new StoreId(0, 1);

    /** What is live: tombstones T and values V with their times; under which placement the owners agreed, at which sweep. */
    @ParameterizedTest
    @CsvSource({
        "V10,       -, 0, STABLE, 9, KEEP",
        "T1000,     -, 0, STABLE, 9, KEEP",
        "T999,      -, 0, STABLE, 9, LEAVE_TREE",
        "T10 V10,   -, 0, STABLE, 9, KEEP",
        "T10 T1000, -, 0, STABLE, 9, KEEP",
        "T10 T11,   -, 0, STABLE, 9, LEAVE_TREE",
        "T10,       -, 0, JOINT,  9, LEAVE_TREE",
        "T10,       0, 0, STABLE, 9, AGREE",
        "T10,       2, 5, STABLE, 9, AGREE", // of another placement
        "T10,       0, 0, JOINT,  9, WAIT",
        "T10,       3, 5, STABLE, 5, WAIT",
        "T10,       3, 5, STABLE, 6, WAIT", // one more is not enough
        "T10,       3, 5, STABLE, 7, PURGE",
        "T10,       3, 0, STABLE, 1, WAIT",
        "T10,       3, 0, STABLE, 2, PURGE",
        "T10,       3, 5, JOINT,  9, WAIT",
        "T1000,     3, 5, STABLE, 9, KEEP", // the clock was set back
    })
    void keyGoesByProof(
            String live, String agreed, long sweep, Placement.Phase phase, long drained, PurgeDecision expected) {
        Mark mark = agreed.equals("-") ? Mark.None.MARK : new Mark.OldTombstones(Integer.parseInt(agreed), sweep);
        Placement placement = new Placement(
                3,
                phase,
                List.of(STORE),
                phase == Placement.Phase.STABLE
                        ? Optional.empty()
                        : Optional.of(new Placement.Move(STORE, new StoreId(0, 2))));

        assertThat(PurgeDecision.of(new StoredRecord(state(live), null, mark), placement, 1_000, drained))
                .isEqualTo(expected);
    }

    private static KeyState state(String live) {
        KeyState state = KeyState.EMPTY;
        int id = 0;
        for (String version : live.split(" ", -1)) {
            WriteIdentity write = new WriteIdentity(++id);
            long time = Long.parseLong(version.substring(1));
            Sibling sibling = version.startsWith("T")
                    ? Sibling.tombstone(write, time)
                    : Sibling.value(write, time, "text/plain", WriteIdentity.hash(new byte[0]), new byte[0]);
            state = state.put(CausalContext.EMPTY, sibling, ACTOR).state();
        }
        return state;
    }
}
