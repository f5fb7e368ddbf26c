package dev.stator.operator.desired;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.certificate.AlternativeName;
import dev.stator.operator.certificate.CertificateAuthority;
import dev.stator.operator.certificate.CertificateAuthority.Purpose;
import dev.stator.operator.certificate.Credential;
import dev.stator.operator.certificate.InternodeIdentity;
import dev.stator.operator.certificate.Renewal;
import dev.stator.operator.certificate.ServerNames;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The certificates of a store as Secrets. What exists is kept while it is good: signed by the authority that is in force, and
 * more than a third of its life left; anything else is made anew. Each authority with its key is a Secret of its own, written
 * first, and the others follow from it, so that being killed in between does no harm.
 *
 * @param secrets in the order in which they are to be written
 * @param operator how the operator shows itself to nodes
 * @param internodeAuthority whom it trusts there
 * @param serverEnd when the certificate that users see expires
 */
public record TlsSecrets(
        List<Secret> secrets, Credential operator, X509Certificate internodeAuthority, Instant serverEnd) {
    static final Duration LEAF_LIFE = Duration.ofDays(90);
    private static final String OPAQUE = "Opaque";
    private static final String TLS = "kubernetes.io/tls";

    public TlsSecrets {
        secrets = List.copyOf(secrets);
    }

    /** @param existing the store's Secrets by name */
    public static TlsSecrets of(KeyValueStore store, String clusterId, Map<String, Secret> existing, Instant now) {
        return new Draft(store, existing, now).complete(clusterId);
    }

    /** The nodes' identity on the internode port: one for all nodes of a store. */
    public static AlternativeName nodes(KeyValueStore store, String clusterId) {
        return InternodeIdentity.node(clusterId, store.getMetadata().getName());
    }

    private record Draft(KeyValueStore store, Map<String, Secret> existing, Instant now) {

        TlsSecrets complete(String clusterId) {
            Names names = Names.of(store);
            Credential users = authority(names.caKey(), "ca", names.store() + " CA");
            Credential server = leaf(
                    names.tls(),
                    "tls",
                    users,
                    names.store(),
                    ServerNames.kubernetes(names.store(), names.namespace()),
                    Purpose.SERVER);
            Credential internode = authority(names.internodeKey(), "ca", names.store() + " internode CA");
            Credential nodes = leaf(
                    names.internode(), "tls", internode, names.store(), List.of(nodes(store, clusterId)), Purpose.PEER);
            Credential operator = leaf(
                    names.internodeKey(),
                    "operator",
                    internode,
                    "operator",
                    List.of(InternodeIdentity.operator(clusterId)),
                    Purpose.CLIENT);
            List<Secret> secrets = List.of(
                    secret(names.caKey(), OPAQUE, Map.of("ca.crt", users.certificatePem(), "ca.key", users.keyPem())),
                    secret(names.ca(), OPAQUE, Map.of("ca.crt", users.certificatePem())),
                    secret(names.tls(), TLS, pair(server, users)),
                    secret(
                            names.internodeKey(),
                            OPAQUE,
                            Map.of(
                                    "ca.crt", internode.certificatePem(),
                                    "ca.key", internode.keyPem(),
                                    "operator.crt", operator.certificatePem(),
                                    "operator.key", operator.keyPem())),
                    secret(names.internode(), TLS, pair(nodes, internode)));
            return new TlsSecrets(
                    secrets,
                    operator,
                    internode.certificate(),
                    server.certificate().getNotAfter().toInstant());
        }

        private static Map<String, String> pair(Credential leaf, Credential authority) {
            return Map.of(
                    "tls.crt", leaf.certificatePem(),
                    "tls.key", leaf.keyPem(),
                    "ca.crt", authority.certificatePem());
        }

        private Credential authority(String secret, String entry, String commonName) {
            return read(secret, entry)
                    .filter(known -> !Renewal.isDue(known.certificate(), now))
                    .orElseGet(
                            () -> CertificateAuthority.create(commonName, now).credential());
        }

        private Credential leaf(
                String secret,
                String entry,
                Credential authority,
                String commonName,
                List<AlternativeName> alternativeNames,
                Purpose purpose) {
            return read(secret, entry)
                    .filter(known -> !Renewal.isDue(known.certificate(), now))
                    .filter(known -> isSignedBy(known.certificate(), authority.certificate()))
                    .filter(known -> vouchesFor(known.certificate(), alternativeNames))
                    .orElseGet(() -> new CertificateAuthority(authority)
                            .issue(commonName, alternativeNames, purpose, LEAF_LIFE, now));
        }

        private Optional<Credential> read(String secret, String entry) {
            Map<String, String> data = Optional.ofNullable(existing.get(secret))
                    .map(Secret::getData)
                    .orElse(Map.of());
            String certificate = data.get(entry + ".crt");
            String key = data.get(entry + ".key");
            if (certificate == null || key == null) {
                return Optional.empty();
            }
            try {
                return Optional.of(Credential.ofPem(text(certificate), text(key)));
            } catch (IllegalArgumentException e) {
                return Optional.empty(); // no longer what we wrote: made anew, and the difference is written
            }
        }

        private static String text(String base64) {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
        }

        private static boolean isSignedBy(X509Certificate leaf, X509Certificate authority) {
            try {
                leaf.verify(authority.getPublicKey());
                return true;
            } catch (GeneralSecurityException e) {
                return false;
            }
        }

        private static boolean vouchesFor(X509Certificate leaf, List<AlternativeName> names) {
            try {
                return Optional.ofNullable(leaf.getSubjectAlternativeNames())
                        .map(found -> found.stream()
                                .map(name -> String.valueOf(name.get(1)))
                                .sorted()
                                .toList())
                        .filter(names.stream().map(Draft::text).sorted().toList()::equals)
                        .isPresent();
            } catch (GeneralSecurityException e) {
                return false;
            }
        }

        private static String text(AlternativeName name) {
            if (name instanceof AlternativeName.Dns dns) {
                return dns.name();
            }
            if (name instanceof AlternativeName.Ip ip) {
                return ip.address();
            }
            if (name instanceof AlternativeName.Uri uri) {
                return uri.uri();
            }
            throw new IllegalStateException("no such kind of name: " + name);
        }

        private Secret secret(String name, String type, Map<String, String> texts) {
            Map<String, String> data = new TreeMap<>();
            texts.forEach((key, text) ->
                    data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII))));
            return new SecretBuilder()
                    .withMetadata(
                            StoreObjects.metadata(store, name, Names.of(store).labels()))
                    .withType(type)
                    .withData(data)
                    .build();
        }
    }
}
