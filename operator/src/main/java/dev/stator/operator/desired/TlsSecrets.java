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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The certificates of a store as Secrets. What exists is kept while it is good: signed by the authority that is in force, and
 * more than a third of its life left; anything else is made anew. Each authority with its key is a Secret of its own, written
 * first, and the others follow from it, so that being killed in between does no harm.
 *
 * <p>A new authority takes over without a break. It is trusted beside the one before; what that one signed stays until it is due,
 * and only then is signed anew. So whoever trusts the Secrets' {@code ca.crt} has had days to hear of the new one. The one before
 * goes a day after the last certificate that it signed.
 *
 * @param secrets in the order in which they are to be written
 * @param operator how the operator shows itself to nodes
 * @param internodeAuthorities whom it trusts there
 * @param serverEnd when the certificate that users see expires
 */
public record TlsSecrets(
        List<Secret> secrets, Credential operator, List<X509Certificate> internodeAuthorities, Instant serverEnd) {
    static final Duration LEAF_LIFE = Duration.ofDays(90);
    /** How long Secrets take to reach every pod, and a good deal more. */
    private static final Duration SPREAD = Duration.ofDays(1);

    private static final String OPAQUE = "Opaque";
    private static final String TLS = "kubernetes.io/tls";

    public TlsSecrets {
        secrets = List.copyOf(secrets);
        internodeAuthorities = List.copyOf(internodeAuthorities);
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
            List<X509Certificate> usersTrusted = trusted(users, names.caKey(), names.ca());
            Credential server = leaf(
                    names.tls(),
                    "tls",
                    users,
                    usersTrusted,
                    names.store(),
                    ServerNames.kubernetes(names.store(), names.namespace()),
                    Purpose.SERVER);
            Credential internode = authority(names.internodeKey(), "ca", names.store() + " internode CA");
            List<X509Certificate> nodesTrusted = trusted(internode, names.internodeKey(), names.internode());
            Credential nodes = leaf(
                    names.internode(),
                    "tls",
                    internode,
                    nodesTrusted,
                    names.store(),
                    List.of(nodes(store, clusterId)),
                    Purpose.PEER);
            Credential operator = leaf(
                    names.internodeKey(),
                    "operator",
                    internode,
                    nodesTrusted,
                    "operator",
                    List.of(InternodeIdentity.operator(clusterId)),
                    Purpose.CLIENT);
            List<X509Certificate> forUsers = stillNeeded(usersTrusted, List.of(server));
            List<X509Certificate> forNodes = stillNeeded(nodesTrusted, List.of(nodes, operator));
            List<Secret> secrets = List.of(
                    secret(names.caKey(), OPAQUE, Map.of("ca.crt", Credential.pem(forUsers), "ca.key", users.keyPem())),
                    secret(names.ca(), OPAQUE, Map.of("ca.crt", Credential.pem(forUsers))),
                    secret(names.tls(), TLS, pair(server, forUsers)),
                    secret(
                            names.internodeKey(),
                            OPAQUE,
                            Map.of(
                                    "ca.crt", Credential.pem(forNodes),
                                    "ca.key", internode.keyPem(),
                                    "operator.crt", operator.certificatePem(),
                                    "operator.key", operator.keyPem())),
                    secret(names.internode(), TLS, pair(nodes, forNodes)));
            return new TlsSecrets(
                    secrets,
                    operator,
                    forNodes,
                    server.certificate().getNotAfter().toInstant());
        }

        private static Map<String, String> pair(Credential leaf, List<X509Certificate> authorities) {
            return Map.of(
                    "tls.crt", leaf.certificatePem(),
                    "tls.key", leaf.keyPem(),
                    "ca.crt", Credential.pem(authorities));
        }

        private Credential authority(String secret, String entry, String commonName) {
            return read(secret, entry)
                    .filter(known -> !Renewal.isDue(known.certificate(), now))
                    .orElseGet(
                            () -> CertificateAuthority.create(commonName, now).credential());
        }

        /** The authority that signs, the first in each Secret, and those before it that they name and that are not over. */
        private List<X509Certificate> trusted(Credential signing, String... secrets) {
            Set<X509Certificate> trusted = new LinkedHashSet<>(List.of(signing.certificate()));
            for (String secret : secrets) {
                for (X509Certificate before : certificates(secret)) {
                    if (isValid(before)) {
                        trusted.add(before);
                    }
                }
            }
            return List.copyOf(trusted);
        }

        /** Without those before it, once what they signed is out of use everywhere. */
        private List<X509Certificate> stillNeeded(List<X509Certificate> trusted, List<Credential> leaves) {
            X509Certificate signing = trusted.get(0);
            return trusted.stream()
                    .filter(authority -> authority.equals(signing)
                            || leaves.stream()
                                    .map(Credential::certificate)
                                    .anyMatch(leaf -> isYoung(leaf) || isSignedBy(leaf, authority)))
                    .toList();
        }

        private boolean isValid(X509Certificate certificate) {
            return certificate.getNotAfter().toInstant().isAfter(now);
        }

        private boolean isYoung(X509Certificate certificate) {
            return certificate.getNotBefore().toInstant().plus(SPREAD).isAfter(now);
        }

        private Credential leaf(
                String secret,
                String entry,
                Credential authority,
                List<X509Certificate> trusted,
                String commonName,
                List<AlternativeName> alternativeNames,
                Purpose purpose) {
            return read(secret, entry)
                    .filter(known -> !Renewal.isDue(known.certificate(), now)
                            || isYoung(authority.certificate()) && isValid(known.certificate()))
                    .filter(known -> trusted.stream().anyMatch(any -> isSignedBy(known.certificate(), any)))
                    .filter(known -> vouchesFor(known.certificate(), alternativeNames))
                    .orElseGet(() -> new CertificateAuthority(authority)
                            .issue(commonName, alternativeNames, purpose, LEAF_LIFE, now));
        }

        private List<X509Certificate> certificates(String secret) {
            String pem = Optional.ofNullable(existing.get(secret))
                    .map(Secret::getData)
                    .map(data -> data.get("ca.crt"))
                    .map(Draft::text)
                    .orElse("");
            try {
                return Credential.certificates(pem);
            } catch (IllegalArgumentException e) {
                return List.of(); // no longer what we wrote
            }
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
