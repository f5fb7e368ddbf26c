package dev.stator.node.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of one TLS identity, PEM each.
 *
 * @param certificate the own certificate, and behind it those between it and its authority
 * @param privateKey its key, PKCS#8, not encrypted
 * @param authority whose certificates the other side must show; empty where the other side need not show any
 */
public record PemFiles(Path certificate, Path privateKey, Optional<Path> authority) {
    /** A server that asks its clients for nothing. */
    public static PemFiles ofServer(Path certificate, Path privateKey) {
        return new PemFiles(certificate, privateKey, Optional.empty());
    }

    /** One end of a mutual identification. */
    public static PemFiles ofPeer(Path certificate, Path privateKey, Path authority) {
        return new PemFiles(certificate, privateKey, Optional.of(authority));
    }
}
