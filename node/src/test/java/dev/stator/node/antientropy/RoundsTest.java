package dev.stator.node.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.antientropy.Rounds.Pair;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.Standing;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final StoreId A = new StoreId(0, 1);
    private static final StoreId B = new StoreId(0, 2);
    private static final StoreId C = new StoreId(0, 3);
    private static final StoreId D = new StoreId(0, 4);

    /** A owns 0, 1 and 3, with others. */
    private static final ClusterView VIEW = ClusterView.of(
            A,
            ring(
                    1,
                    List.of(1, 1, 1, 1),
                    List.of(List.of(A, B, C), List.of(B, A, D), List.of(B, C, D), List.of(A, C, D))));

    private final Rounds rounds = new Rounds(0, 1);

    @Test
    void firstAllPairsThenOnePartitionAfterTheOtherWithEachOwnerByTurns() {
        rounds.see(VIEW);

        assertThat(rounds.due()).isEqualTo(6);
        assertThat(finishedNext(6))
                .containsExactlyInAnyOrder(
                        new Pair(0, B), new Pair(0, C), new Pair(1, B), new Pair(1, D), new Pair(3, C), new Pair(3, D));
        assertThat(rounds.isAnyDue()).isFalse();
        assertThat(finishedNext(6))
                .containsExactly(
                        new Pair(0, B), new Pair(1, B), new Pair(3, C), new Pair(0, C), new Pair(1, D), new Pair(3, D));
    }

    @Test
    void shardComparesItsOwnPartitionsOnly() {
        Rounds second = new Rounds(1, 2);
        second.see(VIEW);

        Set<Integer> met = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Pair pair = second.next().orElseThrow();
            second.finished(pair, second.changes());
            met.add(pair.partition());
        }

        assertThat(met).containsExactlyInAnyOrder(1, 3);
        assertThat(second.owned()).isEqualTo(2);
    }

    @Test
    void ownerOutOfReachIsLeftOutAndDueWhenItIsBack() {
        rounds.see(VIEW.with(B, Standing.GONE));
        List<Pair> without = finishedNext(20);
        assertThat(without).noneMatch(pair -> pair.peer().equals(B));
        assertThat(rounds.due()).as("apart").isEqualTo(2);

        rounds.see(VIEW);

        assertThat(rounds.isAnyDue()).isTrue();
        assertThat(finishedNext(2)).containsExactlyInAnyOrder(new Pair(0, B), new Pair(1, B));
    }

    @Test
    void partitionWithANewPlacementIsDue() {
        rounds.see(VIEW);
        finishedNext(6);

        rounds.see(ClusterView.of(
                A,
                ring(
                        2,
                        List.of(1, 2, 1, 1),
                        List.of(List.of(A, B, C), List.of(B, A, C), List.of(B, C, D), List.of(A, C, D)))));

        assertThat(rounds.due()).isEqualTo(2);
        assertThat(finishedNext(2)).containsExactlyInAnyOrder(new Pair(1, B), new Pair(1, C));
    }

    @Test
    void failedPairIsTriedAgainAfterOthersAndStaysDueUntilItIsDone() {
        rounds.see(VIEW);
        finishedNext(5);
        Pair last = rounds.next().orElseThrow();

        rounds.failed(last);
        assertThat(rounds.isAnyDue()).as("no hurry").isFalse();
        Pair other = rounds.next().orElseThrow();
        rounds.finished(other, rounds.changes());

        assertThat(rounds.next()).contains(last);
        rounds.finished(last, rounds.changes());
        assertThat(rounds.due()).isZero();
    }

    @Test
    void exchangeThatBeganBeforeTheOtherWasAwayCountsForNothing() {
        rounds.see(VIEW);
        Pair pair = rounds.next().orElseThrow();
        long begun = rounds.changes();
        rounds.see(VIEW.with(pair.peer(), Standing.GONE));
        rounds.see(VIEW);
        int due = rounds.due();

        rounds.finished(pair, begun);

        assertThat(rounds.due()).isEqualTo(due);
    }

    @Test
    void pairThatIsUnderWayIsNotBegunAgain() {
        rounds.see(VIEW);
        Set<Pair> begun = new HashSet<>();
        for (int i = 0; i < 6; i++) {
            assertThat(begun.add(rounds.next().orElseThrow())).isTrue();
        }

        assertThat(rounds.isAnyDue()).isFalse();
        assertThat(rounds.next()).isEmpty();
        assertThat(rounds.due()).isEqualTo(6);
    }

    @Test
    void nobodyToCompareWithIsNothingToDo() {
        assertThat(rounds.next()).isEmpty();

        rounds.see(VIEW.with(B, Standing.GONE).with(C, Standing.GONE).with(D, Standing.GONE));

        assertThat(rounds.next()).isEmpty();
    }

    @Test
    void paceIsSlowerWhileUsersWaitAndNeverStandsStill() {
        assertThat(new Pace(0, 5).pauseMillis(8, false)).isEqualTo(1875);
        assertThat(new Pace(0, 5).pauseMillis(1000, false)).isEqualTo(15);
        assertThat(new Pace(0, 5).pauseMillis(0, false)).isEqualTo(2000);
        assertThat(new Pace(0, 5).pauseMillis(8, true)).isEqualTo(5);
        assertThat(new Pace(21, 5).pauseMillis(1000, false)).isEqualTo(120);
        assertThat(new Pace(0, 51).pauseMillis(8, true)).isEqualTo(40);
        assertThat(new Pace(1000, 1000).pauseMillis(1, false)).isEqualTo(2000);
        assertThat(new Pace(1000, 1000).repairsAtOnce()).isEqualTo(1);
    }

    private List<Pair> finishedNext(int count) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Optional<Pair> next = rounds.next();
            pairs.add(next.orElseThrow());
            rounds.finished(next.get(), rounds.changes());
        }
        return pairs;
    }

    private static RingState ring(long epoch, List<Integer> versions, List<List<StoreId>> owners) {
        List<Member> members = Stream.of(A, B, C, D)
                .map(id ->
                        new Member(id, "n" + id.low(), "z", 100, Member.State.ACTIVE, new Endpoint("localhost", 1, 2)))
                .toList();
        List<Placement> placements = new ArrayList<>();
        for (int p = 0; p < owners.size(); p++) {
            placements.add(Placement.stable(versions.get(p), owners.get(p)));
        }
        return new RingState("c", new RingEpoch(epoch), 3, members, placements, Set.of());
    }
}
