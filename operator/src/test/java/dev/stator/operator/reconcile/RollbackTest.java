package dev.stator.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.fake.FakeCluster;
import dev.stator.operator.fake.FakeOperator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator does when disks of a store went back in time, and when a human says that they may go on. */
class RollbackTest {
    private static final String WORD = "stator.dev/accept-rollback";

    private final FakeCluster cluster = new FakeCluster();

    @BeforeEach
    void serve() {
        cluster.apply(FakeCluster.CART);
        cluster.rest(cluster.operator());
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void nodeInDoubtIsSaidAndLeftAlone() {
        cluster.nodes().wentBack("cart-std-1");
        cluster.rest(cluster.operator());

        assertThat(cluster.condition("Degraded")).isEqualTo("True StoreInDoubt");
        assertThat(cluster.events()).contains("Warning StoreInDoubt");
        assertThat(cluster.nodes().accepted()).isEmpty();
    }

    @Test
    void humansWordReachesEachNodeInDoubtOnceAndIsTakenAway() {
        cluster.nodes().wentBack("cart-std-1");
        cluster.nodes().wentBack("cart-std-2");
        cluster.rest(cluster.operator());

        cluster.annotate(WORD, "yes");
        cluster.annotate("else", "kept");
        cluster.rest(cluster.operator());

        assertThat(cluster.nodes().accepted()).containsExactly("cart-std-1", "cart-std-2");
        assertThat(cluster.store().getMetadata().getAnnotations()).containsOnlyKeys("else");
        assertThat(cluster.condition("Degraded")).isEqualTo("False NothingWrong");
        assertThat(cluster.condition("Ready")).isEqualTo("True Serving");
        assertThat(cluster.events()).contains("Normal RollbackAccepted").doesNotContain("Warning RollbackNotAccepted");
    }

    /** A word is about what its human saw: not about a doubt of later days. */
    @Test
    void doubtOfLaterDaysNeedsAnotherWord() {
        cluster.nodes().wentBack("cart-std-1");
        cluster.annotate(WORD, "yes");
        cluster.rest(cluster.operator());

        cluster.nodes().wentBack("cart-std-1");
        cluster.rest(cluster.operator());

        assertThat(cluster.nodes().accepted()).containsExactly("cart-std-1");
        assertThat(cluster.condition("Degraded")).isEqualTo("True StoreInDoubt");
    }

    @Test
    void wordAboutNobodyOrANodeThatServesIsTakenAwayAndSaid() {
        cluster.nodes().wentBack("cart-std-1");
        for (String word : List.of("cart-std-7", "cart-std-0")) {
            cluster.annotate(WORD, word);
            cluster.rest(cluster.operator());

            assertThat(cluster.store().getMetadata().getAnnotations()).doesNotContainKey(WORD);
            assertThat(cluster.events()).contains("Warning RollbackNotAccepted");
        }
        assertThat(cluster.nodes().accepted()).isEmpty();
    }

    @Test
    void wordWaitsForANodeThatDoesNotAnswer() {
        cluster.nodes().wentBack("cart-std-1");
        cluster.rest(cluster.operator());
        cluster.nodes().isSilent("cart-std-1");

        cluster.annotate(WORD, "cart-std-1");
        cluster.rest(cluster.operator());

        assertThat(cluster.condition("Progressing")).isEqualTo("True RollbackNotDecided");
        cluster.nodes().answersAgain();
        cluster.rest(cluster.operator());
        assertThat(cluster.nodes().accepted()).containsExactly("cart-std-1");
        assertThat(cluster.condition("Ready")).isEqualTo("True Serving");
    }

    /** The node is gone between what it said and what it is told. */
    @Test
    void wordThatDoesNotReachItsNodeIsKeptAndSaid() {
        cluster.nodes().wentBack("cart-std-1");
        cluster.rest(cluster.operator());
        cluster.annotate(WORD, "cart-std-1");
        cluster.nodes().onceTold(() -> cluster.nodes().isSilent("cart-std-1"));

        cluster.operator().reconcile(cluster.store());

        assertThat(cluster.store().getMetadata().getAnnotations()).containsKey(WORD);
        assertThat(cluster.events()).contains("Warning RollbackNotTold");
        cluster.nodes().answersAgain();
        cluster.rest(cluster.operator());
        assertThat(cluster.nodes().accepted()).containsExactly("cart-std-1");
        assertThat(cluster.store().getMetadata().getAnnotations()).doesNotContainKey(WORD);
    }

    @Test
    void pausedStoreIsToldNothingAndTheWordWaits() {
        cluster.nodes().wentBack("cart-std-1");
        cluster.apply(FakeCluster.CART.replace("spec:", "spec:\n  paused: true"));
        cluster.annotate(WORD, "yes");
        FakeOperator operator = cluster.operator();
        cluster.rest(operator);

        assertThat(cluster.nodes().accepted()).isEmpty();
        assertThat(cluster.store().getMetadata().getAnnotations()).containsKey(WORD);

        cluster.apply(FakeCluster.CART);
        cluster.rest(operator);
        assertThat(cluster.nodes().accepted()).containsExactly("cart-std-1");
    }
}
