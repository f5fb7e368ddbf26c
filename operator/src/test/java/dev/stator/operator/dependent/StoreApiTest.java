package dev.stator.operator.dependent;

import static dev.stator.operator.fake.FakeCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.desired.Names;
import dev.stator.operator.desired.RingDocument;
import dev.stator.operator.fake.FakeCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreApiTest {
    private final FakeCluster cluster = new FakeCluster();
    private KeyValueStore store = new KeyValueStore();
    private StoreApi api = new StoreApi(cluster.api(), store);

    @BeforeEach
    void apply() {
        cluster.apply(FakeCluster.CART);
        store = cluster.store();
        api = new StoreApi(cluster.api(), store);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void partsThatTheHeadDoesNotNameGoAlsoThoseOfAnOperatorThatWasKilled() {
        cluster.api()
                .resource(part("cart-ring-orphan", store.getMetadata().getUid()))
                .create();
        cluster.api().resource(part("cart-ring-notes", "somebody-else")).create();
        ConfigMap part = part("cart-ring-0", store.getMetadata().getUid());

        api.record(new RingDocument(head("cart-ring-0"), List.of(part)), Optional.empty());

        assertThat(configMaps()).containsExactlyInAnyOrder("cart-ring", "cart-ring-0", "cart-ring-notes");
    }

    @Test
    void headIsWrittenOnlyInPlaceOfTheOneThatWasRead() {
        api.record(new RingDocument(head(""), List.of()), Optional.empty());
        Optional<ConfigMap> read = api.ringHead();
        api.record(new RingDocument(head("cart-ring-0"), List.of()), read);

        assertConflict(() -> api.record(new RingDocument(head("cart-ring-1"), List.of()), read));
        assertConflict(() -> api.record(new RingDocument(head("cart-ring-1"), List.of()), Optional.empty()));
        assertThat(api.ringHead()).hasValueSatisfying(head -> assertThat(RingDocument.partsOf(head))
                .containsExactly("cart-ring-0"));
    }

    @Test
    void podThatIsAnotherByNowIsNotDeleted() {
        Pod seen = cluster.api()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("cart-std-0")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .build())
                .create();
        cluster.api()
                .resource(new PodBuilder(seen)
                        .editMetadata()
                        .addToLabels("changed", "yes")
                        .endMetadata()
                        .build())
                .update();

        assertConflict(() -> api.deletePod(seen));

        assertThat(cluster.api()
                        .pods()
                        .inNamespace(NAMESPACE)
                        .withName("cart-std-0")
                        .get())
                .isNotNull();
    }

    @Test
    void zoneOfAHostIsItsLabelElseItsOwnName() {
        assertThat(api.zone("host-1")).contains("zone-1");
        assertThat(api.zone("gone")).as("not there: not known").isEmpty();
    }

    @Test
    void podsAreThoseOfTheStoresOwnStatefulSets() {
        cluster.rest(cluster.operator());

        assertThat(api.pods(Set.of("statefulset-cart-std-1"))).hasSize(3);
        assertThat(api.pods(Set.of("of-a-store-before"))).isEmpty();
    }

    private static void assertConflict(org.assertj.core.api.ThrowableAssert.ThrowingCallable write) {
        assertThatThrownBy(write).isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode())
                .isEqualTo(409));
    }

    private List<String> configMaps() {
        return cluster.api().configMaps().inNamespace(NAMESPACE).list().getItems().stream()
                .map(map -> map.getMetadata().getName())
                .toList();
    }

    private ConfigMap head(String parts) {
        return new ConfigMapBuilder(part("cart-ring", store.getMetadata().getUid()))
                .withBinaryData(Map.of())
                .addToData("parts", parts)
                .build();
    }

    private ConfigMap part(String name, String owner) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withLabels(Names.of(store).labels())
                .addNewOwnerReference()
                .withApiVersion("stator.dev/v1alpha1")
                .withKind("KeyValueStore")
                .withName("cart")
                .withUid(owner)
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .addToBinaryData("ring", "AAAA")
                .build();
    }
}
