package dev.stator.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.KeyValueStoreStatus;
import dev.stator.operator.api.Manifest;
import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said of a store in each state that it can be in. */
class StatusReportTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant CERTIFICATE_END = NOW.plus(Duration.ofDays(90));

    @Test
    void storeAtRest() {
        KeyValueStoreStatus status = status(Scene.serving());

        assertSays(
                status,
                "Ready True Serving",
                "Progressing False AtRest",
                "Degraded False NothingWrong",
                "QuorumAvailable True EnoughOwners",
                "RingStable True Stable",
                "FullyReplicated True CopiesEqual",
                "HandoffDrained True NoHints",
                "CapacityWeightsEffective True ByWeight",
                "QuorumOverlap True Overlap",
                "PartitionsSufficient True Enough",
                "TLSServing True CertificateValid",
                "Paused False NotPaused");
        assertThat(status.quorum()).isEqualTo("3/2/2");
        assertThat(status.nodes()).isEqualTo(3);
        assertThat(status.readyNodes()).isEqualTo(3);
        assertThat(status.version()).isEqualTo("1");
        assertThat(status.ring()).isEqualTo(new KeyValueStoreStatus.Ring(1L, 16, 0, 100));
        assertThat(status.operation()).isNull();
        assertThat(status.pools()).containsExactly(new KeyValueStoreStatus.Pool("std", 3, 3));
        assertThat(status.members())
                .extracting(member -> member.name())
                .containsExactly(Scene.node(0), Scene.node(1), Scene.node(2));
        assertThat(status.conditions()).allMatch(condition -> condition.getObservedGeneration() == 7);
    }

    @Test
    void storeThatComesUp() {
        KeyValueStoreStatus status = status(Scene.threeNodes().silent(1));

        assertSays(
                status,
                "Ready False StoresNotReported",
                "Progressing True StoresNotReported",
                "Degraded False NothingWrong",
                "QuorumAvailable False RingNotPublished",
                "RingStable False RingNotPublished");
        assertThat(status.ring()).isNull();
        assertThat(status.operation()).isNotNull();
        assertThat(message(status, "Ready")).contains(Scene.node(1));
    }

    @Test
    void oneNodeThatIsMissingLeavesQuorumsAndTwoDoNot() {
        Scene one = Scene.serving().pod(2, Scene.TEMPLATE, false);
        assertSays(
                status(one),
                "Ready False NodesNotReady",
                "Progressing True NodesNotReady",
                "Degraded True NodesNotReady",
                "QuorumAvailable True EnoughOwners");
        assertThat(message(status(one), "Ready")).isEqualTo("2 of 3 nodes are ready, not cart-std-2");

        Scene two = one.noPod(1);
        assertSays(status(two), "QuorumAvailable False TooFewOwners");
    }

    @Test
    void whatNodesKeepAndOwe() {
        OptionalLong none = OptionalLong.empty();
        OptionalLong zero = OptionalLong.of(0);
        OptionalLong some = OptionalLong.of(7);
        Scene lacking = Scene.serving().pod(2, Scene.TEMPLATE, false).silent(2);
        Scene behind = Scene.serving();
        behind.recorded(Scene.next(behind.ring()));

        assertSays(
                status(Scene.serving().silent(0)),
                "FullyReplicated Unknown NotReported",
                "HandoffDrained Unknown NotReported");
        assertSays(
                status(Scene.serving().says(1, none, zero)),
                "FullyReplicated Unknown NotReported",
                "HandoffDrained Unknown NotReported");
        assertSays(
                status(Scene.serving().says(1, zero, none)),
                "FullyReplicated Unknown NotReported",
                "HandoffDrained True NoHints");
        assertSays(
                status(Scene.serving().says(1, some, zero)),
                "FullyReplicated False HintsKept",
                "HandoffDrained False HintsKept");
        assertSays(
                status(Scene.serving().says(1, zero, some)),
                "FullyReplicated False ComparisonsDue",
                "HandoffDrained True NoHints");
        assertSays(status(lacking), "FullyReplicated False NodesNotReady", "HandoffDrained Unknown NotReported");
        assertSays(status(behind), "FullyReplicated False RingNotHeard");
        assertSays(
                status(Scene.threeNodes()),
                "FullyReplicated False RingNotPublished",
                "HandoffDrained Unknown RingNotPublished");
    }

    @Test
    void membersTellWhatTheyKeepForOthersOnceTheySaySo() {
        KeyValueStoreStatus status = status(
                Scene.serving().says(0, OptionalLong.of(7), OptionalLong.of(0)).silent(1));

        assertThat(status.members())
                .extracting(KeyValueStoreStatus.Member::hintedBytes)
                .containsExactly(7L, null, 0L);
    }

    @Test
    void ringsThatContradictEachOtherNeedAPerson() {
        Scene scene = Scene.serving();
        scene.report(0, Optional.of(Scene.twin(scene.ring())));

        assertSays(
                status(scene),
                "Ready False RingConflict",
                "Progressing False RingConflict",
                "Degraded True RingConflict",
                "FullyReplicated False RingConflict",
                "RingStable False RingConflict",
                "QuorumAvailable True EnoughOwners");
    }

    @Test
    void lostDiskNeedsAPerson() {
        Scene scene = Scene.serving();
        scene.report(0, new StoreId(9, 9), Scene.CLUSTER, Optional.of(scene.ring()));

        assertSays(
                status(scene),
                "Ready False StoreReplaced",
                "Degraded True StoreReplaced",
                "FullyReplicated False StoreReplaced");
    }

    @Test
    void storeInDoubtIsSaidWithWhatToDo() {
        Scene scene = Scene.serving().inDoubt(1);

        KeyValueStoreStatus status = status(scene);

        assertSays(
                status, "Ready False NodesNotReady", "Degraded True StoreInDoubt", "QuorumAvailable True EnoughOwners");
        assertThat(Conditions.find(status.conditions(), "Ready").orElseThrow().getMessage())
                .contains("cart-std-1 (in doubt)");
        assertThat(Conditions.find(status.conditions(), "Degraded")
                        .orElseThrow()
                        .getMessage())
                .contains("cart-std-1 is in doubt and serves nothing: others have heard of 9 groups")
                .contains("kubectl annotate kvs cart stator.dev/accept-rollback=NODE");
    }

    @Test
    void changeThatIsNotBuiltIsSaidWhereItCannotBeMissed() {
        KeyValueStore larger = store("nodePools: [{name: std, replicas: 5}]");

        assertSays(
                report(larger, Scene.serving().seen(), CERTIFICATE_END),
                "Ready False ChangeNotBuiltYet",
                "Progressing False ChangeNotBuiltYet",
                "Degraded False NothingWrong",
                "QuorumAvailable True EnoughOwners");
    }

    @Test
    void settingsWithConsequencesAreSaid() {
        KeyValueStore store =
                store("replication: {factor: 3, readQuorum: 1, writeQuorum: 2}, nodePools: [{name: std, replicas: 3}]");

        assertSays(
                report(store, Observed.nothing(Scene.CLUSTER), null),
                "QuorumOverlap False NoOverlap",
                "TLSServing False NoCertificate");
        assertSays(
                report(store("nodePools: [{name: std, replicas: 30}]"), Observed.nothing(Scene.CLUSTER), null),
                "PartitionsSufficient False TooFew");
    }

    @Test
    void certificateThatIsOverIsSaid() {
        assertSays(
                report(Scene.cart(), Scene.serving().seen(), NOW.minusSeconds(1)),
                "TLSServing False CertificateExpired");
    }

    @Test
    void pausedStoreIsSaidToBe() {
        assertSays(
                report(
                        store("paused: true, nodePools: [{name: std, replicas: 3}]"),
                        Scene.serving().seen(),
                        null),
                "Ready True Serving",
                "Progressing False Paused",
                "Paused True Paused");
    }

    @Test
    void whatIsNotLookedAtIsUnknownOnceThereWasSomething() {
        KeyValueStore store = Scene.cart();
        StorePlan refused = StorePlan.refused(store, Hold.stuck("NameTaken", "exists"));
        Observed nothing = Observed.nothing(Scene.CLUSTER);

        KeyValueStoreStatus fresh = StatusReport.of(store, nothing, refused, "url", Optional.empty(), NOW);
        store.setStatus(status(Scene.serving()));
        KeyValueStoreStatus later = StatusReport.of(store, nothing, refused, "url", Optional.empty(), NOW);

        assertSays(
                fresh,
                "Ready False NameTaken",
                "QuorumAvailable False RingNotPublished",
                "RingStable False RingNotPublished",
                "TLSServing False NoCertificate");
        assertSays(
                later,
                "Ready False NameTaken",
                "QuorumAvailable Unknown NotLooked",
                "RingStable Unknown NotLooked",
                "FullyReplicated Unknown NotLooked",
                "HandoffDrained Unknown NotLooked",
                "TLSServing Unknown NotLooked");
    }

    @Test
    void timeOfAConditionIsThatOfItsLastTurn() {
        KeyValueStore store = Scene.cart();
        store.setStatus(status(Scene.serving()));
        Observed degraded = Scene.serving().pod(2, Scene.TEMPLATE, false).seen();
        Instant later = NOW.plusSeconds(60);

        KeyValueStoreStatus status =
                StatusReport.of(store, degraded, plan(store, degraded), "url", Optional.of(CERTIFICATE_END), later);

        assertThat(condition(status, "Ready").getLastTransitionTime()).isEqualTo("2026-01-01T00:01:00Z");
        assertThat(condition(status, "QuorumAvailable").getLastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void eventsTellWhatTurned() {
        List<Condition> coming = status(Scene.threeNodes().silent(1)).conditions();
        List<Condition> serving = status(Scene.serving()).conditions();
        List<Condition> degraded =
                status(Scene.serving().pod(2, Scene.TEMPLATE, false)).conditions();
        List<Condition> broken =
                status(Scene.serving().pod(2, Scene.TEMPLATE, false).noPod(1)).conditions();

        assertThat(told(List.of(), coming)).containsExactly("Normal StoresNotReported");
        assertThat(told(coming, coming)).isEmpty();
        assertThat(told(coming, serving)).containsExactly("Normal Ready", "Normal EnoughOwners");
        assertThat(told(serving, degraded)).containsExactly("Warning NodesNotReady", "Warning NodesNotReady");
        assertThat(told(degraded, broken)).containsExactly("Warning TooFewOwners");
        assertThat(told(broken, serving)).containsExactly("Normal Ready", "Normal NothingWrong", "Normal EnoughOwners");
    }

    private static List<String> told(List<Condition> before, List<Condition> after) {
        return Tale.turned(before, after).stream()
                .map(event -> event.type() + " " + event.reason())
                .toList();
    }

    private static void assertSays(KeyValueStoreStatus status, String... conditions) {
        assertThat(status.conditions())
                .extracting(
                        condition -> condition.getType() + " " + condition.getStatus() + " " + condition.getReason())
                .contains(conditions);
    }

    private static Condition condition(KeyValueStoreStatus status, String type) {
        return Conditions.find(status.conditions(), type).orElseThrow();
    }

    private static String message(KeyValueStoreStatus status, String type) {
        return condition(status, type).getMessage();
    }

    private static KeyValueStoreStatus status(Scene scene) {
        return report(Scene.cart(), scene.seen(), CERTIFICATE_END);
    }

    private static KeyValueStoreStatus report(KeyValueStore store, Observed seen, @Nullable Instant certificateEnd) {
        store.getMetadata().setGeneration(7L);
        return StatusReport.of(store, seen, plan(store, seen), "url", Optional.ofNullable(certificateEnd), NOW);
    }

    private static StorePlan plan(KeyValueStore store, Observed seen) {
        return StorePlan.decide(store, seen, node -> new Endpoint(node, 8443, 7000), Map.of("std", Scene.TEMPLATE));
    }

    private static KeyValueStore store(String spec) {
        return ((Manifest.Loaded) Manifest.load("""
                apiVersion: stator.dev/v1alpha1
                kind: KeyValueStore
                metadata: {name: cart}
                spec: {partitions: 16, %s}
                """.formatted(spec))).store();
    }
}
