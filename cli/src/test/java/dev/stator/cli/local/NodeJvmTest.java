package dev.stator.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeJvmTest {
    @Test
    void aNodeOfLargeValuesHasRoomForSeveralOfThem() {
        assertThat(NodeJvm.memory(1)).containsExactly("-Xmx256m", "-XX:MaxDirectMemorySize=192m");
        assertThat(NodeJvm.memory(1 << 20)).isEqualTo(NodeJvm.memory(1));
        assertThat(NodeJvm.memory((1 << 20) + 1)).containsExactly("-Xmx282m", "-XX:MaxDirectMemorySize=209m");
        assertThat(NodeJvm.memory(16 << 20)).containsExactly("-Xmx646m", "-XX:MaxDirectMemorySize=447m");
    }
}
