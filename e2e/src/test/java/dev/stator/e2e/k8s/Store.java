package dev.stator.e2e.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A KeyValueStore as its user sees it: the resource, its pods, and a client pod that calls it. */
final class Store {
    private static final Duration READY_MAX = Duration.ofMinutes(3);

    private final Kubectl kubectl;
    private final String name;
    private final String manifest;
    private final ClientPod client;
    private final String clientImage;
    private final Duration readyAfter;

    private Store(
            Kubectl kubectl, String name, String manifest, ClientPod client, String clientImage, Duration readyAfter) {
        this.kubectl = kubectl;
        this.name = name;
        this.manifest = manifest;
        this.client = client;
        this.clientImage = clientImage;
        this.readyAfter = readyAfter;
    }

    static Store applied(Kubectl kubectl, String name, String manifest, String clientImage) {
        long start = System.nanoTime();
        kubectl.apply(manifest);
        ClientPod client = ClientPod.create(kubectl, name, clientImage);
        awaitReady(kubectl, name);
        Duration readyAfter = Duration.ofNanos(System.nanoTime() - start);
        client.awaitReady();
        return new Store(kubectl, name, manifest, client, clientImage, readyAfter);
    }

    /** How long it took from {@code kubectl apply} until the store, applied for the first time, was Ready. */
    Duration readyAfter() {
        return readyAfter;
    }

    void apply() {
        kubectl.apply(manifest);
    }

    void awaitReady() {
        awaitReady(kubectl, name);
    }

    private static void awaitReady(Kubectl kubectl, String name) {
        Output output = kubectl.attempt(
                "wait", "kvs/" + name, "--for=condition=Ready", "--timeout=" + READY_MAX.toSeconds() + "s");
        if (output.exit() != 0) {
            throw new AssertionError(output + "\n"
                    + kubectl.attempt("describe", "kvs", name).out()
                    + kubectl.attempt("get", "all,pvc,events").out()
                    + kubectl.attempt("-n", Site.OPERATOR_NAMESPACE, "logs", "deployment/stator-operator")
                            .out());
        }
    }

    ClientPod client() {
        return client;
    }

    /** For a store that was made anew, and has another authority. */
    void renewClient() {
        client.renew(clientImage);
    }

    JsonNode resource() {
        return kubectl.json("kvs/" + name);
    }

    /** One field of one of its conditions. */
    String condition(String type, String field) {
        return condition(resource(), type).path(field).asText();
    }

    /** The condition of a resource, missing if it has none. */
    static JsonNode condition(JsonNode resource, String type) {
        for (JsonNode condition : resource.at("/status/conditions")) {
            if (condition.get("type").asText().equals(type)) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }

    boolean isReady(String pod) {
        return kubectl.jsonIfThere("pod/" + pod)
                .filter(found -> found.at("/metadata/deletionTimestamp").isMissingNode())
                .filter(found ->
                        condition(found, "Ready").path("status").asText().equals("True"))
                .isPresent();
    }

    /** Names of its pods, sorted. */
    List<String> pods() {
        return List.copyOf(restarts().keySet());
    }

    /** Which life of which pod of this name: another when the pod is made anew or its container is started again. */
    String life(String pod) {
        return restarts().getOrDefault(pod, "gone");
    }

    /** The same pod's life after so many more starts of its container. */
    static String later(String life, int starts) {
        int count = life.lastIndexOf(' ') + 1;
        return life.substring(0, count) + (Integer.parseInt(life.substring(count)) + starts);
    }

    /** What changes when a pod is made anew or its container is started again, by pod. */
    Map<String, String> restarts() {
        Map<String, String> lives = new TreeMap<>();
        for (JsonNode pod : kubectl.list("pods", "-l", "app.kubernetes.io/instance=" + name)) {
            String restarts = pod.at("/status/containerStatuses/0/restartCount").asText();
            lives.put(pod.at("/metadata/name").asText(), pod.at("/metadata/uid").asText() + " restarted " + restarts);
        }
        return lives;
    }
}
