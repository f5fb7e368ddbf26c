package dev.stator.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Manifest;
import dev.stator.operator.certificate.Credential;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TlsSecretsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final KeyValueStore store = ((Manifest.Loaded) Manifest.load("""
            apiVersion: stator.dev/v1alpha1
            kind: KeyValueStore
            metadata: {name: cart, namespace: shop, uid: uid}
            spec:
              nodePools:
              - {name: std, replicas: 3}
            """)).store();

    @Test
    void whatIsGoodIsKeptByteForByte() {
        Map<String, Secret> first = make(Map.of(), NOW);

        assertThat(make(first, NOW.plus(Duration.ofDays(30)))).isEqualTo(first);
    }

    @Test
    void serverCertificateVouchesForEveryNameOfTheStore() throws CertificateException {
        X509Certificate server = certificate(make(Map.of(), NOW), "cart-tls");

        assertThat(server.getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactlyInAnyOrder(
                        "cart",
                        "cart.shop",
                        "cart.shop.svc",
                        "cart.shop.svc.cluster.local",
                        "*.cart-nodes.shop.svc",
                        "*.cart-nodes.shop.svc.cluster.local",
                        "localhost",
                        "127.0.0.1");
    }

    @Test
    void keysOfAuthoritiesAreInSecretsThatNobodyMounts() {
        Map<String, Secret> secrets = make(Map.of(), NOW);

        assertThat(data(secrets, "cart-ca")).containsOnlyKeys("ca.crt");
        assertThat(data(secrets, "cart-tls")).containsOnlyKeys("ca.crt", "tls.crt", "tls.key");
        assertThat(data(secrets, "cart-internode")).containsOnlyKeys("ca.crt", "tls.crt", "tls.key");
        assertThat(data(secrets, "cart-ca-key")).containsOnlyKeys("ca.crt", "ca.key");
        assertThat(data(secrets, "cart-internode-key"))
                .containsOnlyKeys("ca.crt", "ca.key", "operator.crt", "operator.key");
        assertThat(data(secrets, "cart-ca-key").get("ca.crt"))
                .as("two authorities")
                .isNotEqualTo(data(secrets, "cart-internode-key").get("ca.crt"));
    }

    @Test
    void leafIsRenewedWhenLessThanAThirdOfItsLifeIsLeft() {
        Map<String, Secret> first = make(Map.of(), NOW);

        Map<String, Secret> later = make(first, NOW.plus(Duration.ofDays(61)));

        for (String leaf : List.of("cart-tls", "cart-internode")) {
            assertThat(certificate(later, leaf).getNotAfter())
                    .as(leaf)
                    .isAfter(certificate(first, leaf).getNotAfter());
        }
        assertThat(later.get("cart-ca-key")).isEqualTo(first.get("cart-ca-key"));
        assertThat(data(later, "cart-internode-key").get("operator.crt"))
                .isNotEqualTo(data(first, "cart-internode-key").get("operator.crt"));
    }

    @Test
    void leafThatIsDamagedOrOfAnotherAuthorityOrClusterIsMadeAnew() throws GeneralSecurityException {
        Map<String, Secret> first = make(Map.of(), NOW);
        Map<String, Secret> strangers = make(Map.of(), NOW);

        Map<String, Secret> damaged = new HashMap<>(first);
        damaged.put(
                "cart-tls",
                new SecretBuilder(first.get("cart-tls"))
                        .addToData("tls.crt", "AAAA")
                        .build());
        Map<String, Secret> swapped = new HashMap<>(first);
        swapped.put("cart-tls", Objects.requireNonNull(strangers.get("cart-tls")));

        for (Map<String, Secret> found : List.of(damaged, swapped)) {
            Map<String, Secret> mended = make(found, NOW);
            certificate(mended, "cart-tls").verify(authority(first).getPublicKey());
            assertThat(mended.get("cart-internode")).isEqualTo(first.get("cart-internode"));
        }
        Map<String, Secret> other = secrets(TlsSecrets.of(store, "another-cluster", first, NOW));
        assertThat(other.get("cart-tls")).isEqualTo(first.get("cart-tls"));
        assertThat(other.get("cart-internode")).isNotEqualTo(first.get("cart-internode"));
    }

    @Test
    void newAuthorityIsTrustedLongBeforeItSignsAndTheOneBeforeGoesWhenNothingOfItIsLeft()
            throws GeneralSecurityException {
        Map<String, Secret> first = make(Map.of(), NOW);
        Map<String, Secret> found = new HashMap<>(first);
        found.remove("cart-ca-key");
        found.remove("cart-internode-key");

        Map<String, Secret> both = make(found, NOW.plus(Duration.ofDays(1)));

        for (String leaf : List.of("cart-tls", "cart-internode")) {
            assertThat(authorities(both, leaf))
                    .as(leaf)
                    .hasSize(2)
                    .contains(authorities(first, leaf).get(0));
            assertThat(certificate(both, leaf)).as(leaf).isEqualTo(certificate(first, leaf));
        }
        assertThat(authorities(both, "cart-ca")).isEqualTo(authorities(both, "cart-tls"));
        assertThat(make(both, NOW.plus(Duration.ofDays(2))))
                .as("and so it stays")
                .isEqualTo(both);

        Map<String, Secret> renewed = make(both, NOW.plus(Duration.ofDays(61)));

        certificate(renewed, "cart-tls").verify(authority(both).getPublicKey());
        assertThat(authorities(renewed, "cart-tls"))
                .as("others still show the one before")
                .hasSize(2);

        Map<String, Secret> settled = make(renewed, NOW.plus(Duration.ofDays(63)));

        assertThat(authorities(settled, "cart-ca")).containsExactly(authority(both));
        assertThat(authorities(settled, "cart-internode")).hasSize(1);
        assertThat(certificate(settled, "cart-tls")).isEqualTo(certificate(renewed, "cart-tls"));
    }

    /** As an operator finds them that was killed in between. */
    @Test
    void anyPrefixOfTheSecretsIsCompletedWithTheSameAuthorities() {
        List<Secret> all = TlsSecrets.of(store, "uid", Map.of(), NOW).secrets();

        for (int written = 0; written <= all.size(); written++) {
            Map<String, Secret> found = new HashMap<>();
            all.subList(0, written)
                    .forEach(secret -> found.put(secret.getMetadata().getName(), secret));

            Map<String, Secret> completed = make(found, NOW);

            found.forEach(
                    (name, secret) -> assertThat(completed.get(name)).as(name).isEqualTo(secret));
            assertThat(data(completed, "cart-ca").get("ca.crt"))
                    .isEqualTo(data(completed, "cart-ca-key").get("ca.crt"));
            assertThat(data(completed, "cart-tls").get("ca.crt"))
                    .isEqualTo(data(completed, "cart-ca-key").get("ca.crt"));
            assertThat(data(completed, "cart-internode").get("ca.crt"))
                    .isEqualTo(data(completed, "cart-internode-key").get("ca.crt"));
        }
    }

    private Map<String, Secret> make(Map<String, Secret> existing, Instant now) {
        return secrets(TlsSecrets.of(store, "uid", existing, now));
    }

    private static Map<String, Secret> secrets(TlsSecrets made) {
        Map<String, Secret> secrets = new HashMap<>();
        made.secrets().forEach(secret -> secrets.put(secret.getMetadata().getName(), secret));
        return secrets;
    }

    private static Map<String, String> data(Map<String, Secret> secrets, String name) {
        return Objects.requireNonNull(secrets.get(name), name).getData();
    }

    private static X509Certificate certificate(Map<String, Secret> secrets, String name) {
        return Credential.ofPem(text(secrets, name, "tls.crt"), text(secrets, name, "tls.key"))
                .certificate();
    }

    private static List<X509Certificate> authorities(Map<String, Secret> secrets, String name) {
        return Credential.certificates(text(secrets, name, "ca.crt"));
    }

    private static X509Certificate authority(Map<String, Secret> secrets) {
        return Credential.ofPem(text(secrets, "cart-ca-key", "ca.crt"), text(secrets, "cart-ca-key", "ca.key"))
                .certificate();
    }

    private static String text(Map<String, Secret> secrets, String name, String entry) {
        return new String(Base64.getDecoder().decode(data(secrets, name).get(entry)), StandardCharsets.US_ASCII);
    }
}
