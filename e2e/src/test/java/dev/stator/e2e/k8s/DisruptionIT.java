package dev.stator.e2e.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Pods and operators go while users put and get. */
@OnKubernetes
class DisruptionIT {
    private static final Duration BACK_MAX = Duration.ofMinutes(2);

    @Test
    void deletingEachPodInTurnCostsNoRequest(Site site) {
        Store cart = site.cart();

        Load load = Load.start(cart.client(), "rolling");
        for (String pod : cart.pods()) {
            String before = cart.life(pod);
            site.shop().run("delete", "pod", pod);
            awaitAnother(cart, pod, before);
            load.awaitMore(20);
        }
        Load.Result result = load.stop();

        System.out.println("measured: each pod deleted under load, " + result);
        assertThat(result.failed()).as(result.toString()).isZero();
        assertThat(load.keysReadBack(result)).isEqualTo(result.puts());
        cart.awaitReady();
    }

    @Test
    void aPodThatIsKilledCostsNoRequestBeyondRetries(Site site) {
        Store cart = site.cart();
        String pod = cart.pods().get(1);
        String before = cart.life(pod);

        Load load = Load.start(cart.client(), "killed");
        site.shop().run("delete", "pod", pod, "--force", "--grace-period=0");
        awaitAnother(cart, pod, before);
        load.awaitMore(20);
        Load.Result result = load.stop();

        assertThat(result.failed()).as(result.toString()).isZero();
        assertThat(load.keysReadBack(result)).isEqualTo(result.puts());
        cart.awaitReady();
    }

    @Test
    void withoutItsOperatorAStoreServesOnAndANewOperatorRestartsNoPod(Site site) {
        Store cart = site.cart();
        Map<String, String> before = cart.restarts();

        site.operator().run("scale", "deployment/stator-operator", "--replicas=0");
        site.operator()
                .run("wait", "pods", "-l", "app.kubernetes.io/component=operator", "--for=delete", "--timeout=60s");
        cart.client().put("alone", "still here");
        String alone = cart.client().get("alone");
        site.operator().run("scale", "deployment/stator-operator", "--replicas=1");
        site.operator().run("rollout", "status", "deployment/stator-operator", "--timeout=120s");
        String operator = leader(site);
        Awaitility.await("the new operator's lead")
                .atMost(BACK_MAX)
                .until(() -> !leader(site).equals(operator) || isLeading(site));

        assertThat(alone).isEqualTo("still here");
        cart.awaitReady();
        assertThat(cart.restarts()).isEqualTo(before);
    }

    private static String leader(Site site) {
        return site.operator()
                .jsonIfThere("lease/stator-operator")
                .map(lease -> lease.at("/spec/holderIdentity").asText())
                .orElse("");
    }

    private static boolean isLeading(Site site) {
        return site.operator().list("pods", "-l", "app.kubernetes.io/component=operator").stream()
                .anyMatch(pod -> leader(site).contains(pod.at("/metadata/name").asText()));
    }

    private static void awaitAnother(Store store, String pod, String before) {
        Awaitility.await("another " + pod)
                .atMost(BACK_MAX)
                .until(() -> store.isReady(pod) && !store.life(pod).equals(before));
    }
}
