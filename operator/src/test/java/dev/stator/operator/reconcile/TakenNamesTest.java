package dev.stator.operator.reconcile;

import static dev.stator.operator.fake.FakeCluster.CART;
import static dev.stator.operator.fake.FakeCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.fake.EndState;
import dev.stator.operator.fake.FakeCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody else has an object of a name that a store needs: neither it nor anything else is touched (API §2, NameTaken). */
class TakenNamesTest {
    private final FakeCluster cluster = new FakeCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({
        "v1, Service, cart",
        "v1, Service, cart-nodes",
        "v1, ConfigMap, cart-ring",
        "v1, Secret, cart-ca",
        "v1, Secret, cart-ca-key",
        "v1, Secret, cart-tls",
        "v1, Secret, cart-internode",
        "v1, Secret, cart-internode-key",
        "v1, PersistentVolumeClaim, data-cart-std-0",
        "policy/v1, PodDisruptionBudget, cart",
        "apps/v1, StatefulSet, cart-std",
    })
    void objectOfSomebodyElseIsLeftAloneAndNothingIsMadeBesideIt(String apiVersion, String kind, String name) {
        GenericKubernetesResource theirs =
                cluster.api().resource(foreign(apiVersion, kind, name)).create();
        Set<String> before = objects();

        cluster.apply(CART);
        cluster.rest(cluster.operator());

        assertThat(cluster.condition("Ready")).isEqualTo("False NameTaken");
        assertThat(cluster.message("Ready")).contains(name);
        assertThat(cluster.events()).contains("Warning NameTaken");
        assertThat(objects()).isEqualTo(before);
        assertThat(cluster.api().resource(theirs).get()).isEqualTo(theirs);

        cluster.api().resource(theirs).delete();
        cluster.rest(cluster.operator());

        assertThat(cluster.condition("Ready")).as("once the name is free").isEqualTo("True Serving");
    }

    @Test
    void volumeOfAnotherApplicationWhoseNameOnlyLooksLikeOneOfOursIsNoneOfOurBusiness() {
        cluster.api()
                .resource(foreign("v1", "PersistentVolumeClaim", "data-cart-db-0"))
                .create();

        cluster.apply(CART);
        cluster.rest(cluster.operator());

        assertThat(cluster.condition("Ready")).isEqualTo("True Serving");
    }

    @Test
    void objectsOfADeletedStoreOfThatNameAreWaitedForAndNotTakenOver() {
        GenericKubernetesResource theirs = foreign("v1", "Service", "cart");
        theirs.setMetadata(new ObjectMetaBuilder(theirs.getMetadata())
                .addNewOwnerReference()
                .withApiVersion("stator.dev/v1alpha1")
                .withKind("KeyValueStore")
                .withName("cart")
                .withUid("of-the-one-before")
                .withController(true)
                .endOwnerReference()
                .build());
        cluster.api().resource(theirs).create();
        cluster.apply(CART);

        cluster.operator().reconcile(cluster.store());

        assertThat(cluster.condition("Ready")).isEqualTo("False PredecessorLeaving");
        assertThat(cluster.events()).containsExactly("Normal PredecessorLeaving");

        cluster.rest(cluster.operator()); // the garbage collector comes by

        assertThat(cluster.condition("Ready")).isEqualTo("True Serving");
    }

    private Set<String> objects() {
        return EndState.of(cluster).keySet().stream()
                .filter(name -> !name.startsWith("KeyValueStore/"))
                .collect(Collectors.toSet());
    }

    private static GenericKubernetesResource foreign(String apiVersion, String kind, String name) {
        Map<String, Object> spec =
                switch (kind) {
                    case "StatefulSet" -> Map.of("replicas", 0, "template", Map.of());
                    case "PersistentVolumeClaim" -> Map.of("resources", Map.of("requests", Map.of("storage", "1Gi")));
                    default -> Map.of();
                };
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(apiVersion)
                .withKind(kind)
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .addToLabels("app", "theirs")
                .endMetadata()
                .addToAdditionalProperties("spec", spec)
                .build();
    }
}
