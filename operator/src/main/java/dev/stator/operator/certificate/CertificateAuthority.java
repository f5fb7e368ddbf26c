package dev.stator.operator.certificate;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Whom clients or nodes trust, and who signs their certificates. A store has two: one for users (port 8443) and one for nodes
 * and operator (port 7000), so that a user's trust in the first never opens the second.
 */
public record CertificateAuthority(Credential credential) {
    public static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);

    /** Certificates begin a little before they are made: clocks differ. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

    private static final int SERIAL_BITS = 127; // positive, and at most the 20 bytes of RFC 5280

    /** For which side of a TLS connection a leaf is good. */
    public enum Purpose {
        /** Accepts connections. */
        SERVER,
        /** Makes connections. */
        CLIENT,
        /** Both, as nodes do among themselves. */
        PEER;

        private KeyPurposeId[] encoded() {
            return switch (this) {
                case SERVER -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth};
                case CLIENT -> new KeyPurposeId[] {KeyPurposeId.id_kp_clientAuth};
                case PEER -> new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
            };
        }
    }

    /** A new authority of this common name. */
    public static CertificateAuthority create(String commonName, Instant now) {
        KeyPair keys = newKeys();
        X500Principal name = named(commonName);
        X509v3CertificateBuilder draft = draft(name, name, keys.getPublic(), now, now.plus(AUTHORITY_LIFE));
        try {
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            draft.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            draft.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            draft.addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(keys.getPublic()));
        } catch (CertIOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a certificate for " + commonName, e);
        }
        return new CertificateAuthority(new Credential(signed(draft, keys.getPrivate()), keys.getPrivate()));
    }

    /**
     * A new key and its certificate, signed by this authority.
     *
     * @param names what it vouches for, at least one
     * @param life how long it is valid; never longer than the authority itself
     */
    public Credential issue(
            String commonName, List<AlternativeName> names, Purpose purpose, Duration life, Instant now) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a certificate without names vouches for nobody: " + commonName);
        }
        X509Certificate issuer = credential.certificate();
        Instant end = now.plus(life);
        Instant issuerEnd = issuer.getNotAfter().toInstant();
        KeyPair keys = newKeys();
        X509v3CertificateBuilder draft = draft(
                issuer.getSubjectX500Principal(),
                named(commonName),
                keys.getPublic(),
                now,
                end.isAfter(issuerEnd) ? issuerEnd : end);
        GeneralName[] encodedNames =
                names.stream().map(AlternativeName::encoded).toArray(GeneralName[]::new);
        try {
            JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
            draft.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            draft.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            draft.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose.encoded()));
            draft.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(encodedNames));
            draft.addExtension(Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(issuer));
        } catch (CertIOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a certificate for " + commonName, e);
        }
        return new Credential(signed(draft, credential.key()), keys.getPrivate());
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform knows P-256", e);
        }
    }

    private static X500Principal named(String commonName) {
        return new X500Principal("CN=" + commonName);
    }

    private static X509v3CertificateBuilder draft(
            X500Principal issuer, X500Principal subject, PublicKey key, Instant now, Instant end) {
        BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1);
        Date begin = Date.from(now.minus(CLOCK_TOLERANCE));
        return new JcaX509v3CertificateBuilder(issuer, serial, begin, Date.from(end), subject, key);
    }

    private static X509Certificate signed(X509v3CertificateBuilder draft, PrivateKey by) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(draft.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by)));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign a certificate", e);
        }
    }
}
