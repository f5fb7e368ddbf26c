package dev.stator.e2e.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A node's disk loses what was written last, and a human lets it go on (FAILURES 5, PROTOCOL rule 20). */
@OnKubernetes
class RollbackIT {
    private static final String WORD = "stator.dev/accept-rollback";
    private static final Duration SEEN_MAX = Duration.ofSeconds(60);
    private static final int KEYS = 5;

    @Test
    void nodeInDoubtIsSaidAndGoesOnOnceAHumanSaysSo(Site site) {
        Store cart = site.cart();
        Kubectl kubectl = site.shop();
        String pod = cart.pods().get(1);
        putAll(cart, "first");

        annotate(kubectl, pod);
        Awaitility.await("that there is nothing to accept")
                .atMost(SEEN_MAX)
                .until(() -> isWordGone(cart) && told(kubectl, "RollbackNotAccepted", pod + " is not in doubt"));
        assertThat(cart.isReady(pod)).isTrue();

        kubectl.run("exec", pod, "--", "sh", "-c", "rm /data/db/*.log");
        kubectl.run("delete", "pod", pod, "--force", "--grace-period=0");
        Awaitility.await("the doubt").atMost(SEEN_MAX).until(() -> cart.condition("Degraded", "reason")
                .equals("StoreInDoubt"));
        assertThat(cart.condition("Degraded", "message")).contains(pod + " is in doubt", "kubectl annotate kvs cart");
        assertThat(cart.isReady(pod)).isFalse();
        assertThat(told(kubectl, "StoreInDoubt", pod + " is in doubt")).isTrue();
        putAll(cart, "second");
        String inDoubt = cart.life(pod); // not always its first start

        annotate(kubectl, pod);
        Awaitility.await("its return")
                .atMost(SEEN_MAX)
                .until(() -> cart.isReady(pod)
                        && cart.condition("Degraded", "status").equals("False"));

        assertThat(isWordGone(cart)).isTrue();
        assertThat(told(kubectl, "RollbackAccepted", pod)).isTrue();
        assertThat(cart.life(pod))
                .as("started anew once; before that it said: %s", kubectl.run("logs", pod, "--previous", "--tail=8"))
                .isEqualTo(Store.later(inDoubt, 1));
        assertThat(kubectl.run("exec", pod, "--", "ls", "/data"))
                .contains("synced")
                .doesNotContain("accept-rollback");
        cart.awaitReady();
        Awaitility.await("equal copies").atMost(SEEN_MAX).until(() -> cart.condition("FullyReplicated", "status")
                .equals("True"));
        for (int i = 0; i < KEYS; i++) {
            assertThat(cart.client().get("rolled-" + i)).isEqualTo("second");
        }
    }

    private static void putAll(Store store, String value) {
        for (int i = 0; i < KEYS; i++) {
            store.client().put("rolled-" + i, value);
        }
    }

    private static void annotate(Kubectl kubectl, String pod) {
        kubectl.run("annotate", "kvs", "cart", WORD + "=" + pod);
    }

    private static boolean isWordGone(Store store) {
        return !store.resource().at("/metadata/annotations").has(WORD);
    }

    private static boolean told(Kubectl kubectl, String reason, String part) {
        List<JsonNode> events = kubectl.list("events", "--field-selector", "reason=" + reason);
        return events.stream().anyMatch(event -> event.path("message").asText().contains(part));
    }
}
