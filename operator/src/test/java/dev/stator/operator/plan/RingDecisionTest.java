package dev.stator.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RingDecisionTest {
    @Test
    void firstRingIsPublishedOnceEveryStoreHasReported() {
        RingDecision.Publish publish = (RingDecision.Publish) Scene.threeNodes().decideRing();

        assertThat(publish.ring().epoch()).isEqualTo(new RingEpoch(1));
        assertThat(publish.ring().clusterId()).isEqualTo(Scene.CLUSTER);
        assertThat(publish.ring().members().keySet())
                .containsExactly(Scene.storeOf(0), Scene.storeOf(1), Scene.storeOf(2));
    }

    @Test
    void silentNodeIsWaitedForAndNeverPlannedWithout() { // FAILURES 72
        assertThat(waitsBecause(Scene.threeNodes().silent(1))).isEqualTo("StoresNotReported");
    }

    @Test
    void nothingIsDoneAtRest() {
        assertThat(Scene.serving().decideRing()).isInstanceOf(RingDecision.Settled.class);
    }

    @Test
    void nodesThatAreBehindAreTold() {
        Scene scene = Scene.serving().report(1, Optional.empty());

        assertThat(((RingDecision.Tell) scene.decideRing()).nodes()).containsExactly(Scene.node(1));
    }

    @Test
    void lostOrSetBackRecordIsTakenOverFromTheNodesAtTheNextEpoch() { // FAILURES 66
        RingState newer = Scene.next(Scene.serving().ring());
        for (Scene scene : new Scene[] {Scene.serving(), Scene.serving().notRecorded()}) {
            for (int i = 0; i < 3; i++) {
                scene.report(i, Optional.of(newer));
            }

            RingDecision.Publish publish =
                    (RingDecision.Publish) scene.held(newer).decideRing();

            assertThat(publish.ring().epoch()).isEqualTo(newer.epoch().next());
            assertThat(publish.ring().placements()).isEqualTo(newer.placements());
        }
    }

    @Test
    void nodesRingWinsOverAnotherRecordOfItsEpoch() {
        Scene scene = Scene.serving();
        RingState held = scene.ring();

        RingDecision.Publish publish = (RingDecision.Publish)
                scene.recorded(Scene.twin(held)).held(held).decideRing();

        assertThat(publish.ring().epoch()).isEqualTo(held.epoch().next());
        assertThat(publish.ring().removed()).isEmpty();
    }

    @Test
    void takeOverWaitsForTheRingToBeReadAndForEveryMember() {
        RingState newer = Scene.next(Scene.serving().ring());

        assertThat(waitsBecause(Scene.serving().report(0, Optional.of(newer)))).isEqualTo("RingNotRead");
        assertThat(waitsBecause(Scene.serving()
                        .report(0, Optional.of(newer))
                        .held(newer)
                        .silent(2)))
                .isEqualTo("StoresNotReported");
    }

    @Test
    void twoNodesWithDifferentRingsOfOneEpochStopEverything() {
        Scene scene = Scene.serving();

        assertThat(waitsBecause(scene.report(2, Optional.of(Scene.twin(scene.ring())))))
                .isEqualTo("RingConflict");
    }

    @Test
    void strangersAndCopiesAndLostDisksNeedAPerson() {
        Optional<RingState> ring = Optional.of(Scene.serving().ring());

        assertThat(waitsBecause(Scene.serving().report(0, Scene.storeOf(0), "other", ring)))
                .isEqualTo("ForeignNode");
        assertThat(waitsBecause(Scene.serving().report(0, Scene.storeOf(1), Scene.CLUSTER, ring)))
                .isEqualTo("StoreTwice");
        assertThat(waitsBecause(Scene.serving().report(0, new StoreId(8, 8), Scene.CLUSTER, Optional.empty())))
                .isEqualTo("StoreReplaced");
    }

    private static String waitsBecause(Scene scene) {
        return ((RingDecision.Wait) scene.decideRing()).hold().reason();
    }
}
