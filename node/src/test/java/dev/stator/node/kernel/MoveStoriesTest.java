package dev.stator.node.kernel;

import static dev.stator.node.kernel.Story.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.ReadOutcome;
import dev.stator.ring.Placement.Phase;
import dev.stator.ring.RingState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nodes do in the phases of a move that somebody else leads (PROTOCOL §3): vectors 27 and 28 at whole nodes. */
class MoveStoriesTest {
    private final Story story = Story.of(3, 2, 2, "1", "2", "X", "Y");

    @Test
    void notFoundOfThePendingOwnerCountsOnceReadsAskTheNewOwnersV28() {
        story.hold("1", "2"); // who reads has only itself and Y left
        story.hold("1", "X");

        see(Phase.JOINT, 2);
        assertThat(story.node("1").get()).isEqualTo(new ReadOutcome.QuorumNotMet(1, 2));

        see(Phase.READ_NEW, 3);
        assertThat(story.node("1").got().isAbsent()).isTrue();
    }

    @Test
    void whatTheOldOwnerHasCountsAsLongAsReadsAskItV28() {
        story.node("X").written(put("v"));
        see(Phase.JOINT, 2);
        story.hold("1", "2");

        assertThat(story.node("1").values()).containsExactly("v");
    }

    @Test
    void writeIsAcknowledgedOnceBothSetsHaveItV27() {
        see(Phase.JOINT, 2);
        story.hold("1", "2");
        story.hold("1", "Y");
        var outcomes = story.node("1").start(put("v"));
        assertThat(outcomes).as("1 and X have it: of the new owners one alone").isEmpty();

        story.release();

        assertThat(outcomes).hasSize(1);
        assertThat(story.node("Y").stored().values()).hasSize(1);
    }

    private void see(Phase phase, int version) {
        RingState ring = story.moving(version, version, phase, List.of("1", "2", "X"), "X", "Y");
        List.of("1", "2", "X", "Y").forEach(name -> story.node(name).see(ring));
    }
}
