package dev.stator.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartOptionsTest {
    @Test
    void someVariablesReachTheNodesAndOthersMeanNothing() throws Failure {
        Map<String, String> environment = Map.of(
                "STATOR_DISK_CAPACITY_BYTES", "1000000000",
                "STATOR_TOMBSTONE_MILLIS", " 3000 ",
                "STATOR_SWEEP_MILLIS", "",
                "STATOR_NAME", "a",
                "PATH", "/bin");

        assertThat(options(environment).nodeKeys())
                .isEqualTo(Map.of("diskCapacityBytes", 1_000_000_000L, "tombstoneMillis", 3_000L));
    }

    @Test
    void whatIsNoNumberIsToldByItsVariable() {
        assertThatThrownBy(() -> options(Map.of("STATOR_SWEEP_MILLIS", "6h")).nodeKeys())
                .isInstanceOf(Failure.class)
                .hasMessage("STATOR_SWEEP_MILLIS must be a whole number, not '6h'");
    }

    private static StartOptions options(Map<String, String> environment) {
        return new StartOptions(Path.of("java"), List.of(), environment, 1);
    }
}
