package dev.stator.node.kernel;

import static dev.stator.node.kernel.Story.delete;
import static dev.stator.node.kernel.Story.put;
import static dev.stator.node.kernel.Story.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Condition;
import dev.stator.node.message.DiskState;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.message.WriteOutcome.Why;
import dev.stator.node.port.Telemetry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stores take in while their disks fill up (PROTOCOL §5, rule 8; FAILURES 92 and 96). */
class DiskStoriesTest {
    /** A, B and C own everything; D, E and F are the fallbacks, in this order. */
    private final Story story = Story.of(3, 2, 2, "A", "B", "C", "D", "E", "F");

    @Test
    void copyOfAFullOwnerGoesToAFallbackAndHomeWhenThereIsRoom() { // FAILURES 92
        story.disk(DiskState.FULL, "C");

        WriteOutcome.Written written = story.node("A").written(put("v"));

        assertThat(written.owners()).isEqualTo(2);
        assertThat(story.node("C").stored().isAbsent()).isTrue();
        assertThat(valuesOf(story.node("D").hint())).containsExactly("v");
        assertThat(story.counted(Telemetry.Counter.DISK_FULL)).isEqualTo(1);

        story.disk(DiskState.OK, "C");
        story.pass(20_000);

        assertThat(valuesOf(story.node("C").stored())).containsExactly("v");
        assertThat(story.node("D").hint().isAbsent()).isTrue();
    }

    @Test
    void putsDoNotWaitForFullOwners() {
        story.disk(DiskState.FULL, "B", "C");

        WriteOutcome.Written written =
                (WriteOutcome.Written) story.node("A").start(put("v")).get(0);

        assertThat(written.owners()).isEqualTo(1);
        assertThat(written.hinted()).isEqualTo(1);
    }

    /** Simulator, seeds 2078600000527 and 2078600002660: the user was told that all disks are full (507). */
    @Test
    void conditionThatCannotBeCheckedIsNotCalledAFullDisk() {
        Story three = Story.of(3, 3, 1, "A", "B", "C", "D");
        three.disk(DiskState.FULL, "B");
        List.of("A", "B", "D").forEach(name -> three.node(name).cannotReach("C"));
        List.of("A", "B", "D").forEach(name -> three.hold("C", name));

        WriteOutcome outcome =
                three.node("D").write(Story.on(new Condition(Condition.Test.NONE_MATCH, List.of()), put("v")));

        assertThat(outcome).isInstanceOfSatisfying(WriteOutcome.Rejected.class, rejected -> assertThat(rejected.why())
                .isEqualTo(Why.CONDITION_UNCHECKED));
    }

    @Test
    void ownersThatWouldRatherNotComeBeforeThoseOutOfReach() { // simulator, seed 16881: unknown, at the deadline
        Story five = Story.of(StoreSettings.QuorumMode.STRICT, 5, 3, 3, "A", "B", "C", "D", "E");
        five.disk(DiskState.SCARCE, "A", "B", "C");
        for (String up : List.of("A", "B", "C")) {
            five.node(up).isDisconnectedFrom("D", "E");
            five.hold(up, "D");
            five.hold(up, "E");
        }

        List<WriteOutcome> outcomes = five.node("A").start(put("v"));
        five.pass(500);

        assertThat(outcomes).singleElement().isInstanceOf(WriteOutcome.Written.class);
    }

    @Test
    void fullDiskGoesOnReading() {
        story.node("A").written(put("v"));
        story.disk(DiskState.FULL, "A", "B", "C", "D", "E", "F");

        assertThat(story.node("A").values()).containsExactly("v");
        assertThat(story.node("F").values()).containsExactly("v");
    }

    @Test
    void fullDisksTakeDeletes() {
        story.node("A").written(put("v"));
        story.disk(DiskState.FULL, "A", "B", "C", "D", "E", "F");

        WriteOutcome.Written deleted = story.node("A").written(delete("d"));

        assertThat(deleted.owners()).isGreaterThanOrEqualTo(2);
        assertThat(story.node("A").values()).isEmpty();
        assertThat(story.node("C").stored().values()).isEmpty();
    }

    @Test
    void fullDiskTakesAMergeThatShrinks() {
        story.node("A").written(put("a long value, of which little is left"));
        story.disk(DiskState.FULL, "C");

        story.node("A").written(put("short"));

        assertThat(valuesOf(story.node("C").stored())).containsExactly("short");
    }

    @Test
    void scarceOwnerLeavesPutsToTheNextOne() {
        story.disk(DiskState.SCARCE, "A");

        WriteOutcome.Written written = story.node("A").written(put("v"));

        assertThat(written.owners()).isGreaterThanOrEqualTo(2);
        assertThat(story.counted(Telemetry.Counter.DISK_SCARCE)).isEqualTo(1);
        assertThat(valuesOf(story.node("A").stored())).containsExactly("v"); // as a replica it takes them still
        assertThat(valuesOf(story.node("B").stored())).containsExactly("v");
    }

    @Test
    void whereAllOwnersAndFallbacksAreScarceTheFirstCoordinatesAllTheSame() { // FAILURES 96
        story.disk(DiskState.SCARCE, "A", "B", "C", "D", "E", "F");

        assertThat(story.node("A").written(put("v1")).owners()).isGreaterThanOrEqualTo(2);
        assertThat(story.node("F").written(put("v2")).owners()).isGreaterThanOrEqualTo(2);
        assertThat(story.node("B").values()).containsExactly("v2");
    }

    @Test
    void whereAllDisksAreScarceAndOwnersAreAwayFallbacksTakePuts() { // FAILURES 96, sloppy
        story.disk(DiskState.SCARCE, "A", "B", "C", "D", "E", "F");
        for (String node : new String[] {"C", "D", "E", "F"}) {
            story.node(node).cannotReach("A", "B");
        }

        WriteOutcome.Written written = story.node("F").written(put("v"));

        assertThat(written.owners() + written.hinted()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void fullOwnersAreStoodInForByScarceFallbacks() {
        story.disk(DiskState.FULL, "A", "B", "C");
        story.disk(DiskState.SCARCE, "D", "E", "F");

        WriteOutcome.Written written = story.node("A").written(put("v"));

        assertThat(written.owners()).isZero();
        assertThat(written.hinted()).isEqualTo(2);
    }

    @Test
    void putIsRefusedForFullDisksOnlyWhereFewerThanWStoresHaveRoom() {
        story.disk(DiskState.FULL, "A", "B", "C", "D", "E", "F");
        assertThat(rejected("A")).isEqualTo(Why.DISK_FULL);
        assertThat(rejected("F")).isEqualTo(Why.DISK_FULL);
        story.disk(DiskState.OK, "E");
        assertThat(rejected("A")).isEqualTo(Why.DISK_FULL);

        story.disk(DiskState.SCARCE, "F");

        assertThat(story.node("A").written(put("v")).hinted()).isEqualTo(2);
        assertThat(story.node("A").stored().isAbsent()).isTrue();
    }

    @Test
    void nodesOutOfViewAreNoFullDisks() {
        Story three = Story.of(3, 2, 2, "A", "B", "C");
        three.disk(DiskState.FULL, "A");
        three.node("A").cannotReach("B", "C");

        assertThat(((WriteOutcome.Rejected) three.node("A").write(put("v"))).why())
                .isEqualTo(Why.TOO_FEW_STORES);
    }

    @Test
    void strictStoreCountsItsOwnersAlone() {
        Story strict = Story.of(StoreSettings.QuorumMode.STRICT, 3, 2, 2, "A", "B", "C", "D", "E");
        strict.disk(DiskState.FULL, "B", "C");

        assertThat(((WriteOutcome.Rejected) strict.node("A").write(put("v"))).why())
                .isEqualTo(Why.DISK_FULL);

        strict.disk(DiskState.SCARCE, "A", "B");

        assertThat(strict.node("A").written(put("v")).owners()).isEqualTo(2);
    }

    @Test
    void loneScarceStoreTakesPutsUntilItIsFull() {
        Story lone = Story.of(1, 1, 1, "A");
        lone.disk(DiskState.SCARCE, "A");
        assertThat(lone.node("A").written(put("v")).owners()).isEqualTo(1);

        lone.disk(DiskState.FULL, "A");

        assertThat(((WriteOutcome.Rejected) lone.node("A").write(put("w"))).why())
                .isEqualTo(Why.DISK_FULL);
        assertThat(lone.node("A").values()).containsExactly("v");
    }

    @Test
    void fullStoresThatAreTakenForOthersStillDoNotKeepTheOneWithRoomFromTakingThePut() { // seed 7200041
        Story four = Story.of(1, 1, 1, "A", "B", "C", "D");
        four.node("A").disk(DiskState.FULL);
        four.node("B").disk(DiskState.FULL);
        four.node("C").disk(DiskState.SCARCE);
        four.node("D").disk(DiskState.FULL);

        assertThat(four.node("D").written(put("v")).hinted()).isEqualTo(1);
        assertThat(valuesOf(four.node("C").hint())).containsExactly("v");
    }

    @Test
    void hintsGoToFillingDisksOnlyWhereNoOtherFallbackIsInView() {
        for (String node : new String[] {"A", "D", "E", "F"}) {
            story.node(node).cannotReach("C");
        }
        story.disk(DiskState.FILLING, "D", "E");
        story.node("A").written(put("v1"));
        assertThat(valuesOf(story.node("F").hint())).containsExactly("v1");
        assertThat(story.node("D").hint().isAbsent()).isTrue();

        story.disk(DiskState.FILLING, "F");
        story.node("A").written(put("v2"));

        assertThat(valuesOf(story.node("D").hint())).containsExactly("v2");
    }

    private Why rejected(String node) {
        return ((WriteOutcome.Rejected) story.node(node).write(put("v"))).why();
    }
}
