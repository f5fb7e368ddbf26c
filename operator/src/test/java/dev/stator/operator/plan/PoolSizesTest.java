package dev.stator.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Manifest;
import dev.stator.ring.RingState;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PoolSizesTest {
    @Test
    void resourceSaysTheSizeUntilThereIsARing() {
        assertThat(PoolSizes.of(Scene.cart(5, 100), Observed.nothing(Scene.CLUSTER)))
                .containsEntry("std", 5);
    }

    @Test
    void ringSaysTheSizeFromThenOn() {
        assertThat(PoolSizes.of(Scene.cart(5, 100), Scene.serving().seen())).containsEntry("std", 3);
        assertThat(PoolSizes.notBuiltYet(Scene.cart(5, 100), Scene.serving().ring()))
                .hasValueSatisfying(hold -> assertThat(hold.message()).contains("pool std has 3 nodes, not 5"));
    }

    @Test
    void changedWeightIsSaidAndNothingElse() {
        assertThat(PoolSizes.notBuiltYet(Scene.cart(3, 200), Scene.serving().ring()))
                .hasValueSatisfying(hold -> {
                    assertThat(hold.reason()).isEqualTo("ChangeNotBuiltYet");
                    assertThat(hold.message()).contains("cart-std-0 has weight 100, not 200");
                });
        assertThat(PoolSizes.notBuiltYet(Scene.cart(), Scene.serving().ring())).isEmpty();
    }

    @Test
    void noPoolShrinksWhileANodeThatMayHoldTheRingIsSilent() {
        Scene lost = Scene.serving().notRecorded();
        for (int i = 0; i < 3; i++) {
            lost.silent(i);
        }

        assertThat(PoolSizes.of(manyToFew(), lost.seen()).get("std")).isEqualTo(3);
    }

    @Test
    void noPoolShrinksWhileANewerRingIsNotReadYet() {
        RingState newer = Scene.next(Scene.serving().ring());
        Scene scene = Scene.serving().notRecorded().report(0, Optional.of(newer));

        assertThat(PoolSizes.of(manyToFew(), scene.seen()).get("std")).isEqualTo(3);
    }

    /** A resource that asks for fewer nodes than run; its factor is 1, or the API server would refuse it. */
    private static KeyValueStore manyToFew() {
        return ((Manifest.Loaded) Manifest.load("""
                apiVersion: stator.dev/v1alpha1
                kind: KeyValueStore
                metadata: {name: cart}
                spec:
                  replication: {factor: 1, readQuorum: 1, writeQuorum: 1}
                  nodePools: [{name: std, replicas: 1}]
                """)).store();
    }
}
