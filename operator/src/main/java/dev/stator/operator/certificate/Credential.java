package dev.stator.operator.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A certificate and its private key. {@link #toString} does not show the key. */
public record Credential(X509Certificate certificate, PrivateKey key) {

    /**
     * Reads what {@link #certificatePem} and {@link #keyPem} wrote.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Credential ofPem(String certificatePem, String keyPem) {
        return new Credential(Pem.certificate(certificatePem), Pem.key(keyPem));
    }

    /** Certificates without their keys, one after the other. */
    public static String pem(List<X509Certificate> certificates) {
        return Pem.of(certificates);
    }

    /**
     * Reads what {@link #pem} wrote.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static List<X509Certificate> certificates(String pem) {
        return Pem.certificates(pem);
    }

    public String certificatePem() {
        return Pem.of(certificate);
    }

    /** PKCS#8, not encrypted. */
    public String keyPem() {
        return Pem.of(key);
    }

    @Override
    public String toString() {
        return "credential of " + certificate.getSubjectX500Principal().getName();
    }
}
