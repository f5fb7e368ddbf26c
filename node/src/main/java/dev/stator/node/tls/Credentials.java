package dev.stator.node.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** What {@link PemFiles} held at one moment, read and checked: the key is that of the first certificate. Immutable. */
record Credentials(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";

    Credentials {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
    }

    /** All bytes of all files: another content is another identity. */
    static byte[] contentOf(PemFiles files) {
        byte[] all = join(read(files.certificate()), read(files.privateKey()));
        return files.authority().isPresent() ? join(all, read(files.authority().get())) : all;
    }

    /** @throws TlsFileException when a file cannot be read, is no PEM, or key and certificate are not of one pair */
    static Credentials load(PemFiles files) {
        List<X509Certificate> chain = certificates(files.certificate());
        PrivateKey key = privateKey(files.privateKey(), chain.get(0));
        requirePair(files, chain.get(0), key);
        List<X509Certificate> authorities =
                files.authority().map(Credentials::certificates).orElse(List.of());
        return new Credentials(chain, key, authorities);
    }

    /** When the own certificate expires. */
    Instant notAfter() {
        return chain.get(0).getNotAfter().toInstant();
    }

    private static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Certificate certificate : factory.generateCertificates(new ByteArrayInputStream(read(file)))) {
                found.add((X509Certificate) certificate);
            }
        } catch (CertificateException e) {
            throw new TlsFileException(file, "not a certificate in PEM: " + e.getMessage(), e);
        }
        if (found.isEmpty()) {
            throw new TlsFileException(file, "no certificate in it");
        }
        return found;
    }

    private static PrivateKey privateKey(Path file, X509Certificate certificate) {
        String text = new String(read(file), StandardCharsets.US_ASCII);
        int begin = text.indexOf(KEY_BEGIN);
        int end = text.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            String hint = text.contains("PRIVATE KEY-----")
                    ? "the key must be PKCS#8 and not encrypted (openssl pkcs8 -topk8 -nodes makes it so)"
                    : "no private key in it";
            throw new TlsFileException(file, hint);
        }
        String base64 = text.substring(begin + KEY_BEGIN.length(), end);
        try {
            return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsFileException(
                    file,
                    "not a private key of the certificate's kind, "
                            + certificate.getPublicKey().getAlgorithm(),
                    e);
        }
    }

    /** Caught halfway through a rotation, files may be of two pairs: each alone is fine, together they serve nobody. */
    private static void requirePair(PemFiles files, X509Certificate certificate, PrivateKey key) {
        byte[] probe = "one pair".getBytes(StandardCharsets.US_ASCII);
        boolean isPair;
        try {
            Signature signer = Signature.getInstance(signatureOf(key));
            signer.initSign(key);
            signer.update(probe);
            byte[] signature = signer.sign();
            signer.initVerify(certificate.getPublicKey());
            signer.update(probe);
            isPair = signer.verify(signature);
        } catch (GeneralSecurityException e) {
            throw new TlsFileException(files.privateKey(), "the key cannot sign: " + e.getMessage(), e);
        }
        if (!isPair) {
            throw new TlsFileException(files.privateKey(), "not the key of the certificate in " + files.certificate());
        }
    }

    private static String signatureOf(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm(); // EdDSA is the name of its signature too
        };
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new TlsFileException(file, "no such file", e);
        } catch (IOException e) {
            throw new TlsFileException(file, "cannot be read: " + e, e);
        }
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
