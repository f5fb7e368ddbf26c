package dev.stator.e2e.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A store's volumes outlive it, and wait for one that fits. */
@OnKubernetes
class VolumesIT {

    @Test
    void aDeletedStoresVolumesAreKeptRefusedToOtherSettingsAndAdoptedByItsOwn(Site site) {
        Store cart = site.cart();
        Kubectl kubectl = site.shop();
        cart.client().put("kept", "for later");
        JsonNode before = cart.resource();
        List<String> volumes = volumes(kubectl);

        kubectl.run("delete", "kvs", "cart", "--timeout=60s");
        kubectl.run("wait", "pods", "-l", "app.kubernetes.io/instance=cart", "--for=delete", "--timeout=120s");
        assertThat(volumes(kubectl)).as("kept").hasSize(3).isEqualTo(volumes);

        kubectl.apply(Readme.manifest().replaceFirst("spec:\n", "spec:\n  partitions: 64\n"));
        Awaitility.await("Ready=False, RetainedVolumesMismatch")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    JsonNode ready = Store.condition(cart.resource(), "Ready");
                    assertThat(ready.path("status").asText()).isEqualTo("False");
                    assertThat(ready.path("reason").asText()).isEqualTo("RetainedVolumesMismatch");
                    assertThat(ready.path("message").asText()).contains("partitions");
                });
        kubectl.run("delete", "kvs", "cart", "--timeout=60s");
        assertThat(volumes(kubectl)).as("still kept").isEqualTo(volumes);

        cart.apply();
        cart.awaitReady();
        cart.renewClient();

        JsonNode after = cart.resource();
        assertThat(cart.client().get("kept")).isEqualTo("for later");
        assertThat(after.at("/metadata/uid")).isNotEqualTo(before.at("/metadata/uid"));
        assertThat(after.at("/status/clusterId")).isEqualTo(before.at("/status/clusterId"));
        assertThat(after.at("/status/ring/epoch").asLong())
                .isGreaterThan(before.at("/status/ring/epoch").asLong());
        assertThat(volumes(kubectl)).isEqualTo(volumes);
        assertThat(kubectl.list(
                        "pvc",
                        "-l",
                        "stator.dev/cluster-id=" + after.at("/status/clusterId").asText()))
                .hasSize(3);
    }

    private static List<String> volumes(Kubectl kubectl) {
        return kubectl.list("pvc", "-l", "app.kubernetes.io/instance=cart").stream()
                .map(claim -> claim.at("/metadata/name").asText() + " "
                        + claim.at("/metadata/uid").asText())
                .sorted()
                .toList();
    }
}
