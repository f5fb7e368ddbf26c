package dev.stator.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.port.Randomness;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ProbeOrderTest {
    private static ProbeOrder order(long seed) {
        Random random = new Random(seed);
        return new ProbeOrder(new Randomness() {
            @Override
            public long bits() {
                return random.nextLong();
            }

            @Override
            public int below(int bound) {
                return random.nextInt(bound);
            }
        });
    }

    @Test
    void everyMemberHasItsTurnOncePerCycleInAnyCluster() {
        for (int size = 1; size < 130; size++) {
            ProbeOrder order = order(size);
            for (int cycle = 0; cycle < 3; cycle++) {
                Set<Integer> seen = new TreeSet<>();
                for (int turn = 0; turn < size; turn++) {
                    seen.add(order.next(size));
                }
                assertThat(seen).as("%d members", size).hasSize(size);
            }
        }
    }

    @Test
    void clusterThatGrewBeginsAnewAndNobodyIsOutOfBounds() {
        ProbeOrder order = order(1);
        order.next(100);

        for (int size = 1; size < 20; size++) {
            assertThat(order.next(size)).isBetween(0, size - 1);
        }
    }
}
