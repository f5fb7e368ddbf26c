package dev.stator.ring.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.groups.Tuple.tuple;

import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Single plans, by hand and by malice. Nodes are written as {@code zone:weight}, and are numbered in that order. */
class PlacementPlannerTest {
    private static final StoreId A = id(0);
    private static final StoreId B = id(1);
    private static final StoreId C = id(2);
    private static final StoreId D = id(3);

    @Test
    void threeNodesOwnEverythingAndShareTheFirstPlaces() {
        Plan plan = initial(3, 16, "a:100", "b:100", "c:100");

        assertThat(plan.shares()).extracting(Plan.Share::load).containsExactly(16, 16, 16);
        assertThat(plan.shares()).extracting(Plan.Share::firsts).containsExactlyInAnyOrder(5, 5, 6);
        assertThat(plan.moves()).isEqualTo(48);
    }

    @Test
    void aJoiningNodeTakesItsShareAndNobodyElseGetsAnything() {
        PlanRequest request = request(
                1, "z:1 z:1 z:1", List.of(List.of(A), List.of(A), List.of(A), List.of(B), List.of(B), List.of(B)));

        Plan plan = PlacementPlanner.plan(request);

        assertThat(plan.moves()).isEqualTo(2);
        assertThat(plan.shares()).extracting(Plan.Share::load).containsExactly(2, 2, 2);
    }

    @Test
    void aLeavingNodesReplicasGoToThoseThatDoNotHaveThem() {
        PlanRequest request = request(2, "z:1 z:1 z:1", List.of(List.of(A, D), List.of(D, B), List.of(C, D)));

        Plan plan = PlacementPlanner.plan(request);

        assertThat(plan.moves()).isEqualTo(3);
        assertThat(plan.shares()).extracting(Plan.Share::load).containsExactly(2, 2, 2);
        assertThat(plan.table().get(0)).contains(A);
        assertThat(plan.table().get(1)).contains(B);
        assertThat(plan.table().get(2)).contains(C);
    }

    @Test
    void aChainMovesWhatCouldStayWhereThereIsNoOtherWay() {
        // A must own both partitions, B and C one each; the second partition is empty, so the first must let one go
        PlanRequest request = request(2, "z:9 z:1 z:1", List.of(List.of(B, C), List.of(D, id(9))));

        Plan plan = PlacementPlanner.plan(request);

        assertThat(plan.moves()).isEqualTo(3).isEqualTo(FewestMoves.of(request));
        assertThat(plan.table().get(0)).contains(A);
        assertThat(plan.table().get(1)).contains(A);
    }

    @Test
    void ownersThatStayKeepTheirOrder() {
        List<List<StoreId>> present = List.of(List.of(C, A, B), List.of(B, D, A), List.of(A, B, C), List.of(D, C, B));

        Plan plan = PlacementPlanner.plan(request(3, "z:1 z:1 z:1 z:1", present));

        assertThat(plan.moves()).isEqualTo(1); // B gives one to D, or to C, or to A
        assertThat(plan.table().stream().filter(present::contains).count()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void twoOwnersInOneZoneArePulledApartWithOneMoveEach() {
        // zones have been edited: A and B are in one now
        PlanRequest request =
                request(2, "x:1 x:1 y:1 y:1", List.of(List.of(A, B), List.of(B, A), List.of(C, D), List.of(D, C)));

        Plan plan = checked(request);

        assertThat(plan.moves()).isEqualTo(4);
    }

    @Test
    void firstPlacesFollowTheWeights() {
        Plan plan = initial(3, 1024, "a:100", "a:400", "b:200", "b:300", "c:250", "c:250");

        assertThat(plan.shares()).allSatisfy(share -> {
            assertThat(share.firstTarget()).isCloseTo(1024.0 * weight(share.store()) / 1500, within(1e-6));
            assertThat((double) share.firsts()).isBetween(share.firstTarget() - 1, share.firstTarget() + 1);
        });
    }

    @Test
    void aNodeThatOwnsEverythingIsFirstAsOftenAsItsWeightSays() {
        Plan plan = initial(3, 256, "a:10000", "b:100", "c:100");

        assertThat(plan.shares().get(0).firsts()).isBetween(250, 252); // of 256 by 10000 in 10200
    }

    @Test
    void malicePassesAllChecks() {
        checked(3, 16, "a:1", "b:1", "c:1", "c:1", "c:1", "c:1"); // one node in each of two zones
        checked(3, 64, "a:10000", "a:1", "b:1", "c:1", "d:1", "e:10000"); // skewed until limits bite
        checked(3, 16, "a:3 b:2 c:1 d:5 ".repeat(10).split(" ")); // Q=16 with 40 nodes
        checked(3, 2, "a:1 b:2 c:3 d:4 ".repeat(10).split(" ")); // more nodes than replicas
        checked(7, 64, "a:1", "a:2", "b:3", "b:4", "c:5", "c:6", "d:7", "d:8"); // N=7 on eight nodes in four zones
        checked(7, 64, "a:1", "b:2", "c:3", "d:4", "e:5", "f:6", "g:7", "h:8");
        checked(1, 64, "a:1", "a:10000", "b:77"); // N=1
        checked(3, 128, ("a:1 b:1 " + "c:1 ".repeat(10)).split(" ")); // zones of one, one and ten nodes
        checked(3, 128, "a:1 a:2 a:3 a:4".split(" ")); // one zone
        checked(3, 128, "a:1 a:2 b:3 b:4".split(" ")); // two zones with N=3
        checked(5, 128, "a:1 a:2 b:3 b:4 c:100".split(" "));
        checked(3, 1, "a:1 b:2 b:3".split(" ")); // one partition
        checked(4, 32, ("a:1 " + "b:10000 ".repeat(6)).split(" ")); // a zone that must take more than it should
    }

    @Test
    void anUnevenThreeZoneClusterKeepsItsZones() {
        Plan plan = checked(3, 2048, ("a:100 ".repeat(2) + "b:100 ".repeat(3) + "c:100 ".repeat(7)).split(" "));

        assertThat(plan.caps()).extracting(Cap::kind, Cap::subject).containsExactly(tuple(Cap.Kind.ZONE_MOST, "c"));
    }

    @Test
    void nodesMeetInManyCompanies() {
        Plan plan = initial(3, 1024, "a:1 b:1 c:1 ".repeat(10).split(" "));

        for (Plan.Share share : plan.shares()) {
            Set<StoreId> partners = new HashSet<>();
            plan.table().stream()
                    .filter(owners -> owners.contains(share.store()))
                    .forEach(partners::addAll);
            assertThat(partners).hasSizeGreaterThan(18); // of 21, with itself: all twenty of the other two zones
        }
    }

    @Test
    void aPlanBecomesARing() {
        List<Member> members = List.of(member(A, "a"), member(B, "b"), member(C, "c"));
        Plan plan = PlacementPlanner.plan(
                PlanRequest.initial(members.stream().map(Capacity::of).toList(), 2, 16));

        RingState ring = plan.toRing("cluster", new RingEpoch(1), members);

        assertThat(ring.partitions()).isEqualTo(16);
        assertThat(ring.factor()).isEqualTo(2);
        assertThat(ring.placements())
                .allSatisfy(placement -> assertThat(placement.phase()).isEqualTo(Placement.Phase.STABLE));
        assertThat(PlacementPlanner.plan(PlanRequest.from(ring)).table()).isEqualTo(plan.table());
    }

    @Test
    void aRingIsPlannedForItsActiveMembersAsIfMovesUnderWayWereMade() {
        Placement moving =
                new Placement(2, Placement.Phase.JOINT, List.of(A, B), Optional.of(new Placement.Move(A, C)));
        RingState ring = new RingState(
                "cluster",
                new RingEpoch(5),
                2,
                List.of(member(A, "a").withState(Member.State.LEAVING), member(B, "b"), member(C, "c"), member(D, "d")),
                List.of(moving, Placement.stable(1, List.of(D, B))),
                Set.of(D));

        PlanRequest request = PlanRequest.from(ring);

        assertThat(request.stores()).extracting(Capacity::store).containsExactly(B, C);
        assertThat(request.present()).containsExactly(List.of(C, B), List.of(D, B));
        assertThat(PlacementPlanner.plan(request).moves()).isEqualTo(1);
    }

    @Test
    void impossibleRequestsAreRefused() {
        List<Capacity> two = nodes("a:1", "b:1");

        assertThatThrownBy(() -> PlanRequest.initial(two, 3, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a factor of 3 needs as many stores, not 2");
        assertThatThrownBy(() -> PlanRequest.initial(two, 0, 16)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PlanRequest.initial(two, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PlanRequest.initial(List.of(two.get(0), two.get(0)), 1, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("listed twice");
        assertThatThrownBy(() -> new PlanRequest(two, 1, 2, List.of(List.of(A))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PlanRequest(two, 1, 1, List.of(List.of(A, B))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Capacity(A, "z", 10_001)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Capacity(A, "", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static int weight(StoreId store) {
        return new int[] {100, 400, 200, 300, 250, 250}[(int) store.low()];
    }

    private static Plan initial(int factor, int partitions, String... nodes) {
        return checked(PlanRequest.initial(nodes(nodes), factor, partitions));
    }

    /** Plans it from nothing, then without its first node, then from a table of the first nodes alone. */
    private static Plan checked(int factor, int partitions, String... nodes) {
        List<Capacity> all = nodes(nodes);
        Plan plan = checked(PlanRequest.initial(all, factor, partitions));
        if (all.size() > factor) {
            checked(new PlanRequest(all.subList(1, all.size()), factor, partitions, plan.table()));
        }
        List<StoreId> firsts = new ArrayList<>();
        all.subList(0, factor).forEach(store -> firsts.add(store.store()));
        checked(new PlanRequest(all, factor, partitions, Collections.nCopies(partitions, firsts)));
        return plan;
    }

    private static Plan checked(PlanRequest request) {
        Plan plan = PlacementPlanner.plan(request);
        PlanChecks.check(request, plan, request.stores() + " N=" + request.factor() + " Q=" + request.partitions());
        if (request.partitions() <= 128) {
            assertThat(plan.moves()).isEqualTo(FewestMoves.of(request));
        }
        return plan;
    }

    private static PlanRequest request(int factor, String nodes, List<List<StoreId>> present) {
        return new PlanRequest(nodes(nodes.split(" ")), factor, present.size(), present);
    }

    private static List<Capacity> nodes(String... nodes) {
        List<Capacity> capacities = new ArrayList<>();
        for (String node : nodes) {
            int colon = node.indexOf(':');
            capacities.add(new Capacity(
                    id(capacities.size()), node.substring(0, colon), Integer.parseInt(node.substring(colon + 1))));
        }
        return capacities;
    }

    private static StoreId id(int number) {
        return new StoreId(0, number);
    }

    private static Member member(StoreId id, String zone) {
        return new Member(id, "n-" + id, zone, 100, Member.State.ACTIVE, new Endpoint("127.0.0.1", 8443, 7000));
    }
}
