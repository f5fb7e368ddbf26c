package dev.stator.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.api.NodeResources;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeMemoryTest {
    private static final long MIB = 1 << 20;

    /** The rest is for code, classes, threads and malloc. */
    @ParameterizedTest
    @ValueSource(strings = {"512Mi", "1Gi", "2Gi", "8G", "64Gi"})
    void whatANodePlansFitsIntoItsContainer(String limit) {
        NodeMemory memory = NodeMemory.of(new NodeResources(Map.of("memory", new Quantity(limit)), Map.of()));

        long planned =
                memory.heapBytes() + memory.directBytes() + memory.blockCacheBytes() + 3 * memory.writeBufferBytes();
        long given = Quantity.getAmountInBytes(new Quantity(limit)).longValue();
        assertThat(planned).isBetween(given / 2, given * 85 / 100);
        assertThat(memory.recordCacheBytes()).isLessThan(memory.heapBytes() / 4);
    }

    @Test
    void withoutALimitANodeTakesWhatASmallStoreNeeds() {
        NodeMemory memory = NodeMemory.of(null);

        assertThat(memory.heapBytes()).isEqualTo(256 * MIB);
        assertThat(memory.javaOptions()).contains("-Xmx256m", "-XX:+UseSerialGC");
        assertThat(NodeMemory.of(new NodeResources(Map.of("cpu", new Quantity("2")), Map.of())))
                .isEqualTo(memory);
    }
}
