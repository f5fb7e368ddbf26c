package dev.stator.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.fake.EndState;
import dev.stator.operator.fake.FakeCluster;
import dev.stator.operator.fake.FakeOperator;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever happens to an operator before any of its writes, a store ends as it would have ended undisturbed: the same objects, each
 * made once, the same rings on the nodes' disks, the same status (FAILURES 70, 71, 77).
 */
class InterruptionTest {
    private static final int WRITES_MAX = 200;

    /** What a store goes through: from a cluster at rest, by a change, to rest. */
    @SuppressWarnings("ImmutableEnumChecker") // functions without a state
    enum Story {
        CREATED(cluster -> {}, cluster -> cluster.apply(FakeCluster.CART)),
        GIVEN_ANOTHER_IMAGE(
                Story::servingCart,
                cluster -> cluster.apply(FakeCluster.CART.replace("spec:", "spec:\n  image: node:2"))),
        GIVEN_LARGER_VOLUMES(
                Story::servingCart,
                cluster ->
                        cluster.apply(FakeCluster.CART.replace("replicas: 3", "replicas: 3, storage: {size: 20Gi}"))),
        RING_LOST(Story::servingCart, cluster -> cluster.api()
                .configMaps()
                .inNamespace(FakeCluster.NAMESPACE)
                .withName("cart-ring")
                .delete()),
        ROLLED_BACK(
                cluster -> {
                    servingCart(cluster);
                    cluster.nodes().wentBack("cart-std-1");
                    cluster.rest(cluster.operator());
                },
                cluster -> cluster.annotate("stator.dev/accept-rollback", "cart-std-1")),
        DELETED_AND_APPLIED_AGAIN(Story::servingCart, cluster -> {
            cluster.api().resource(cluster.store()).delete();
            cluster.settle();
            cluster.apply(FakeCluster.CART);
        });

        private final Consumer<FakeCluster> before;
        private final Consumer<FakeCluster> change;

        Story(Consumer<FakeCluster> before, Consumer<FakeCluster> change) {
            this.before = before;
            this.change = change;
        }

        private static void servingCart(FakeCluster cluster) {
            cluster.apply(FakeCluster.CART);
            cluster.rest(cluster.operator());
        }
    }

    @ParameterizedTest
    @EnumSource
    void operatorThatIsKilledBetweenAnyTwoWritesIsFollowedByOneThatEndsTheSame(Story story) {
        endsTheSame(
                story,
                (cluster, fatal) -> cluster.operator((operator, request, write) -> {
                    if (write == fatal) {
                        operator.kill();
                    }
                }));
    }

    @ParameterizedTest
    @EnumSource
    void operatorWhoseWriteMeetsAConflictEndsTheSame(Story story) {
        endsTheSame(
                story,
                (cluster, late) -> cluster.operator((operator, request, write) -> {
                    if (write == late) {
                        throw FakeOperator.refusal(409, "the object has been modified");
                    }
                }));
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATED", "GIVEN_ANOTHER_IMAGE", "RING_LOST", "ROLLED_BACK"})
    void operatorThatStallsBetweenAnyTwoWritesWhileAnotherLeadsEndsTheSame(Story story) {
        endsTheSame(
                story,
                (cluster, late) -> cluster.operator((operator, request, write) -> {
                    if (write == late) {
                        cluster.operator().reconcile(cluster.store());
                    }
                }));
    }

    private interface Disturbed {
        FakeOperator at(FakeCluster cluster, int write);
    }

    private static void endsTheSame(Story story, Disturbed disturbed) {
        try (FakeCluster cluster = new FakeCluster()) {
            story.before.accept(cluster);
            FakeCluster.Moment start = cluster.moment();
            story.change.accept(cluster);
            FakeOperator undisturbed = cluster.operator();
            cluster.rest(undisturbed);
            Map<String, String> expected = EndState.of(cluster);
            assertThat(cluster.condition("Ready")).as("undisturbed").isEqualTo("True Serving");
            assertThat(undisturbed.writes()).isBetween(2, WRITES_MAX);

            for (int write = 1; write <= undisturbed.writes(); write++) {
                cluster.backTo(start);
                story.change.accept(cluster);
                UnaryOperator<FakeOperator> next = operator -> operator.isAlive() ? operator : cluster.operator();

                cluster.rest(disturbed.at(cluster, write), next);

                assertThat(EndState.of(cluster))
                        .as("disturbed before write " + write)
                        .isEqualTo(expected);
            }
        }
    }
}
