package dev.stator.e2e.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is refused: by the API server, with the field in its message, and by the operator, with a condition and an event. */
@OnKubernetes
class RefusedChangesIT {

    @Test
    void whatIsFixedAtCreationCannotBeChanged(Site site) {
        site.cart();
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put("spec.replication.factor", json("{'spec': {'replication': {'factor': 2}}}"));
        changes.put("spec.replication.readQuorum", json("{'spec': {'replication': {'readQuorum': 1}}}"));
        changes.put("spec.replication.writeQuorum", json("{'spec': {'replication': {'writeQuorum': 3}}}"));
        changes.put("spec.replication.quorum", json("{'spec': {'replication': {'quorum': 'Strict'}}}"));
        changes.put("spec.partitions", json("{'spec': {'partitions': 2048}}"));
        changes.put("spec.conflictResolution", json("{'spec': {'conflictResolution': 'LastWriteWins'}}"));
        changes.put("spec.durability", json("{'spec': {'durability': 'Buffered'}}"));

        changes.forEach((field, change) -> {
            Output answer = site.shop().attempt("patch", "kvs", "cart", "--type=merge", "-p", change);
            assertThat(answer.exit()).as(field).isNotZero();
            assertThat(answer.err()).contains(field + " is immutable");
        });
    }

    @Test
    void fewerNodesThanCopiesAreRefusedByField(Site site) {
        site.cart();

        Output answer = site.shop()
                .attempt(
                        "patch",
                        "kvs",
                        "cart",
                        "--type=json",
                        "-p",
                        json("[{'op': 'replace', 'path': '/spec/nodePools/0/replicas', 'value': 2}]"));

        assertThat(answer.exit()).isNotZero();
        assertThat(answer.err()).contains("spec.nodePools").contains("spec.replication.factor");
    }

    @Test
    void aManifestWithMistakesIsRefusedWithAllOfThemByField(Site site) {
        Output answer = site.shop().attemptWith("create", """
                        apiVersion: stator.dev/v1alpha1
                        kind: KeyValueStore
                        metadata: {name: wrong}
                        spec:
                          replication: {factor: 9, readQuorum: 0}
                          partitions: 8
                          durability: Sometimes
                          nodePools: [{name: std, replicas: 3, capacityWeight: 0}]
                        """);

        assertThat(answer.exit()).isNotZero();
        assertThat(answer.err())
                .contains("spec.replication.factor")
                .contains("spec.replication.readQuorum")
                .contains("spec.partitions")
                .contains("spec.durability")
                .contains("spec.nodePools[0].capacityWeight");
    }

    @Test
    void aNameThatSomebodyElsesObjectHasIsLeftToIt(Site site) {
        Kubectl kubectl = site.shop();
        kubectl.apply("{apiVersion: v1, kind: Service, metadata: {name: orders}, spec: {ports: [{port: 80}]}}");
        String before = version(kubectl);

        kubectl.apply("""
                apiVersion: stator.dev/v1alpha1
                kind: KeyValueStore
                metadata: {name: orders}
                spec:
                  replication: {factor: 1, readQuorum: 1, writeQuorum: 1}
                  partitions: 16
                  nodePools: [{name: std, replicas: 1}]
                """);

        try {
            Awaitility.await("Ready=False, NameTaken")
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> {
                        JsonNode ready = Store.condition(kubectl.json("kvs/orders"), "Ready");
                        assertThat(ready.path("status").asText()).isEqualTo("False");
                        assertThat(ready.path("reason").asText()).isEqualTo("NameTaken");
                        assertThat(ready.path("message").asText())
                                .contains("Service")
                                .contains("orders");
                    });
            assertThat(kubectl.list(
                            "events", "--field-selector=involvedObject.kind=KeyValueStore,involvedObject.name=orders"))
                    .extracting(event -> event.get("reason").asText())
                    .contains("NameTaken");
            assertThat(version(kubectl)).as("the Service is not touched").isEqualTo(before);
        } finally {
            kubectl.run("delete", "kvs/orders");
            kubectl.run("delete", "service/orders");
            kubectl.run("delete", "pvc", "-l", "app.kubernetes.io/instance=orders");
        }
    }

    /** JSON in single quotes, which need no escaping here. */
    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String version(Kubectl kubectl) {
        return kubectl.json("service/orders").at("/metadata/resourceVersion").asText();
    }
}
