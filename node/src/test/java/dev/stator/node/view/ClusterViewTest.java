package dev.stator.node.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.DiskState;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
    private static final StoreId SELF = new StoreId(0, 1);
    private static final StoreId PEER = new StoreId(0, 2);
    private static final StoreId LEFT = new StoreId(0, 3);
    private static final StoreId REMOVED = new StoreId(0, 4);
    private static final StoreId STRANGER = new StoreId(0, 5);

    private final ClusterView view = ClusterView.of(SELF, ring());

    @Test
    void storesThatNothingIsKnownOfStandWell() {
        assertThat(view.isReachable(PEER)).isTrue();
        assertThat(view.isUsable(PEER)).isTrue();
        assertThat(view.isSlow(PEER)).isFalse();
        assertThat(view.liveness(PEER)).isEqualTo(Liveness.ALIVE);
    }

    @Test
    void suspectsAreUsableButNotAskedFirst() {
        ClusterView suspicious = view.with(PEER, standing(Liveness.SUSPECT, true, DiskState.OK));

        assertThat(suspicious.isReachable(PEER)).isFalse();
        assertThat(suspicious.isUsable(PEER)).isTrue();
    }

    @Test
    void storesWithoutConnectionAreUsableUntilTheyAreDead() {
        ClusterView cut = view.with(PEER, standing(Liveness.ALIVE, false, DiskState.OK));
        ClusterView dead = view.with(PEER, standing(Liveness.DEAD, false, DiskState.OK));

        assertThat(cut.isReachable(PEER)).isFalse();
        assertThat(cut.isUsable(PEER)).isTrue();
        assertThat(dead.isUsable(PEER)).isFalse();
    }

    @Test
    void fullAndDoubtfulDisksAreNotUsableAndWhoIsInDoubtWillNotAnswerEither() {
        for (DiskState disk : DiskState.values()) {
            ClusterView seen = view.with(PEER, standing(Liveness.ALIVE, true, disk));

            assertThat(seen.isReachable(PEER)).isEqualTo(disk != DiskState.IN_DOUBT);
            assertThat(seen.isUsable(PEER))
                    .as(disk.name())
                    .isEqualTo(disk != DiskState.FULL && disk != DiskState.IN_DOUBT);
        }
    }

    @Test
    void ownFullDiskCountsWhileOwnLivenessIsNoQuestion() {
        ClusterView odd = view.with(SELF, standing(Liveness.DEAD, false, DiskState.OK));
        ClusterView full = view.with(SELF, standing(Liveness.ALIVE, true, DiskState.FULL));

        assertThat(odd.isReachable(SELF)).isTrue();
        assertThat(odd.isUsable(SELF)).isTrue();
        assertThat(full.isUsable(SELF)).isFalse();
    }

    @Test
    void storesThatLeftOrWereRemovedOrAreStrangeAreNotUsable() {
        assertThat(view.isUsable(LEFT)).isFalse();
        assertThat(view.isUsable(REMOVED)).isFalse();
        assertThat(view.isUsable(STRANGER)).isFalse();
    }

    @Test
    void onlyExceptionsAreKept() {
        ClusterView back = view.with(PEER, Standing.GONE).with(PEER, Standing.GOOD);

        assertThat(back).isEqualTo(view);
        assertThat(back.exceptions()).isEmpty();
    }

    private static Standing standing(Liveness liveness, boolean isConnected, DiskState disk) {
        return new Standing(liveness, isConnected, false, disk);
    }

    private static RingState ring() {
        Endpoint endpoint = new Endpoint("localhost", 1, 2);
        return new RingState(
                "view",
                new RingEpoch(1),
                1,
                List.of(
                        new Member(SELF, "a", "a", 100, Member.State.ACTIVE, endpoint),
                        new Member(PEER, "b", "b", 100, Member.State.LEAVING, endpoint),
                        new Member(LEFT, "c", "c", 100, Member.State.LEFT, endpoint)),
                List.of(Placement.stable(1, List.of(SELF))),
                Set.of(REMOVED));
    }
}
