package dev.stator.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Manifest;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RingDraftTest {
    private static final Map<String, StoreId> STORES =
            Map.of("cart-std-0", new StoreId(0, 1), "cart-std-1", new StoreId(0, 2), "cart-std-2", new StoreId(0, 3));

    private final KeyValueStore cart = ((Manifest.Loaded) Manifest.load(Manifest.exampleYaml())).store();

    @Test
    void theFirstRingHasEveryNodeAndEveryPartitionItsOwners() throws Exception {
        RingState ring =
                RingDraft.next(Optional.empty(), cart, at(20_000), STORES).orElseThrow();

        assertThat(ring.epoch().number()).isEqualTo(1);
        assertThat(ring.clusterId()).isEqualTo("id");
        assertThat(ring.partitions()).isEqualTo(1024);
        assertThat(ring.factor()).isEqualTo(3);
        assertThat(ring.members().values())
                .extracting(Member::name)
                .containsExactlyInAnyOrderElementsOf(STORES.keySet());
        assertThat(ring.members().values())
                .extracting(Member::zone)
                .as("every process its own failure domain")
                .doesNotHaveDuplicates();
        assertThat(ring.placements())
                .allSatisfy(
                        placement -> assertThat(placement.owners()).hasSize(3).doesNotHaveDuplicates());
    }

    @Test
    void theSameNodesAtTheSamePortsNeedNoOther() throws Exception {
        RingState ring =
                RingDraft.next(Optional.empty(), cart, at(20_000), STORES).orElseThrow();

        assertThat(RingDraft.next(Optional.of(ring), cart, at(20_000), STORES)).isEmpty();
    }

    @Test
    void otherPortsAreTheNextEpochAndMoveNothing() throws Exception {
        RingState before =
                RingDraft.next(Optional.empty(), cart, at(20_000), STORES).orElseThrow();

        RingState after =
                RingDraft.next(Optional.of(before), cart, at(21_000), STORES).orElseThrow();

        assertThat(after.epoch().number()).isEqualTo(2);
        assertThat(after.placements()).isEqualTo(before.placements());
        assertThat(after.member(new StoreId(0, 1)).orElseThrow().endpoint())
                .isEqualTo(new Endpoint("127.0.0.1", 21_000, 21_001));
    }

    @Test
    void anotherDiskIsRefused() throws Exception {
        RingState ring =
                RingDraft.next(Optional.empty(), cart, at(20_000), STORES).orElseThrow();
        Map<String, StoreId> wiped = STORES.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getKey().equals("cart-std-1") ? new StoreId(9, 9) : entry.getValue()));

        assertThatThrownBy(() -> RingDraft.next(Optional.of(ring), cart, at(20_000), wiped))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cart-std-1 has another disk than before");
    }

    /** Node i has the ports from {@code first + 10 * i} on. */
    private static Identity at(int first) {
        return new Identity(
                "id",
                Map.of(
                        "cart-std-0", new NodePorts(first, first + 1, first + 2),
                        "cart-std-1", new NodePorts(first + 10, first + 11, first + 12),
                        "cart-std-2", new NodePorts(first + 20, first + 21, first + 22)));
    }
}
