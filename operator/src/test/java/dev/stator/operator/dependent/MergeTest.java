package dev.stator.operator.dependent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.desired.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergeTest {
    private static final String SET = """
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: cart-std, namespace: shop, labels: {mine: "1"}}
            spec: {replicas: 3, serviceName: cart-nodes,
              template: {spec: {containers: [{name: node, image: 'node:1', env: [{name: A, value: "1"}],
                resources: {limits: {memory: 1Gi}}}]}},
              volumeClaimTemplates: [{metadata: {name: data}, spec: {resources: {requests: {storage: 10Gi}}}}]}
            """;

    /** Each row: a change of the live object, and whether it is still what is wanted. */
    @ParameterizedTest(name = "{0} becomes {1}: as wanted {2}")
    @CsvSource(delimiter = '|', textBlock = """
                # what others add or the API server fills in is no difference
                'labels: {mine: "1"}'          | 'labels: {mine: "1", theirs: "2"}'                   | true
                'labels: {mine: "1"}'          | 'finalizers: [theirs], labels: {mine: "1"}'          | true
                'name: node,'                  | 'name: node, imagePullPolicy: IfNotPresent,'          | true
                'replicas: 3'                  | 'replicas: 3, updateStrategy: {type: OnDelete}'      | true
                # an amount in other words is the same amount
                'memory: 1Gi'                  | 'memory: 1024Mi'                                     | true
                # set once, kept as it is
                'storage: 10Gi'                | 'storage: 20Gi'                                      | true
                # what differs is brought back
                'replicas: 3'                  | 'replicas: 1'                                        | false
                'node:1'                       | 'node:2'                                             | false
                'labels: {mine: "1"}'          | 'labels: {mine: "2"}'                                | false
                'memory: 1Gi'                  | 'memory: 2Gi'                                        | false
                'memory: 1Gi'                  | 'memory: much'                                       | false
                '[{name: A, value: "1"}]'      | '[{name: A, value: "1"}, {name: B, value: "2"}]'     | false
                '[{name: A, value: "1"}]'      | '[]'                                                 | false
                """)
    void objectIsAsWantedWhenItSaysAllThatIsWanted(String from, String to, boolean isAsWanted) {
        StatefulSet wanted = Serialization.unmarshal(SET, StatefulSet.class);
        String live = Serialization.asYaml(Merge.stamped(wanted));
        String annotations = "annotations: " + annotations(live);

        StatefulSet changed = Serialization.unmarshal(
                SET.replace("namespace: shop", "namespace: shop, " + annotations)
                        .replace(from, to),
                StatefulSet.class);

        assertThat(Merge.isAsWanted(changed, wanted)).isEqualTo(isAsWanted);
    }

    private static String annotations(String yaml) {
        HasMetadata object = Serialization.unmarshal(yaml, StatefulSet.class);
        return "{stator.dev/wanted: '" + object.getMetadata().getAnnotations().get(Names.WANTED) + "'}";
    }

    @Test
    void fieldThatIsWantedNoLongerShowsByTheDigest() {
        StatefulSet before = Serialization.unmarshal(SET, StatefulSet.class);
        StatefulSet now =
                Serialization.unmarshal(SET.replace("env: [{name: A, value: \"1\"}],", ""), StatefulSet.class);
        HasMetadata live = Merge.stamped(before);

        assertThat(Merge.isAsWanted(live, now)).isFalse();
        StatefulSet merged = (StatefulSet) Merge.merged(live, now);
        assertThat(merged.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getEnv())
                .isEmpty();
        assertThat(Merge.isAsWanted(merged, now)).isTrue();
    }

    @Test
    void objectThatWasNeverStampedIsNotAsWanted() {
        StatefulSet wanted = Serialization.unmarshal(SET, StatefulSet.class);

        assertThat(Merge.isAsWanted(wanted, wanted)).isFalse();
    }

    @Test
    void mergedObjectKeepsItsVersionWhatOthersWroteAndWhatCanBeSetOnlyOnce() {
        StatefulSet wanted = Serialization.unmarshal(SET, StatefulSet.class);
        StatefulSet live = Serialization.unmarshal(
                SET.replace("replicas: 3", "replicas: 1")
                                .replace("storage: 10Gi", "storage: 5Gi")
                                .replace(
                                        "labels: {mine: \"1\"}",
                                        "resourceVersion: '7', uid: u, labels: {theirs: '2'}, annotations: {theirs: '3'}, finalizers: [f]")
                        + "status: {replicas: 1}\n",
                StatefulSet.class);

        StatefulSet merged = (StatefulSet) Merge.merged(live, wanted);

        assertThat(merged.getMetadata().getResourceVersion()).isEqualTo("7");
        assertThat(merged.getMetadata().getLabels()).containsEntry("mine", "1").containsEntry("theirs", "2");
        assertThat(merged.getMetadata().getAnnotations())
                .containsEntry("theirs", "3")
                .containsKey(Names.WANTED);
        assertThat(merged.getMetadata().getFinalizers()).containsExactly("f");
        assertThat(merged.getSpec().getReplicas()).isEqualTo(3);
        assertThat(merged.getSpec()
                        .getVolumeClaimTemplates()
                        .get(0)
                        .getSpec()
                        .getResources()
                        .getRequests()
                        .get("storage"))
                .hasToString("5Gi");
        assertThat(merged.getStatus()).isNull();
    }

    @Test
    void serviceKeepsTheAddressesThatItWasGiven() {
        Service wanted = Serialization.unmarshal("""
                apiVersion: v1
                kind: Service
                metadata: {name: cart, namespace: shop}
                spec: {type: ClusterIP, ports: [{port: 8443}]}
                """, Service.class);
        Service live = Serialization.unmarshal("""
                apiVersion: v1
                kind: Service
                metadata: {name: cart, namespace: shop}
                spec: {type: ClusterIP, clusterIP: 10.0.0.7, clusterIPs: [10.0.0.7], ports: [{port: 443}]}
                """, Service.class);

        Service merged = (Service) Merge.merged(live, wanted);

        assertThat(merged.getSpec().getClusterIP()).isEqualTo("10.0.0.7");
        assertThat(merged.getSpec().getPorts().get(0).getPort()).isEqualTo(8443);
    }

    /** A ring that no longer fits into one ConfigMap must not leave its predecessor beside the names of its parts. */
    @Test
    void configMapHasNoDataThatIsWantedNoLonger() {
        ConfigMap wanted = Serialization.unmarshal("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: cart-ring, namespace: shop}
                data: {parts: a}
                """, ConfigMap.class);
        ConfigMap live = Serialization.unmarshal("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: cart-ring, namespace: shop}
                data: {epoch: "1"}
                binaryData: {ring: AAAA}
                """, ConfigMap.class);

        ConfigMap merged = (ConfigMap) Merge.merged(live, wanted);

        assertThat(merged.getData()).containsOnlyKeys("parts");
        assertThat(merged.getBinaryData()).isNullOrEmpty();
    }
}
