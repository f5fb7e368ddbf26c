package dev.stator.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.DiskState;
import dev.stator.node.message.Groups;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.view.Standing;
import dev.stator.ring.StoreId;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a starting store does about what others remember of it (PROTOCOL rule 20). */
class RollbackStoriesTest {
    private static final long SEED = 20;

    /** Five that have run for a while, each with some groups of writes. */
    private static GossipCluster running() {
        GossipCluster cluster = new GossipCluster(5, SEED).start();
        cluster.run(5_000);
        cluster.nodes().forEach(node -> node.restartAsking(node.bootCounter + 1, 100));
        cluster.run(20_000);
        cluster.nodes().forEach(node -> node.groups = 150);
        cluster.run(20_000);
        return cluster;
    }

    private static MemberRecord seenBy(GossipCluster.Node node, GossipCluster.Node other) {
        return node.membership.members().stream()
                .filter(seen -> seen.record().store().equals(other.store))
                .findFirst()
                .orElseThrow()
                .record();
    }

    @Test
    void allThatStartTogetherServeAtOnceAndTellWhatTheySynced() {
        GossipCluster cluster = running();

        assertThat(cluster.nodes()).allSatisfy(node -> {
            assertThat(node.isCleared).isTrue();
            assertThat(node.doubt).isEmpty();
        });
        assertThat(seenBy(cluster.node(0), cluster.node(3)).groups().synced()).isEqualTo(150);
        assertThat(seenBy(cluster.node(0), cluster.node(3)).groups().born()).isEqualTo(100);
    }

    @Test
    void storeThatHasWhatOthersRememberServesWithinASecondThoughSomeAreDown() {
        GossipCluster cluster = running();
        cluster.node(1).kill();
        cluster.node(2).kill();

        cluster.node(3).restartAsking(3, 150);
        cluster.run(1_000);

        assertThat(cluster.node(3).isCleared).isTrue();
        assertThat(cluster.node(3).doubt).isEmpty();
    }

    @Test
    void storeWhoseDiskWentBackIsInDoubtBeforeItHasServedAndSaysSoInALaterLife() {
        GossipCluster cluster = running();
        Life before = seenBy(cluster.node(0), cluster.node(3)).life();

        cluster.node(3).restartAsking(1, 120);
        cluster.run(60_000);

        assertThat(cluster.node(3).isCleared).isFalse();
        assertThat(cluster.node(3).doubt).isEqualTo("150 of which 120");
        for (int i = 0; i < 3; i++) {
            MemberRecord seen = seenBy(cluster.node(i), cluster.node(3));
            assertThat(seen.profile().disk()).isEqualTo(DiskState.IN_DOUBT);
            assertThat(seen.life().isAfter(before)).isTrue();
            assertThat(seen.groups().before()).isEqualTo(150);
        }
    }

    @Test
    void storeThatReachesNobodyGoesOnAloneAndIsInDoubtWhenItHearsOfItselfLater() {
        GossipCluster cluster = running();
        cluster.split(island -> island == 3);
        cluster.run(1_000);

        cluster.node(3).restartAsking(3, 120);
        cluster.run(2_900);
        assertThat(cluster.node(3).isCleared).isFalse();
        cluster.run(300);
        assertThat(cluster.node(3).isCleared).isTrue();
        cluster.node(3).groups = 170; // by now more than anybody has heard
        cluster.heal();
        cluster.run(60_000);

        assertThat(cluster.node(3).doubt).isEqualTo("150 of which 120");
    }

    @Test
    void storeThatKnowsThatNoConnectionWorksWaitsOnlyForThoseThatStartWithIt() {
        GossipCluster cluster = running();
        cluster.nodes().forEach(GossipCluster.Node::kill);

        GossipCluster.Node first = cluster.node(3);
        first.restartAsking(3, 150);
        cluster.nodes().stream()
                .filter(other -> other != first)
                .forEach(other -> first.membership.connected(other.store, false));
        cluster.run(900);
        assertThat(first.isCleared).isFalse();
        cluster.run(300);

        assertThat(first.isCleared).isTrue();
    }

    @Test
    void allThatStartWithinASecondServeSoonAfterTheLast() {
        GossipCluster cluster = running();
        cluster.nodes().forEach(GossipCluster.Node::kill);

        for (GossipCluster.Node node : cluster.nodes()) {
            node.restartAsking(3, 150);
            cluster.run(200);
        }
        cluster.run(200);

        assertThat(cluster.nodes()).allMatch(node -> node.isCleared && node.doubt.isEmpty());
    }

    @Test
    void starterWhoseDiskHasRoomAgainKnowsThatThoughItStillAsks() { // simulator, seed 2078602097
        GossipCluster cluster = running();
        cluster.node(3).restartAsking(3, 150);
        cluster.node(3).membership.disk(DiskState.FULL);
        assertThat(ownDisk(cluster.node(3))).isEqualTo(DiskState.FULL);

        cluster.node(3).membership.disk(DiskState.OK);
        assertThat(ownDisk(cluster.node(3))).isEqualTo(DiskState.OK);
        assertThat(cluster.node(3).isCleared).isFalse();
        cluster.run(2_000);

        assertThat(cluster.node(3).isCleared).isTrue();
        assertThat(ownDisk(cluster.node(3))).isEqualTo(DiskState.OK);
    }

    @Test
    void copyOfAnOlderDiskIsInDoubtAndSilentWhileTheStoreLivesElsewhere() {
        GossipCluster cluster = running();
        MemberRecord original = cluster.node(3).membership.own();
        OwnPast copy =
                new OwnPast(cluster.node(3), OwnPast.Phase.ASKING, 120, () -> 120, () -> {}, (heard, born) -> {});

        copy.heard(new Life(2, 7), Groups.NONE, new Groups(original.life(), 100, 150, 0));

        assertThat(copy.phase()).isEqualTo(OwnPast.Phase.IN_DOUBT);
        assertThat(copy.isSilent()).isTrue();
        assertThat(copy.told(new Life(2, 7), Groups.NONE)).isEqualTo(Groups.NONE);
    }

    @Test
    void whatOthersRememberOutlivesTheirOwnRestarts() {
        GossipCluster cluster = running();
        Map<StoreId, Groups> kept = cluster.node(0).membership.groups();
        cluster.node(3).kill();
        for (int i : new int[] {0, 1, 2, 4}) {
            cluster.node(i).restartAsking(3, 150);
        }
        cluster.node(0).membership.remember(kept);
        cluster.run(5_000);

        cluster.node(3).restartAsking(3, 120);
        cluster.run(5_000);

        assertThat(cluster.node(3).doubt).isEqualTo("150 of which 120");
    }

    private static DiskState ownDisk(GossipCluster.Node node) {
        return node.standings.getOrDefault(node.store, Standing.GOOD).disk();
    }
}
