package dev.stator.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.ring.PreferenceList.Entry;
import dev.stator.ring.PreferenceList.Role;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PreferenceListTest {
    private static final StoreId A = new StoreId(0, 0xa);
    private static final StoreId B = new StoreId(0, 0xb);
    private static final StoreId C = new StoreId(0, 0xc);
    private static final StoreId D = new StoreId(0, 0xd);
    private static final StoreId E = new StoreId(0, 0xe);

    @Test
    void ownersComeFirstAndFallbacksFollowTheRing() {
        RingState ring = ring(List.of(active(A), active(B), active(C), active(D), active(E)), Set.of(), table());

        assertThat(PreferenceList.of(ring, 0))
                .containsExactly(primary(A), primary(B), fallback(C), fallback(D), fallback(E));
        assertThat(PreferenceList.of(ring, 2))
                .containsExactly(primary(D), primary(A), fallback(C), fallback(B), fallback(E));
    }

    @Test
    void theWalkGoesOnAtPartitionZeroAfterTheLast() {
        RingState ring = ring(List.of(active(A), active(B), active(C), active(D)), Set.of(), table());

        assertThat(PreferenceList.of(ring, 3).owners()).containsExactly(C, B);
        assertThat(PreferenceList.of(ring, 3).fallbacks()).containsExactly(A, D);
    }

    @Test
    void leavingMembersAreTheLastFallbacks() {
        RingState ring = ring(List.of(active(A), active(B), leaving(C), active(D), active(E)), Set.of(), table());

        assertThat(PreferenceList.of(ring, 0).fallbacks()).containsExactly(D, E, C);
    }

    @Test
    void membersThatLeftOrWereRemovedAreNoFallbacks() {
        Member left = active(E).withState(Member.State.LEFT);
        RingState ring = ring(List.of(active(A), active(B), active(C), active(D), left), Set.of(D), table());

        assertThat(PreferenceList.of(ring, 0).fallbacks()).containsExactly(C);
    }

    @Test
    void aRemovedOwnerStaysPrimaryUntilAMoveReplacedIt() {
        RingState ring = ring(List.of(active(A), active(B), active(C), active(D)), Set.of(A), table());

        assertThat(PreferenceList.of(ring, 0).owners()).containsExactly(A, B);
        assertThat(PreferenceList.of(ring, 1).fallbacks()).containsExactly(D);
    }

    @Test
    void whileReadsAskTheNewOwnersTheOldOneIsAFallback() {
        Placement.Move move = new Placement.Move(A, C);
        List<Placement> table = new ArrayList<>(table());
        table.set(0, new Placement(3, Placement.Phase.READ_NEW, List.of(A, B), Optional.of(move)));
        RingState readNew = ring(List.of(active(A), active(B), active(C), active(D)), Set.of(), table);
        table.set(0, new Placement(2, Placement.Phase.JOINT, List.of(A, B), Optional.of(move)));
        RingState joint = ring(List.of(active(A), active(B), active(C), active(D)), Set.of(), table);

        assertThat(PreferenceList.of(readNew, 0)).containsExactly(primary(C), primary(B), fallback(D), fallback(A));
        assertThat(PreferenceList.of(joint, 0)).containsExactly(primary(A), primary(B), fallback(C), fallback(D));
    }

    @Test
    void aClusterOfOwnersOnlyHasNoFallbacks() {
        RingState ring = ring(List.of(active(A), active(B)), Set.of(), List.of(stable(A, B), stable(B, A)));

        PreferenceList list = PreferenceList.of(ring, 1);
        Iterator<Entry> entries = list.iterator();

        assertThat(list.fallbacks()).isEmpty();
        assertThat(list.isOwner(A)).isTrue();
        assertThat(list.isOwner(C)).isFalse();
        assertThat(entries.next()).isEqualTo(primary(B));
        assertThat(entries.next()).isEqualTo(primary(A));
        assertThat(entries.hasNext()).isFalse();
        assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void everyMemberIsListedExactlyOnceInALargeRing() {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            members.add(active(new StoreId(7, i)));
        }
        List<Placement> table = new ArrayList<>();
        for (int p = 0; p < 1 << 14; p++) {
            // strides that share no factor with the 9,000 stores; the last thousand own nothing
            table.add(stable(
                    new StoreId(7, p * 7L % 9_000),
                    new StoreId(7, (p * 7L + 1) % 9_000),
                    new StoreId(7, (p * 7L + 2) % 9_000)));
        }
        RingState ring = new RingState("c", new RingEpoch(1), 3, members, table, Set.of());

        List<StoreId> listed = new ArrayList<>();
        PreferenceList.of(ring, 77).forEach(entry -> listed.add(entry.store()));

        assertThat(listed).hasSize(10_000).doesNotHaveDuplicates();
        assertThat(listed.subList(9_000, 10_000)).isSorted().allMatch(store -> store.low() >= 9_000);
    }

    @Test
    void aKeyIsLookedUpByItsPartition() {
        RingState ring = ring(List.of(active(A), active(B), active(C), active(D)), Set.of(), table());
        Key key = Key.of("cart");

        assertThat(PreferenceList.of(ring, key).partition()).isEqualTo(ring.partitionOf(key));
        assertThat(PreferenceList.of(ring, key).owners())
                .isEqualTo(ring.placement(ring.partitionOf(key)).owners());
    }

    private static List<Placement> table() {
        return List.of(stable(A, B), stable(B, C), stable(D, A), stable(C, B));
    }

    private static Placement stable(StoreId... owners) {
        return Placement.stable(1, List.of(owners));
    }

    private static RingState ring(List<Member> members, Set<StoreId> removed, List<Placement> table) {
        return new RingState("c", new RingEpoch(1), 2, members, table, removed);
    }

    private static Member active(StoreId id) {
        return new Member(id, "n-" + id, "z", 100, Member.State.ACTIVE, new Endpoint("127.0.0.1", 8443, 7000));
    }

    private static Member leaving(StoreId id) {
        return active(id).withState(Member.State.LEAVING);
    }

    private static Entry primary(StoreId store) {
        return new Entry(store, Role.PRIMARY);
    }

    private static Entry fallback(StoreId store) {
        return new Entry(store, Role.FALLBACK);
    }
}
