package dev.stator.operator.reconcile;

import static dev.stator.operator.fake.FakeCluster.CART;
import static dev.stator.operator.fake.FakeCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.fake.EndState;
import dev.stator.operator.fake.FakeCluster;
import dev.stator.ring.RingState;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a deleted store's volumes (API §2, clusterId). */
class KeptVolumesTest {
    private final FakeCluster cluster = new FakeCluster();

    @BeforeEach
    void serve() {
        cluster.apply(CART);
        rest();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void storeThatIsAppliedAgainGoesOnWithItsDataAtTheNextEpoch() {
        String first = cluster.store().getMetadata().getUid();
        Map<String, RingState> before = cluster.nodes().rings();

        delete();
        cluster.apply(CART);
        rest();

        assertThat(cluster.store().getMetadata().getUid()).isNotEqualTo(first);
        assertThat(cluster.status().clusterId()).isEqualTo(first);
        assertThat(cluster.epoch()).isEqualTo(2);
        assertThat(cluster.condition("Ready")).isEqualTo("True Serving");
        assertThat(cluster.events()).contains("Normal VolumesAdopted");
        assertThat(cluster.nodes().rings().keySet()).as("disks").isEqualTo(before.keySet());
        cluster.nodes().rings().forEach((disk, ring) -> assertThat(ring.placements())
                .isEqualTo(Objects.requireNonNull(before.get(disk)).placements()));
    }

    @Test
    void otherSettingsAreRefusedAndNothingIsTouched() {
        delete();
        List<String> kept = volumes();

        cluster.apply(CART.replace("partitions: 16", "partitions: 64"));
        rest();

        assertThat(cluster.condition("Ready")).isEqualTo("False RetainedVolumesMismatch");
        assertThat(cluster.message("Ready")).contains("partitions=16", "partitions=64");
        assertThat(volumes()).isEqualTo(kept);
        assertThat(EndState.of(cluster).keySet()).noneMatch(name -> name.matches("(Secret|Service|StatefulSet)/.*"));
    }

    /** An empty ring beside the old one would hide all data, and lose what is written until the old pool is back. */
    @Test
    void noNewRingIsMadeWhileNoNodeSpeaksForAVolumeThatWasKept() {
        delete();
        cluster.apply(CART.replace("name: std", "name: big"));
        rest();

        assertThat(cluster.condition("Ready")).isEqualTo("False RetainedVolumesMismatch");
        assertThat(cluster.message("Ready")).contains("data-cart-std-0", "pool std");
        assertThat(EndState.of(cluster)).doesNotContainKey("ConfigMap/cart-ring");

        cluster.apply(CART + "  - {name: big, replicas: 3}\n");
        rest();

        assertThat(cluster.epoch()).isEqualTo(2);
        assertThat(cluster.status().members())
                .extracting(member -> member.name())
                .containsExactly("cart-std-0", "cart-std-1", "cart-std-2");
    }

    @Test
    void smallerStoreStartsAllNodesThatHoldItsRing() {
        delete();
        cluster.apply(CART.replace("replicas: 3", "replicas: 1") + "  - {name: big, replicas: 2}\n");
        rest();

        assertThat(cluster.status().members())
                .extracting(member -> member.name())
                .containsExactly("cart-std-0", "cart-std-1", "cart-std-2");
        assertThat(cluster.condition("Progressing")).isEqualTo("False ChangeNotBuiltYet");
    }

    @Test
    void deletionPolicyDeleteTakesTheVolumesAlong() {
        cluster.apply(CART.replace("spec:", "spec:\n  deletionPolicy: Delete"));
        rest();

        delete();

        assertThat(volumes()).isEmpty();
    }

    private void rest() {
        cluster.rest(cluster.operator());
    }

    private void delete() {
        cluster.api().resource(cluster.store()).delete();
        cluster.settle();
    }

    private List<String> volumes() {
        return cluster.api().persistentVolumeClaims().inNamespace(NAMESPACE).list().getItems().stream()
                .map(volume -> volume.getMetadata().getUid())
                .toList();
    }
}
