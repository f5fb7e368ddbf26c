package dev.stator.operator.reconcile;

import static dev.stator.operator.fake.FakeCluster.CART;
import static dev.stator.operator.fake.FakeCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.KeyValueStoreStatus;
import dev.stator.operator.fake.EndState;
import dev.stator.operator.fake.FakeCluster;
import dev.stator.operator.fake.FakeOperator;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator does with one store, seen from the API. */
class PassTest {
    private final FakeCluster cluster = new FakeCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void storeThatIsAppliedBecomesReadyAndTellsHow() {
        serve();

        KeyValueStoreStatus status = cluster.status();
        assertThat(cluster.condition("Ready")).isEqualTo("True Serving");
        assertThat(cluster.condition("QuorumAvailable")).startsWith("True");
        assertThat(cluster.condition("TLSServing")).startsWith("True");
        assertThat(status.endpoint()).isEqualTo("https://cart.shop.svc:8443");
        assertThat(status.clusterId()).isEqualTo(cluster.store().getMetadata().getUid());
        assertThat(cluster.epoch()).isEqualTo(1);
        assertThat(status.members())
                .extracting(member -> member.name())
                .containsExactly("cart-std-0", "cart-std-1", "cart-std-2");
        assertThat(status.members().stream()
                        .mapToDouble(member -> member.actualShare())
                        .sum())
                .isEqualTo(1);
        assertThat(status.operation()).isNull();
        assertThat(cluster.events()).contains("Normal Created", "Normal RingPublished", "Normal Ready");
        assertThat(cluster.events()).noneMatch(event -> event.startsWith("Warning"));
    }

    @Test
    void operatorThatIsRestartedWritesNothing() {
        serve();
        FakeOperator restarted = cluster.operator();

        restarted.reconcile(cluster.store());

        assertThat(restarted.writes()).isZero();
    }

    @Test
    void storeThatIsDeletedWhileItIsLookedAtIsNotMadeOnceMore() {
        serve();
        KeyValueStore read = cluster.store();
        cluster.api().resource(statefulSet()).delete();
        FakeOperator operator = cluster.operator();
        cluster.nodes().onceAsked(() -> cluster.api().resource(read).delete());

        operator.reconcile(read);

        assertThat(operator.writes()).isZero();
    }

    @Test
    void eachObjectIsOfTheStoresControlAndSaysSo() {
        serve();

        String uid = cluster.store().getMetadata().getUid();
        for (String object : List.of(
                "StatefulSet/cart-std",
                "Service/cart",
                "Service/cart-nodes",
                "ConfigMap/cart-ring",
                "Secret/cart-ca",
                "Secret/cart-ca-key",
                "Secret/cart-tls",
                "Secret/cart-internode",
                "PodDisruptionBudget/cart")) {
            String text = EndState.of(cluster).get(object);
            assertThat(text).as(object).contains("\"uid\" : \"" + uid + "\"", "\"controller\" : true");
            assertThat(text)
                    .as(object)
                    .contains(
                            "\"app.kubernetes.io/name\" : \"stator\"",
                            "\"app.kubernetes.io/instance\" : \"cart\"",
                            "\"app.kubernetes.io/component\" : \"node\"",
                            "\"app.kubernetes.io/managed-by\" : \"stator-operator\"");
        }
    }

    @Test
    void pausedStoreIsLookedAtAndNotTouched() {
        cluster.apply(CART.replace("spec:", "spec:\n  paused: true"));
        rest();

        assertThat(EndState.of(cluster).keySet()).noneMatch(name -> name.matches("(Secret|Service|StatefulSet)/.*"));
        assertThat(cluster.condition("Paused")).startsWith("True");
        assertThat(cluster.condition("TLSServing")).as("there is none").isEqualTo("False NoCertificate");
    }

    @Test
    void statefulSetThatAPersonScalesIsBroughtBack() { // FAILURES 74
        serve();
        cluster.api()
                .resource(new StatefulSetBuilder(statefulSet())
                        .editSpec()
                        .withReplicas(1)
                        .endSpec()
                        .build())
                .update();

        cluster.operator().reconcile(cluster.store());

        assertThat(statefulSet().getSpec().getReplicas()).isEqualTo(3);
    }

    @Test
    void silentNodeIsWaitedFor() { // FAILURES 72
        cluster.nodes().isSilent("cart-std-1");
        serve();

        assertThat(cluster.condition("Ready")).isEqualTo("False StoresNotReported");
        assertThat(cluster.message("Ready")).contains("cart-std-1");
        assertThat(EndState.of(cluster)).doesNotContainKey("ConfigMap/cart-ring");

        cluster.nodes().answersAgain();
        rest();

        assertThat(cluster.condition("Ready")).isEqualTo("True Serving");
    }

    @Test
    void lostRecordIsTakenOverFromTheNodesAndNoPodIsTouched() {
        serve();
        Map<String, String> lives = lives();
        cluster.api().configMaps().inNamespace(NAMESPACE).withName("cart-ring").delete();

        rest();

        assertThat(cluster.epoch()).isEqualTo(2);
        assertThat(lives()).isEqualTo(lives);
    }

    @Test
    void damagedRecordIsSaidAndWhatIsNotLookedAtIsNotKnown() {
        serve();
        cluster.api()
                .resource(new ConfigMapBuilder(cluster.api()
                                .configMaps()
                                .inNamespace(NAMESPACE)
                                .withName("cart-ring")
                                .get())
                        .withBinaryData(Map.of("ring", "AAAA"))
                        .build())
                .update();
        rest();

        assertThat(cluster.condition("Ready")).isEqualTo("False RingUnreadable");
        assertThat(cluster.condition("QuorumAvailable")).startsWith("Unknown");
        assertThat(cluster.condition("RingStable")).startsWith("Unknown");
        assertThat(cluster.condition("TLSServing")).startsWith("Unknown");

        cluster.api().configMaps().inNamespace(NAMESPACE).withName("cart-ring").delete();
        rest();

        assertThat(cluster.condition("Ready")).isEqualTo("True Serving");
    }

    @Test
    void whatKubernetesRefusesIsSaidInTheStatus() {
        cluster.apply(CART);
        FakeOperator poor = cluster.operator((operator, request, write) -> {
            if (request.uri().getPath().endsWith("/statefulsets")) {
                throw FakeOperator.refusal(403, "exceeded quota: count/statefulsets.apps");
            }
        });

        Duration again = poor.reconcile(cluster.store()).orElseThrow();

        assertThat(cluster.condition("Ready")).isEqualTo("False RefusedByKubernetes");
        assertThat(cluster.message("Ready")).contains("exceeded quota");
        assertThat(cluster.events()).contains("Warning RefusedByKubernetes");
        assertThat(again).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void podOfSomebodyElseWithTheStoresLabelsIsNeitherCountedNorReplaced() {
        cluster.api()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("debugger")
                        .withNamespace(NAMESPACE)
                        .addToLabels(Map.of(
                                "app.kubernetes.io/name", "stator",
                                "app.kubernetes.io/instance", "cart",
                                "app.kubernetes.io/component", "node",
                                "stator.dev/pool", "std"))
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .build())
                .create();
        serve();

        assertThat(cluster.condition("Ready")).isEqualTo("True Serving");
        assertThat(cluster.status().readyNodes()).isEqualTo(3);
        assertThat(lives()).containsEntry("debugger", "pod-debugger-1");
    }

    @Test
    void newImageReplacesEachPodOnce() {
        serve();

        cluster.apply(CART.replace("spec:", "spec:\n  image: node:2"));
        rest();

        assertThat(lives()).containsValues("pod-cart-std-0-2", "pod-cart-std-1-2", "pod-cart-std-2-2");
        assertThat(cluster.condition("Ready")).isEqualTo("True Serving");
        assertThat(cluster.condition("Progressing")).isEqualTo("False AtRest");
    }

    @Test
    void poolThatIsWaitedForDoesNotHoldUpARollout() {
        serve();

        cluster.apply(CART.replace("spec:", "spec:\n  image: node:2") + "  - {name: big, replicas: 1}\n");
        rest();

        assertThat(lives()).containsValues("pod-cart-std-0-2", "pod-cart-std-1-2", "pod-cart-std-2-2");
        assertThat(cluster.condition("Progressing")).isEqualTo("False ChangeNotBuiltYet");
    }

    @Test
    void certificateIsRenewedInTimeByTheSameAuthorityAndRestartsNobody() {
        serve();
        Map<String, String> lives = lives();
        String authority = secret("cart-ca", "ca.crt");
        String leaf = secret("cart-tls", "tls.crt");
        String internode = secret("cart-internode", "tls.crt");

        cluster.pass(Duration.ofDays(59));
        rest();
        assertThat(secret("cart-tls", "tls.crt"))
                .as("a third of its life is left")
                .isEqualTo(leaf);
        cluster.pass(Duration.ofDays(2));
        rest();

        assertThat(secret("cart-tls", "tls.crt")).isNotEqualTo(leaf);
        assertThat(secret("cart-internode", "tls.crt")).isNotEqualTo(internode);
        assertThat(secret("cart-ca", "ca.crt")).isEqualTo(authority);
        assertThat(lives()).isEqualTo(lives);
        assertThat(cluster.condition("Ready")).isEqualTo("True Serving");
    }

    @Test
    void volumeWithoutADiskIsNotAskedToGrowUntilItHasOne() {
        serve();
        phase("Pending");
        cluster.apply(CART.replace("replicas: 3", "replicas: 3, storage: {size: 20Gi}"));
        rest();

        assertThat(size()).isEqualTo("10Gi");
        assertThat(cluster.condition("Ready")).isEqualTo("True Serving");

        phase("Bound");
        rest();

        assertThat(size()).isEqualTo("20Gi");
    }

    private void serve() {
        cluster.apply(CART);
        rest();
    }

    private void rest() {
        cluster.rest(cluster.operator());
    }

    private StatefulSet statefulSet() {
        return cluster.api()
                .apps()
                .statefulSets()
                .inNamespace(NAMESPACE)
                .withName("cart-std")
                .get();
    }

    /** UIDs of pods by name: they end with how many there were of the name. */
    private Map<String, String> lives() {
        return cluster.api().pods().inNamespace(NAMESPACE).list().getItems().stream()
                .map(Pod::getMetadata)
                .collect(Collectors.toMap(pod -> pod.getName(), pod -> pod.getUid()));
    }

    private String secret(String name, String entry) {
        Secret secret =
                cluster.api().secrets().inNamespace(NAMESPACE).withName(name).get();
        return Objects.requireNonNull(secret.getData().get(entry), entry);
    }

    private void phase(String phase) {
        var volume =
                cluster.api().persistentVolumeClaims().inNamespace(NAMESPACE).withName("data-cart-std-0");
        cluster.api()
                .resource(new PersistentVolumeClaimBuilder(volume.get())
                        .withNewStatus()
                        .withPhase(phase)
                        .endStatus()
                        .build())
                .updateStatus();
    }

    private String size() {
        PersistentVolumeClaim volume = cluster.api()
                .persistentVolumeClaims()
                .inNamespace(NAMESPACE)
                .withName("data-cart-std-0")
                .get();
        return String.valueOf(volume.getSpec().getResources().getRequests().get("storage"));
    }
}
