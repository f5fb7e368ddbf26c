package dev.stator.node.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Condition;
import dev.stator.node.port.Clock;
import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.DotConflictException;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Registers of stores that keep the last write alone, and the clock that stamps them (PROTOCOL rule 17). */
class StampsTest {
    private final Stamps early = new Stamps(1);
    private final Stamps late = new Stamps(2);

    @Test
    void laterWriteReplacesTheEarlierOneWhicheverWayTheyMeet() {
        KeyState first = put(early, StoredRecord.ABSENT, CausalContext.EMPTY, "first", 1_000)
                .state();
        KeyState second = put(late, StoredRecord.ABSENT, CausalContext.EMPTY, "second", 1_001)
                .state();

        assertThat(values(first.merge(second))).containsExactly("second");
        assertThat(values(second.merge(first))).containsExactly("second");
        assertThat(first.merge(second)).isEqualTo(second.merge(first));
    }

    @Test
    void clockThatIsBehindTheStoredStampDoesNotLoseTheWriteV26() {
        KeyState stored = put(early, StoredRecord.ABSENT, CausalContext.EMPTY, "stored", 1_000)
                .state();

        KeyState next = put(late, new StoredRecord(stored, null), CausalContext.EMPTY, "next", 400)
                .state();

        assertThat(values(stored.merge(next))).containsExactly("next");
    }

    @Test
    void writeIsLaterThanWhatItsContextHasSeenThoughTheRecordIsOlder() {
        KeyState.Put seen = put(early, StoredRecord.ABSENT, CausalContext.EMPTY, "seen", 90_000);

        KeyState next = put(late, StoredRecord.ABSENT, seen.ack(), "next", 400).state();

        assertThat(values(seen.state().merge(next))).containsExactly("next");
    }

    @Test
    void writeIsLaterThanWhatItsNodeReadElsewhere() {
        KeyState elsewhere = put(early, StoredRecord.ABSENT, CausalContext.EMPTY, "elsewhere", 90_000)
                .state();

        late.saw(elsewhere.known());

        KeyState next =
                put(late, StoredRecord.ABSENT, CausalContext.EMPTY, "next", 400).state();
        assertThat(values(elsewhere.merge(next))).containsExactly("next");
    }

    @Test
    void twoWritesOfOneMomentHaveTwoStamps() {
        KeyState one = put(early, StoredRecord.ABSENT, CausalContext.EMPTY, "one", 1_000)
                .state();
        KeyState two = put(early, StoredRecord.ABSENT, CausalContext.EMPTY, "two", 1_000)
                .state();

        assertThat(values(one.merge(two))).containsExactly("two");
        assertThat(values(two.merge(one))).containsExactly("two");
    }

    @Test
    void twoNodesInTheSameMomentAgreeOnOne() {
        KeyState one = put(early, StoredRecord.ABSENT, CausalContext.EMPTY, "one", 1_000)
                .state();
        KeyState two = put(late, StoredRecord.ABSENT, CausalContext.EMPTY, "two", 1_000)
                .state();

        assertThat(one.merge(two)).isEqualTo(two.merge(one));
        assertThat(one.merge(two).values()).hasSize(1);
    }

    @Test
    void clockOfTheNodeThatTookTheWriteInCounts() {
        ClientWrite write = write("forwarded").takenInAt(5_000);

        KeyState made = early.put(StoredRecord.ABSENT, CausalContext.EMPTY, write, at(1))
                .state();

        assertThat(made.live().get(0).dot().counter() >> 16).isEqualTo(5_000);
        assertThat(made.live().get(0).sibling().time()).isEqualTo(5_000);
    }

    @Test
    void ackHasSeenTheWriteItself() {
        KeyState.Put put = put(early, StoredRecord.ABSENT, CausalContext.EMPTY, "v", 1_000);

        assertThat(put.ack()).isEqualTo(CausalContext.of(put.state()));
    }

    @Test
    void registerNeverMeetsDottedVersions() {
        KeyState register =
                put(early, StoredRecord.ABSENT, CausalContext.EMPTY, "v", 1_000).state();
        KeyState dotted = KeyState.EMPTY
                .put(CausalContext.EMPTY, write("w").sibling(1), new Actor(7, 1))
                .state();

        assertThatThrownBy(() -> register.merge(dotted)).isInstanceOf(DotConflictException.class);
        assertThatThrownBy(() -> dotted.merge(register)).isInstanceOf(DotConflictException.class);
    }

    @Test
    void registerSurvivesItsEncoding() {
        KeyState made = put(early, StoredRecord.ABSENT, CausalContext.EMPTY, "v", 1_795_000_000_000L)
                .state();
        StoredRecord record = new StoredRecord(made, null);

        assertThat(StoredRecord.decoded(record.encoded())).isEqualTo(record);
    }

    private static KeyState.Put put(Stamps stamps, StoredRecord record, CausalContext context, String value, long now) {
        return stamps.put(record, context, write(value), at(now));
    }

    private static ClientWrite write(String value) {
        return ClientWrite.put(
                Key.of("k"),
                "text/plain",
                value.getBytes(StandardCharsets.UTF_8),
                value,
                Optional.empty(),
                Condition.NONE);
    }

    private static Clock at(long millis) {
        return new Clock() {
            @Override
            public Ticks monotonic() {
                return new Ticks(0);
            }

            @Override
            public WallTime wall() {
                return new WallTime(millis);
            }
        };
    }

    private static List<String> values(KeyState state) {
        return state.values().stream()
                .map(version -> new String(version.sibling().bytes(), StandardCharsets.UTF_8))
                .toList();
    }
}
