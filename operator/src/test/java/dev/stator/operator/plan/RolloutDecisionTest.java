package dev.stator.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.ring.StoreId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolloutDecisionTest {
    @Test
    void podsOfTheNewestTemplateAreLeftAlone() {
        assertThat(Scene.serving().decideRollout()).isInstanceOf(RolloutDecision.Done.class);
    }

    @Test
    void highestOrdinalGoesFirstAndOneAtATime() {
        Scene scene = Scene.serving().pod(0, "old", true).pod(2, "old", true);

        RolloutDecision.Replace replace = (RolloutDecision.Replace) scene.decideRollout();

        assertThat(replace.pod().name()).isEqualTo(Scene.node(2));
        assertThat(replace.left()).isEqualTo(2);
    }

    @Test
    void podThatServesIsNotReplacedWhileAnotherIsNotReady() {
        assertThat(waitsBecause(Scene.serving().pod(0, "old", true).pod(1, Scene.TEMPLATE, false)))
                .isEqualTo("PodNotReady");
    }

    @Test
    void podThatServesNobodyGoesFirstSoThatABadTemplateCanBeCorrected() {
        Scene scene = Scene.serving().pod(2, "old", true).pod(0, "old", false);

        assertThat(((RolloutDecision.Replace) scene.decideRollout()).pod().name())
                .isEqualTo(Scene.node(0));
    }

    @Test
    void missingPodIsWaitedFor() {
        assertThat(waitsBecause(Scene.serving().pod(0, "old", true).noPod(1))).isEqualTo("PodMissing");
    }

    @Test
    void nodeThatDoesNotAnswerHoldsTheRollout() {
        assertThat(waitsBecause(Scene.serving().pod(0, "old", true).silent(1))).isEqualTo("RingNotHeard");
    }

    @Test
    void nodeThatHoldsAnotherRingOrAnotherStoreHoldsTheRollout() {
        Scene scene = Scene.serving().pod(0, "old", true);

        scene.report(1, Optional.of(Scene.twin(scene.ring())));
        assertThat(waitsBecause(scene)).isEqualTo("RingNotHeard");
        scene.report(1, new StoreId(9, 9), Scene.CLUSTER, Optional.of(scene.ring()));
        assertThat(waitsBecause(scene)).isEqualTo("StoreMissing");
    }

    @Test
    void poolWithoutAStatefulSetAndWithoutPodsHoldsNothing() {
        RolloutDecision decision = RolloutDecision.decide(
                Scene.serving().pod(2, "old", true).seen(), Map.of("std", Scene.TEMPLATE, "big", Scene.TEMPLATE));

        assertThat(((RolloutDecision.Replace) decision).pod().name()).isEqualTo(Scene.node(2));
    }

    private static String waitsBecause(Scene scene) {
        return ((RolloutDecision.Wait) scene.decideRollout()).hold().reason();
    }
}
