package dev.stator.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolumeGrowthTest {
    private static final long GIB = 1 << 30;

    @Test
    void volumesOfThePoolThatAreSmallerThanWantedGrow() {
        VolumeGrowth growth = decide(
                volume("cart-std-0", 10, true, "fast"),
                volume("cart-std-1", 20, true, "fast"),
                volume("cart-std-2", 40, true, "fast"),
                volume("cart-big-0", 10, true, "fast"));

        assertThat(growth.growths()).containsExactly(new VolumeGrowth.Growth("data-cart-std-0", "20Gi"));
        assertThat(growth.hold()).isEmpty();
    }

    @Test
    void volumeWithoutADiskIsLeftUntilItHasOne() {
        VolumeGrowth growth = decide(volume("cart-std-0", 10, false, "fast"));

        assertThat(growth.growths()).isEmpty();
        assertThat(growth.hold()).isEmpty();
    }

    @Test
    void classThatDoesNotLetVolumesGrowIsSaid() {
        VolumeGrowth growth = decide(volume("cart-std-0", 10, true, "slow"), volume("cart-std-1", 10, true, "fast"));

        assertThat(growth.growths()).extracting(VolumeGrowth.Growth::volume).containsExactly("data-cart-std-1");
        assertThat(growth.hold()).hasValueSatisfying(hold -> {
            assertThat(hold.reason()).isEqualTo("VolumesCannotGrow");
            assertThat(hold.message()).contains("data-cart-std-0").doesNotContain("data-cart-std-1");
        });
    }

    private static VolumeGrowth decide(Volume... volumes) {
        KeyValueStore store = ((Manifest.Loaded) Manifest.load("""
                apiVersion: stator.dev/v1alpha1
                kind: KeyValueStore
                metadata: {name: cart}
                spec:
                  nodePools:
                  - {name: std, replicas: 3, storage: {size: 20Gi}}
                  - {name: big, replicas: 1, storage: {size: 5Gi}}
                """)).store();
        Observed nothing = Observed.nothing("uid");
        return VolumeGrowth.decide(
                store,
                new Observed(
                        "uid",
                        Optional.empty(),
                        Optional.empty(),
                        nothing.pools(),
                        nothing.pods(),
                        nothing.reports(),
                        Map.of(),
                        List.of(volumes),
                        Map.of("fast", true, "slow", false)));
    }

    private static Volume volume(String node, long gibibytes, boolean isBound, String storageClass) {
        return new Volume(
                "data-" + node,
                node,
                Optional.of("uid"),
                Optional.of("settings"),
                false,
                isBound,
                gibibytes * GIB,
                Optional.of(storageClass));
    }
}
