package dev.stator.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void everyPortIsGivenOnceAndOnlyIfItIsFree() throws Exception {
        FreePorts ports = new FreePorts(new SplittableRandom(1), port -> port % 3 != 0);
        Set<Integer> given = new HashSet<>();

        for (int i = 0; i < 1_000; i++) {
            NodePorts three = ports.take();
            for (int port : new int[] {three.http(), three.internode(), three.admin()}) {
                assertThat(port).isBetween(1_024, 32_767).satisfies(p -> assertThat(p % 3)
                        .isNotZero());
                assertThat(given.add(port)).isTrue();
            }
        }
    }

    @Test
    void whatIsReservedIsNotGivenAlthoughNobodyListensThere() throws Exception {
        NodePorts first = new FreePorts(new SplittableRandom(1), port -> true).take();
        FreePorts ports = new FreePorts(new SplittableRandom(1), port -> true);
        ports.reserve(first);

        NodePorts other = ports.take();

        assertThat(Set.of(other.http(), other.internode(), other.admin()))
                .doesNotContain(first.http(), first.internode(), first.admin());
    }

    @Test
    void whenNoneIsFreeThatIsSaid() {
        assertThatThrownBy(() -> new FreePorts(new SplittableRandom(1), port -> false).take())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no free port");
    }

    @Test
    void aPortWhereSomebodyListensIsNotFree() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePorts.isFree(listener.getLocalPort())).isFalse();
        }
    }
}
