package dev.stator.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.DiskState;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.Liveness;
import dev.stator.node.view.Standing;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A new store may take its place only where at most W-1 owners of each of its partitions are in doubt or dead (rule 20). */
class DoubtAdviceTest {
    private static final Standing DOUBT = new Standing(Liveness.ALIVE, true, false, DiskState.IN_DOUBT);
    private static final Standing DEAD = Standing.GONE;
    private static final Standing SUSPECT = new Standing(Liveness.SUSPECT, true, false, DiskState.OK);
    private static final Set<StoreId> ALL = Set.of(store(1), store(2), store(3), store(4), store(5));
    private static final Standing CUT = new Standing(Liveness.ALIVE, false, false, DiskState.FULL);

    /** Store 1 is in doubt; partition 0 is of 1, 2, 3, partition 1 of 1, 4, 5, partition 2 of 3, 4, 5, partition 3 of 2, 3, 4. */
    private record Row(int writeQuorum, List<Integer> in, Standing standing, DoubtAdvice advice) {}

    private static DoubtAdvice make(int missing) {
        return new DoubtAdvice(DoubtAdvice.Then.MAKE_NEW, missing);
    }

    private static DoubtAdvice await(int missing) {
        return new DoubtAdvice(DoubtAdvice.Then.WAIT_FOR_HUMAN, missing);
    }

    @Test
    void asManyMayBeMissingAsWLeavesOneOf() {
        List<Row> rows = List.of(
                new Row(2, List.of(), DOUBT, make(1)),
                new Row(1, List.of(), DOUBT, await(1)),
                new Row(2, List.of(2), DOUBT, await(2)),
                new Row(2, List.of(4), DEAD, await(2)),
                new Row(3, List.of(2), DOUBT, make(2)),
                new Row(3, List.of(2, 4), DEAD, make(2)), // no partition has both
                new Row(3, List.of(2, 3), DEAD, await(3)),
                new Row(2, List.of(2, 3, 4, 5), SUSPECT, make(1)),
                new Row(2, List.of(2, 3, 4, 5), CUT, make(1)),
                new Row(2, List.of(2, 3, 4, 5), DOUBT, await(3)));

        for (Row row : rows) {
            assertThat(DoubtAdvice.of(view(row.in(), row.standing()), ALL, row.writeQuorum()))
                    .as(row.toString())
                    .isEqualTo(row.advice());
        }
    }

    @Test
    void whatHappensToPartitionsOfOthersIsNoConcern() {
        ClusterView view = view(List.of(3, 4), DEAD);

        assertThat(DoubtAdvice.of(view, ALL, 3)).isEqualTo(make(2));
    }

    @Test
    void whoWasNotHeardYetMayBeInDoubtAsWell() {
        ClusterView view = view(List.of(), DOUBT);

        assertThat(DoubtAdvice.of(view, Set.of(), 2).then()).isEqualTo(DoubtAdvice.Then.LOOK_AGAIN);
        assertThat(DoubtAdvice.of(view, Set.of(store(2), store(3), store(4)), 2).then())
                .isEqualTo(DoubtAdvice.Then.LOOK_AGAIN);
        assertThat(DoubtAdvice.of(view, Set.of(store(2), store(3), store(4)), 3).then())
                .isEqualTo(DoubtAdvice.Then.MAKE_NEW);
        assertThat(DoubtAdvice.of(view, Set.of(), 1).then()).isEqualTo(DoubtAdvice.Then.WAIT_FOR_HUMAN);
    }

    private static ClusterView view(List<Integer> stores, Standing standing) {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            members.add(new Member(store(i), "n" + i, "z", 100, Member.State.ACTIVE, new Endpoint("localhost", 1, 2)));
        }
        RingState ring = new RingState(
                "test",
                new RingEpoch(1),
                3,
                members,
                List.of(owners(1, 2, 3), owners(1, 4, 5), owners(3, 4, 5), owners(2, 3, 4)),
                Set.of());
        ClusterView view = ClusterView.of(store(1), ring);
        for (int store : stores) {
            view = view.with(store(store), standing);
        }
        return view;
    }

    private static Placement owners(int... stores) {
        List<StoreId> owners = new ArrayList<>();
        for (int store : stores) {
            owners.add(store(store));
        }
        return Placement.stable(1, owners);
    }

    private static StoreId store(int number) {
        return new StoreId(0, number);
    }
}
