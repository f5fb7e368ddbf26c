package dev.stator.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Manifest;
import dev.stator.operator.api.NodePool;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The objects of a store, field for field, as files in {@code src/test/resources/golden}. A difference in a pod's template, and so
 * in its hash, restarts every node of every store when the operator is upgraded: make it knowingly.
 */
class GoldenTest {
    private static final Path FILES = Path.of("src/test/resources/golden");
    private static final boolean IS_REWRITTEN = Boolean.getBoolean("golden.rewrite");

    @Test
    void storeOfDefaults() throws IOException {
        assertGolden("defaults", objects(store("""
                apiVersion: stator.dev/v1alpha1
                kind: KeyValueStore
                metadata: {name: cart, namespace: shop}
                spec:
                  nodePools:
                  - {name: std, replicas: 3}
                """)));
    }

    @Test
    void storeThatUsesEverything() throws IOException {
        assertGolden("everything", objects(store("""
                apiVersion: stator.dev/v1alpha1
                kind: KeyValueStore
                metadata:
                  name: cart
                  namespace: shop
                  annotations: {stator.dev/restart: monday}
                spec:
                  replication: {factor: 5, readQuorum: 1, writeQuorum: 3, quorum: Strict}
                  partitions: 64
                  nodePools:
                  - name: std
                    replicas: 3
                    resources: {limits: {cpu: 2, memory: 2Gi}, requests: {memory: 2Gi}}
                    storage: {size: 20Gi, storageClassName: fast}
                    template:
                      metadata:
                        labels: {team: shop, app.kubernetes.io/name: not-theirs-to-change}
                        annotations: {note: "1"}
                      nodeSelector: {disk: ssd}
                      tolerations: [{key: dedicated, operator: Exists}]
                      affinity: {nodeAffinity: {}}
                      topologySpreadConstraints:
                      - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}
                  - {name: big, replicas: 2, capacityWeight: 200}
                  limits: {maxValueBytes: 65536, maxSiblings: 10}
                  hintedHandoff: {maxBytesPerNode: 512Mi}
                  service: {type: NodePort, port: 443}
                  deletionPolicy: Delete
                  image: example.com/node:2
                """)));
    }

    @Test
    void secretsWithoutWhatComesFromChance() throws IOException {
        KeyValueStore store = store("""
                apiVersion: stator.dev/v1alpha1
                kind: KeyValueStore
                metadata: {name: cart, namespace: shop}
                spec:
                  nodePools:
                  - {name: std, replicas: 3}
                """);
        List<HasMetadata> masked = new ArrayList<>();
        for (Secret secret :
                TlsSecrets.of(store, "uid", Map.of(), Instant.EPOCH).secrets()) {
            SortedMap<String, String> data = new TreeMap<>(secret.getData());
            data.replaceAll((entry, pem) -> "…");
            masked.add(new SecretBuilder(secret).withData(data).build());
        }

        assertGolden("secrets", masked);
    }

    @Test
    void poolThatHasToWaitForItsMembersHasNoStatefulSet() {
        KeyValueStore store = store("""
                apiVersion: stator.dev/v1alpha1
                kind: KeyValueStore
                metadata: {name: cart, namespace: shop}
                spec:
                  nodePools:
                  - {name: std, replicas: 3}
                  - {name: big, replicas: 2}
                  - {name: none, replicas: 0}
                """);

        List<HasMetadata> all = new StoreObjects(store, "uid", "node:1").all(new TreeMap<>(Map.of("std", 3)));

        assertThat(all)
                .filteredOn(object -> object.getKind().equals("StatefulSet"))
                .extracting(object -> object.getMetadata().getName())
                .containsExactly("cart-std", "cart-none");
    }

    private static List<HasMetadata> objects(KeyValueStore store) {
        SortedMap<String, Integer> sizes = new TreeMap<>();
        for (NodePool pool : store.getSpec().nodePools()) {
            sizes.put(pool.name(), pool.replicas());
        }
        return new StoreObjects(store, "uid", "stator-node:1").all(sizes);
    }

    private static KeyValueStore store(String manifest) {
        KeyValueStore store = ((Manifest.Loaded) Manifest.load(manifest)).store();
        store.getMetadata().setUid("uid");
        return store;
    }

    private static void assertGolden(String name, List<HasMetadata> objects) throws IOException {
        StringBuilder text = new StringBuilder();
        objects.forEach(object -> text.append(Serialization.asYaml(object)));
        Path file = FILES.resolve(name + ".yaml");
        if (IS_REWRITTEN) {
            Files.createDirectories(FILES);
            Files.writeString(file, text);
        }
        assertThat(text.toString())
                .as(
                        "%s: if the change is meant, run this test with -Dgolden.rewrite=true and review the difference",
                        file)
                .isEqualTo(Files.readString(file));
    }
}
