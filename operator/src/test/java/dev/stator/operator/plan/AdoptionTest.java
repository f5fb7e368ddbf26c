package dev.stator.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdoptionTest {
    private static final String UID = "new";
    private static final String SETTINGS = "factor=3";

    @Test
    void storeWithoutVolumesMakesItsOwnData() {
        assertThat(decide()).isEqualTo(new Adoption.Of(UID, false));
    }

    @Test
    void volumesThatWereKeptWithEqualSettingsAreTakenOver() {
        assertThat(decide(volume(0, "old", SETTINGS, false), volume(1, "old", SETTINGS, false)))
                .isEqualTo(new Adoption.Of("old", true));
    }

    @Test
    void volumesOfOtherSettingsOrOfTwoStoresAreRefusedWhole() {
        assertThat(reason(decide(volume(0, "old", SETTINGS, false), volume(1, "old", "factor=5", false))))
                .isEqualTo("RetainedVolumesMismatch");
        assertThat(reason(decide(volume(0, "old", SETTINGS, false), volume(1, "older", SETTINGS, false))))
                .isEqualTo("RetainedVolumesMismatch");
    }

    @Test
    void volumeThatSomebodyElseMadeIsNotTouched() {
        Volume foreign = new Volume(
                "data-cart-std-0", "cart-std-0", Optional.empty(), Optional.empty(), false, true, 1, Optional.empty());

        assertThat(reason(decide(foreign))).isEqualTo("NameTaken");
    }

    @Test
    void volumeThatGoesWithADeletedStoreIsWaitedForAndNotTakenOver() {
        Adoption.Refused refused = (Adoption.Refused) decide(volume(0, "old", SETTINGS, true));

        assertThat(refused.hold().reason()).isEqualTo("PredecessorLeaving");
        assertThat(refused.hold().isWarning()).isFalse();
    }

    private static Adoption decide(Volume... volumes) {
        return Adoption.decide(UID, Optional.empty(), SETTINGS, List.of(volumes));
    }

    private static String reason(Adoption adoption) {
        return ((Adoption.Refused) adoption).hold().reason();
    }

    private static Volume volume(int ordinal, String clusterId, String settings, boolean isLeaving) {
        return new Volume(
                "data-cart-std-" + ordinal,
                "cart-std-" + ordinal,
                Optional.of(clusterId),
                Optional.of(settings),
                isLeaving,
                true,
                1,
                Optional.empty());
    }
}
