package dev.stator.e2e.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The README's store on a real cluster: what is there after {@code kubectl apply}, and who may use it how. */
@OnKubernetes
class StoreIT {
    private static final long MIB = 1 << 20;

    @Test
    void isReadyWithinAMinuteOfItsFirstApply(Site site) {
        Duration readyAfter = site.cart().readyAfter();

        System.out.println("measured: Ready " + readyAfter.toSeconds() + " s after kubectl apply");
        assertThat(readyAfter).isLessThanOrEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aPutThroughTheServiceIsReadThroughItAndFromEachPod(Site site) {
        Store cart = site.cart();

        cart.client().put("breakfast", "milk");

        assertThat(cart.client().get("breakfast")).isEqualTo("milk");
        assertThat(cart.pods()).hasSize(3);
        for (String pod : cart.pods()) {
            assertThat(cart.client().getFrom(pod, "breakfast")).as(pod).isEqualTo("milk");
        }
    }

    @Test
    void whoDoesNotTrustTheStoresAuthorityIsNotServed(Site site) {
        Store cart = site.cart();

        Output withoutCa =
                cart.client().exec("curl", "-sS", "-m", "10", cart.client().url("breakfast"));

        assertThat(withoutCa.exit()).isNotZero();
        assertThat(withoutCa.err()).contains("certificate");
    }

    @Test
    void itsObjectsHaveTheNamesThatTheManualSays(Site site) {
        Store cart = site.cart();
        Kubectl kubectl = site.shop();

        List<JsonNode> objects = List.of(
                kubectl.json("statefulset/cart-std"),
                kubectl.json("service/cart"),
                kubectl.json("service/cart-nodes"),
                kubectl.json("configmap/cart-ring"),
                kubectl.json("secret/cart-ca"),
                kubectl.json("secret/cart-ca-key"),
                kubectl.json("secret/cart-tls"),
                kubectl.json("secret/cart-internode"),
                kubectl.json("poddisruptionbudget/cart"));

        String uid = cart.resource().at("/metadata/uid").asText();
        for (JsonNode object : objects) {
            JsonNode metadata = object.get("metadata");
            assertThat(metadata.at("/ownerReferences/0/uid").asText())
                    .as(metadata.toString())
                    .isEqualTo(uid);
            assertThat(metadata.at("/ownerReferences/0/controller").asBoolean()).isTrue();
            assertThat(texts(metadata.get("labels"))).contains("stator", "cart", "node", "stator-operator");
        }
        assertThat(kubectl.json("service/cart").at("/spec/ports/0/port").asInt())
                .isEqualTo(8443);
        assertThat(kubectl.json("service/cart-nodes").at("/spec/clusterIP").asText())
                .isEqualTo("None");
        assertThat(kubectl.json("service/cart-nodes")
                        .at("/spec/publishNotReadyAddresses")
                        .asBoolean())
                .isTrue();
        assertThat(kubectl.json("poddisruptionbudget/cart")
                        .at("/spec/maxUnavailable")
                        .asInt())
                .isEqualTo(1);
        assertThat(names(kubectl.json("secret/cart-ca").get("data"))).containsExactly("ca.crt");
        assertThat(cart.pods()).containsExactly("cart-std-0", "cart-std-1", "cart-std-2");
    }

    @Test
    void podsHaveNoTokenNoRootAndNothingToWriteToButTheirVolumes(Site site) {
        site.cart();

        for (JsonNode pod : site.shop().list("pods", "-l", "app.kubernetes.io/instance=cart")) {
            JsonNode spec = pod.get("spec");
            JsonNode container = spec.at("/containers/0/securityContext");
            assertThat(spec.get("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(spec.get("volumes").toString()).doesNotContain("serviceAccountToken");
            assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(spec.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(container.get("readOnlyRootFilesystem").asBoolean()).isTrue();
            assertThat(container.get("allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(texts(container.at("/capabilities/drop"))).containsExactly("ALL");
            assertThat(spec.get("terminationGracePeriodSeconds").asInt()).isPositive();
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertThat(spec.at("/containers/0/" + probe + "/httpGet/path").asText())
                        .as(probe)
                        .startsWith("/");
            }
        }
    }

    @Test
    void itsStatusSaysWhoHoldsWhat(Site site) {
        JsonNode resource = site.cart().resource();
        JsonNode status = resource.get("status");

        assertThat(status.get("observedGeneration")).isEqualTo(resource.at("/metadata/generation"));
        assertThat(status.get("endpoint").asText()).isEqualTo("https://cart.shop.svc:8443");
        assertThat(status.get("quorum").asText()).isEqualTo("3/2/2");
        assertThat(status.get("nodes").asInt()).isEqualTo(3);
        assertThat(status.get("readyNodes").asInt()).isEqualTo(3);
        assertThat(status.at("/ring/epoch").asLong()).isPositive();
        assertThat(status.at("/ring/partitions").asInt()).isEqualTo(1024);
        List<String> members = new ArrayList<>();
        double shares = 0;
        for (JsonNode member : status.get("members")) {
            members.add(member.get("name").asText());
            shares += member.get("actualShare").asDouble();
            assertThat(member.get("storeId").asText()).isNotEmpty();
            assertThat(member.get("targetShare").asDouble()).isCloseTo(1.0 / 3, within(0.001));
        }
        assertThat(members).containsExactlyInAnyOrderElementsOf(site.cart().pods());
        assertThat(shares).isCloseTo(1, within(0.001));
        assertThat(site.cart().condition("Ready", "status")).isEqualTo("True");
        assertThat(site.cart().condition("QuorumAvailable", "status")).isEqualTo("True");
        assertThat(site.cart().condition("RingStable", "status")).isEqualTo("True");
        assertThat(site.cart().condition("TLSServing", "status")).isEqualTo("True");
    }

    @Test
    void itSaysWhenAllOwnersHoldTheSame(Site site) {
        Store cart = site.cart();

        site.shop().run("wait", "kvs/cart", "--for=condition=FullyReplicated", "--timeout=180s");

        JsonNode resource = cart.resource();
        assertThat(Store.condition(resource, "FullyReplicated").get("reason").asText())
                .isEqualTo("CopiesEqual");
        for (JsonNode member : resource.at("/status/members")) {
            assertThat(member.get("hintedBytes").asLong(-1)).isZero();
        }
    }

    @Test
    void getShowsWhatOneWantsToKnowAtAGlance(Site site) {
        site.cart();

        List<String> lines = site.shop().run("get", "kvs").lines().toList();

        assertThat(lines.get(0).split("\\s+"))
                .containsExactly("NAME", "N/R/W", "NODES", "READY", "AVAILABLE", "STABLE", "BALANCE", "VERSION", "AGE");
        assertThat(Arrays.asList(lines.get(1).split("\\s+")))
                .startsWith("cart", "3/2/2", "3", "True", "True", "True", "100")
                .hasSize(9)
                .doesNotContain("<none>");
    }

    @Test
    void eventsTellHowItCameUp(Site site) {
        site.cart();

        List<JsonNode> events = site.shop()
                .list("events", "--field-selector=involvedObject.kind=KeyValueStore,involvedObject.name=cart");

        assertThat(events).isNotEmpty();
        for (JsonNode event : events) {
            assertThat(event.get("reason").asText()).matches("[A-Z][A-Za-z]+");
            assertThat(event.get("message").asText()).isNotBlank();
        }
        assertThat(site.shop().run("describe", "kvs", "cart"))
                .contains("Events:")
                .contains("stator-operator");
    }

    @Test
    void threeIdleNodesAndTheOperatorNeedLittleMemory(Site site) {
        Store cart = site.cart();
        long nodes = 0;

        for (String pod : cart.pods()) {
            nodes += Memory.workingSetBytes(site.shop(), pod);
        }
        long operator = Memory.workingSetBytes(site.operator(), "deployment/stator-operator");

        System.out.println("measured: three idle nodes " + nodes / MIB + " MiB, operator " + operator / MIB + " MiB");
        assertThat(nodes).isPositive().isLessThanOrEqualTo(1024 * MIB);
        assertThat(operator).isPositive().isLessThanOrEqualTo(256 * MIB);
    }

    /** Beyond what the chart's test reads from the rules: what the API server makes of them. */
    @Test
    void theOperatorMayNotDoWhatItNeedNot(Site site) {
        Map<String, String> forbidden = Map.of(
                "create", "pods",
                "create pods in it", "pods/exec",
                "create roles", "clusterroles",
                "delete stores", "keyvaluestores.stator.dev",
                "delete nodes", "nodes");

        forbidden.forEach((what, resource) -> {
            String verb = what.split(" ", -1)[0];
            Output answer = site.shop()
                    .attempt(
                            "auth",
                            "can-i",
                            verb,
                            resource,
                            "--as=system:serviceaccount:stator-system:stator-operator");
            assertThat(answer.out().strip()).as(verb + " " + resource).isEqualTo("no");
        });
    }

    private static List<String> texts(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.asText()));
        return texts;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
