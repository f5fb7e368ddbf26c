package dev.stator.e2e.k8s;

import java.util.ArrayList;
import java.util.List;

/** A pod that calls a store with curl, through its Service unless told otherwise, trusting the store's CA and nobody else. */
final class ClientPod {
    private static final String POD = "client";
    private static final String CA = "/ca/ca.crt";

    private final Kubectl kubectl;
    private final String store;

    private ClientPod(Kubectl kubectl, String store) {
        this.kubectl = kubectl;
        this.store = store;
    }

    /** The pod of the manual's example; it starts as soon as the store's CA is there. */
    static ClientPod create(Kubectl kubectl, String store, String image) {
        ClientPod client = new ClientPod(kubectl, store);
        kubectl.apply(Readme.clientManifest(image));
        return client;
    }

    /** Another one, which trusts the CA of now. */
    void renew(String image) {
        kubectl.run("delete", "pod", POD);
        kubectl.apply(Readme.clientManifest(image));
        awaitReady();
    }

    void awaitReady() {
        kubectl.run("wait", "pod/" + POD, "--for=condition=Ready", "--timeout=120s");
    }

    String put(String key, String value) {
        return curl("-fsS", "-X", "PUT", "--data-binary", value, url(key)).orFail();
    }

    String get(String key) {
        return curl("-fsS", url(key)).orFail();
    }

    /** What one pod of the store answers, asked by its own name. */
    String getFrom(String storePod, String key) {
        return curl(
                        "-fsS",
                        "https://" + storePod + "." + store + "-nodes." + kubectl.namespace() + ".svc:8443/v1/keys/"
                                + key)
                .orFail();
    }

    String url(String key) {
        return "https://" + store + "." + kubectl.namespace() + ".svc:8443/v1/keys/" + key;
    }

    Output curl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "--cacert", CA, "-m", "10"));
        command.addAll(List.of(arguments));
        return exec(command.toArray(new String[0]));
    }

    Output exec(String... command) {
        List<String> arguments = new ArrayList<>(List.of("exec", POD, "--"));
        arguments.addAll(List.of(command));
        return kubectl.attempt(arguments.toArray(new String[0]));
    }
}
