package dev.stator.node.wire;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The URIs that the other side's certificate names it by; TLS has checked already who signed it. */
record PeerCertificate(List<String> uris) {
    /** The type of a URI among a certificate's alternative names (RFC 5280). */
    private static final int URI = 6;

    PeerCertificate {
        uris = List.copyOf(uris);
    }

    static PeerCertificate of(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            if (chain.length == 0 || !(chain[0] instanceof X509Certificate certificate)) {
                return new PeerCertificate(List.of());
            }
            return new PeerCertificate(urisOf(certificate.getSubjectAlternativeNames()));
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            return new PeerCertificate(List.of()); // shows nothing that we could take
        }
    }

    private static List<String> urisOf(@org.jspecify.annotations.Nullable Collection<List<?>> names) {
        List<String> uris = new ArrayList<>();
        if (names != null) {
            for (List<?> name : names) {
                if (name.size() == 2 && Integer.valueOf(URI).equals(name.get(0)) && name.get(1) instanceof String uri) {
                    uris.add(uri);
                }
            }
        }
        return uris;
    }

    /** Is it one of {@code store}'s cluster: a node's or the operator's? */
    boolean isOfCluster(LocalStore store) {
        return uris.stream().anyMatch(uri -> uri.startsWith(store.certificateUriPrefix()));
    }

    /** May it publish rings? */
    boolean isOperator(LocalStore store) {
        return uris.contains(store.operatorUri());
    }
}
