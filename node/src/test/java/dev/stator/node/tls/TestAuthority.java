package dev.stator.node.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for tests, with as many certificates as they like, as PEM files. */
public final class TestAuthority {
    private static final Duration VALID = Duration.ofDays(1);

    private final KeyPair keys = newKeys();
    private final X509Certificate certificate;

    public TestAuthority(String name) {
        X500Name subject = new X500Name("CN=" + name);
        certificate = sign(
                new JcaX509v3CertificateBuilder(
                        subject, serial(), start(), Date.from(Instant.now().plus(VALID)), subject, keys.getPublic()),
                true,
                List.of());
    }

    /** Files in {@code directory}, replaced if they are there, of a certificate that names {@code uri} and 127.0.0.1. */
    public PemFiles issue(Path directory, String uri) {
        return issue(directory, uri, Instant.now().plus(VALID));
    }

    public PemFiles issue(Path directory, String uri, Instant notAfter) {
        KeyPair own = newKeys();
        X509Certificate leaf = sign(
                new JcaX509v3CertificateBuilder(
                        new X500Name(certificate.getSubjectX500Principal().getName()),
                        serial(),
                        start(),
                        Date.from(notAfter),
                        new X500Name("CN=node"),
                        own.getPublic()),
                false,
                List.of(
                        new GeneralName(GeneralName.uniformResourceIdentifier, uri),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        try {
            Files.createDirectories(directory);
            Path chain = Files.writeString(directory.resolve("tls.crt"), pem("CERTIFICATE", leaf.getEncoded()));
            Path key = Files.writeString(
                    directory.resolve("tls.key"),
                    pem("PRIVATE KEY", own.getPrivate().getEncoded()));
            Path authority =
                    Files.writeString(directory.resolve("ca.crt"), pem("CERTIFICATE", certificate.getEncoded()));
            return PemFiles.ofPeer(chain, key, authority);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a client that shows these files' certificate speaks TLS with. */
    public static SSLContext client(PemFiles files) {
        return context(files, true);
    }

    /** What a client that trusts these files' authority, and shows nothing, speaks TLS with. */
    public static SSLContext anonymous(PemFiles files) {
        return context(files, false);
    }

    private static SSLContext context(PemFiles files, boolean showsItself) {
        Credentials credentials = Credentials.load(files);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            if (showsItself) {
                store.setKeyEntry(
                        "own",
                        credentials.key(),
                        new char[0],
                        credentials.chain().toArray(new X509Certificate[0]));
            }
            store.setCertificateEntry("authority", credentials.authorities().get(0));
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(store, new char[0]);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(X509v3CertificateBuilder builder, boolean isAuthority, List<GeneralName> names) {
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new ArrayList<>(names).toArray(new GeneralName[0])));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Date start() {
        return Date.from(Instant.now().minus(Duration.ofHours(1)));
    }

    private static BigInteger serial() {
        return new BigInteger(64, new SecureRandom());
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + type + "-----\n";
    }
}
