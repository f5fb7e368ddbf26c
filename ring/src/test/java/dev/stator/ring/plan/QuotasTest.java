package dev.stator.ring.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nodes are written as {@code zone:weight}, and are numbered in that order. */
class QuotasTest {

    @Test
    void sharesFollowTheWeights() {
        assertThat(quotas(1, 16, "a:1", "a:3")).containsExactly(4, 12);
        assertThat(quotas(2, 30, "a:100", "b:200", "c:100", "d:200")).containsExactly(10, 20, 10, 20);
    }

    @Test
    void sharesAreExactFractions() {
        Quotas quotas = of(1, 1024, "a:1", "b:2", "c:4");
        Quotas whole = of(1, 1024, "a:3333", "b:9999");

        assertThat(quotas.of(2)).isEqualByComparingTo(new Ratio(4096, 7));
        assertThat(whole.of(0).isWhole()).isTrue();
        assertThat(whole.of(0).floor()).isEqualTo(256);
    }

    @Test
    void aNodeHoldsNoMoreThanOneReplicaOfEachPartition() {
        // by weight the heavy one would hold 16 of 16; what it cannot hold goes to the others, 1 to 3
        assertThat(quotas(2, 8, "a:1000", "a:1", "a:3")).containsExactly(8, 2, 6);
    }

    @Test
    void aNodeFilledByWhatOthersCouldNotHoldPassesOnTheRest() {
        // 16 by 100:30:1:1 is 12.1, 3.6, ...; the first is full at 8, then the second would get 7.5
        assertThat(quotas(2, 8, "a:100", "b:30", "c:1", "d:1")).containsExactly(8, 7.5, 0.25, 0.25);
    }

    @Test
    void aZoneHoldsNoMoreThanOneReplicaOfEachPartition() {
        assertThat(quotas(3, 16, "a:1", "b:1", "c:1", "c:1", "c:1", "c:1")).containsExactly(16, 16, 4, 4, 4, 4);
        // with a zone more, the large zone is at its limit of 16 and the other three share 32
        assertThat(quotas(3, 16, "a:1", "b:1", "c:5", "c:5", "d:2")).containsExactly(8, 8, 8, 8, 16);
    }

    @Test
    void withFewerZonesThanReplicasEachHoldsItsEvenPart() {
        // two zones hold one or two of each three: 16 to 32
        assertThat(quotas(3, 16, "a:1", "a:1", "b:1", "b:1")).containsExactly(12, 12, 12, 12);
        assertThat(quotas(3, 16, "a:1", "a:1", "b:30", "b:30")).containsExactly(8, 8, 16, 16);
        // two zones hold two of each four, whatever their weights
        assertThat(quotas(4, 16, "a:1", "a:1", "a:1", "a:1", "b:9", "b:9")).containsExactly(8, 8, 8, 8, 16, 16);
    }

    @Test
    void aZoneWithoutEnoughNodesLeavesTheRestToTheOthers() {
        assertThat(quotas(5, 16, "a:1", "b:1", "c:1", "c:1", "c:1", "c:1")).containsExactly(16, 16, 12, 12, 12, 12);
    }

    @Test
    void limitsThatBiteAreReported() {
        assertThat(of(2, 8, "a:1", "a:1", "b:1", "b:1").caps()).isEmpty();
        assertThat(of(2, 8, "a:1000", "a:1", "b:3").caps())
                .extracting(Cap::kind, Cap::subject, Cap::limit)
                .containsExactly(tuple(Cap.Kind.ZONE_MOST, "a", 8L), tuple(Cap.Kind.NODE_MOST, id(0).toString(), 8L));
        assertThat(of(3, 16, "a:1", "a:1", "b:30", "b:30").caps())
                .extracting(Cap::kind, Cap::subject, Cap::limit)
                .containsExactly(
                        tuple(Cap.Kind.ZONE_LEAST, "a", 16L),
                        tuple(Cap.Kind.ZONE_MOST, "b", 32L),
                        tuple(Cap.Kind.NODE_MOST, id(2).toString(), 16L),
                        tuple(Cap.Kind.NODE_MOST, id(3).toString(), 16L));
        assertThat(of(2, 8, "a:1000", "a:1", "b:3").caps().get(0).byWeight()).isCloseTo(15.95, within(0.01));
    }

    @Test
    void roundingFavoursWhatIsHeldAlready() {
        // four thirds each: one of the three gets two
        Cluster cluster = cluster("a:1", "b:1", "c:1");
        Quotas quotas = new Quotas(cluster, new Spread(cluster, 1), 1, 4);

        assertThat(Rounding.round(cluster, quotas, 4, new int[] {0, 0, 0})).containsExactly(2, 1, 1);
        assertThat(Rounding.round(cluster, quotas, 4, new int[] {1, 1, 2})).containsExactly(1, 1, 2);
        assertThat(Rounding.round(cluster, quotas, 4, new int[] {0, 4, 0})).containsExactly(1, 2, 1);
    }

    @Test
    void roundingFillsAndRespectsZones() {
        // zone a holds exactly 4 (a third each of 4), whoever has more already
        Cluster cluster = cluster("a:1", "a:1", "a:1", "b:1", "b:1", "b:1");
        Quotas quotas = new Quotas(cluster, new Spread(cluster, 2), 2, 4);

        assertThat(Rounding.round(cluster, quotas, 8, new int[] {0, 0, 0, 2, 2, 2}))
                .containsExactly(2, 1, 1, 2, 1, 1);
    }

    private static double[] quotas(int factor, int partitions, String... nodes) {
        Quotas quotas = of(factor, partitions, nodes);
        double[] values = new double[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            values[i] = quotas.of(i).value();
        }
        return values;
    }

    private static Quotas of(int factor, int partitions, String... nodes) {
        Cluster cluster = cluster(nodes);
        return new Quotas(cluster, new Spread(cluster, factor), factor, partitions);
    }

    private static Cluster cluster(String... nodes) {
        List<Capacity> capacities = new ArrayList<>();
        for (String node : nodes) {
            int colon = node.indexOf(':');
            capacities.add(new Capacity(
                    id(capacities.size()), node.substring(0, colon), Integer.parseInt(node.substring(colon + 1))));
        }
        return new Cluster(capacities);
    }

    private static StoreId id(int number) {
        return new StoreId(0, number);
    }
}
