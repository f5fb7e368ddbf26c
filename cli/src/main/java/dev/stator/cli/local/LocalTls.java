package dev.stator.cli.local;

import dev.stator.operator.certificate.AlternativeName;
import dev.stator.operator.certificate.CertificateAuthority;
import dev.stator.operator.certificate.CertificateAuthority.Purpose;
import dev.stator.operator.certificate.Credential;
import dev.stator.operator.certificate.InternodeIdentity;
import dev.stator.operator.certificate.Renewal;
import dev.stator.operator.certificate.ServerNames;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The certificates of a local cluster, in {@code tls/}: made when they are missing, made anew when less than a third of their
 * life is left. A new authority means new certificates for all.
 */
final class LocalTls {
    private static final Duration LEAF_LIFE = Duration.ofDays(365);

    private final Path directory;
    private final String store;
    private final String clusterId;
    private final Instant now;

    LocalTls(ClusterDirectory cluster, String store, String clusterId, Instant now) {
        this.directory = cluster.tls();
        this.store = store;
        this.clusterId = clusterId;
        this.now = now;
    }

    static Path ca(ClusterDirectory cluster) {
        return cluster.tls().resolve("ca.crt");
    }

    Path certificate(String name) {
        return directory.resolve(name + ".crt");
    }

    Path key(String name) {
        return directory.resolve(name + ".key");
    }

    /** Makes what is missing for these nodes. */
    void prepare(List<String> nodes) throws Failure {
        Authority users = authority("ca", store + " CA");
        leaf(users, "server", store, ServerNames.local(store), Purpose.SERVER);
        Authority internode = authority("internode-ca", store + " internode CA");
        leaf(internode, "operator", "operator", List.of(InternodeIdentity.operator(clusterId)), Purpose.CLIENT);
        for (String node : nodes) {
            leaf(internode, node, node, List.of(InternodeIdentity.node(clusterId, node)), Purpose.PEER);
        }
    }

    Credential operator() throws Failure {
        return read("operator").orElseThrow(() -> new Failure("the operator's certificate is missing in " + directory));
    }

    private record Authority(CertificateAuthority authority, boolean isNew) {}

    private Authority authority(String file, String commonName) throws Failure {
        Optional<Credential> known = read(file).filter(this::isGood);
        if (known.isPresent()) {
            return new Authority(new CertificateAuthority(known.get()), false);
        }
        CertificateAuthority fresh = CertificateAuthority.create(commonName, now);
        write(file, fresh.credential());
        return new Authority(fresh, true);
    }

    private void leaf(Authority by, String file, String commonName, List<AlternativeName> names, Purpose purpose)
            throws Failure {
        if (by.isNew() || read(file).filter(this::isGood).isEmpty()) {
            write(file, by.authority().issue(commonName, names, purpose, LEAF_LIFE, now));
        }
    }

    private boolean isGood(Credential credential) {
        return !Renewal.isDue(credential.certificate(), now);
    }

    private Optional<Credential> read(String file) throws Failure {
        Optional<String> certificate = Documents.read(certificate(file));
        Optional<String> key = Documents.read(key(file));
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Credential.ofPem(certificate.get(), key.get()));
        } catch (IllegalArgumentException e) {
            throw new Failure(certificate(file) + ": " + e.getMessage(), e);
        }
    }

    private void write(String file, Credential credential) throws Failure {
        Documents.write(key(file), credential.keyPem());
        Documents.writePublic(certificate(file), credential.certificatePem());
    }
}
