package dev.stator.operator.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a story left behind, by kind and name, as text that two runs have in common if they ended alike: without what counts
 * writes, without keys, which come from chance but must fit each other, and without events, which may be lost.
 */
public final class EndState {
    private static final List<String> COUNTS = List.of("resourceVersion", "generation", "creationTimestamp");

    private EndState() {}

    public static Map<String, String> of(FakeCluster cluster) {
        Map<String, String> state = new TreeMap<>();
        cluster.objects().forEach((name, object) -> {
            if (!name.startsWith("Event/")) {
                state.put(name, told((ObjectNode) object.deepCopy()));
            }
        });
        cluster.nodes().rings().forEach((disk, ring) -> state.put("ring on " + disk, ring.toString() + ring.members()));
        if (!state.containsKey("Secret/cart-internode") || !state.containsKey("Secret/cart-tls")) {
            return state; // not all of them are made
        }
        state.put("users' certificates", fit(cluster, "cart-ca-key", "cart-tls"));
        state.put("nodes' certificates", fit(cluster, "cart-internode-key", "cart-internode"));
        state.put("clients' authority", same(cluster, "cart-ca-key", "cart-ca"));
        return state;
    }

    private static String told(ObjectNode object) {
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        metadata.remove(COUNTS);
        if (object.path("kind").asText().equals("Secret")) {
            metadata.withObject("/annotations").remove("stator.dev/wanted");
            ObjectNode data = object.withObject("/data");
            data.fieldNames().forEachRemaining(entry -> data.put(entry, "…"));
        }
        forget(object, "observedGeneration");
        return object.toPrettyString();
    }

    /** Whether what serves was signed by the authority that it names, and by the one whose key is kept. */
    private static String fit(FakeCluster cluster, String authority, String leaf) {
        try {
            certificate(cluster, leaf, "tls.crt")
                    .verify(certificate(cluster, authority, "ca.crt").getPublicKey());
            return same(cluster, authority, leaf);
        } catch (GeneralSecurityException e) {
            return leaf + " is not signed by " + authority;
        }
    }

    private static String same(FakeCluster cluster, String one, String other) {
        return "authorities in " + one + " and " + other
                + (certificate(cluster, one, "ca.crt").equals(certificate(cluster, other, "ca.crt"))
                        ? " agree"
                        : " differ");
    }

    private static X509Certificate certificate(FakeCluster cluster, String secret, String entry) {
        String pem = Objects.requireNonNull(cluster.objects().get("Secret/" + secret), secret)
                .path("data")
                .path(entry)
                .asText();
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Base64.getDecoder().decode(pem)));
        } catch (CertificateException e) {
            throw new AssertionError("no certificate in " + secret, e);
        }
    }

    private static void forget(JsonNode node, String field) {
        if (node instanceof ObjectNode object) {
            object.remove(field);
        }
        node.forEach(child -> forget(child, field));
    }
}
