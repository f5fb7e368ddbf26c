package dev.stator.cli.local;

import dev.stator.operator.certificate.AlternativeName;
import dev.stator.operator.certificate.Credential;
import dev.stator.operator.certificate.InternodeIdentity;
import dev.stator.ring.RingState;
import dev.stator.ring.RingStateCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Publishes rings on the internode port of a node, as the operator does: over mutual TLS, with the operator's certificate, and
 * only to the very node that is meant.
 */
final class RingPublisher {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int ANSWER_BYTES_MAX = 64 << 10;

    private final SSLContext tls;
    private final String clusterId;

    RingPublisher(Credential operator, X509Certificate ca, String clusterId) throws Failure {
        this.clusterId = clusterId;
        try {
            KeyStore keys = emptyStore();
            keys.setKeyEntry("operator", operator.key(), new char[0], new X509Certificate[] {operator.certificate()});
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, new char[0]);
            KeyStore trusted = emptyStore();
            trusted.setCertificateEntry("ca", ca);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            tls = SSLContext.getInstance("TLS");
            tls.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        } catch (GeneralSecurityException | IOException e) {
            throw new Failure("cannot use the operator's certificate: " + e.getMessage(), e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS"); // in memory only; PKCS12 would encrypt the key 10,000 times over
        store.load(null, null);
        return store;
    }

    /** Blocks until the node has the ring on disk. A node that has it already is content. */
    void publish(RingState ring, String node, int internodePort) throws Failure {
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), internodePort), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            requireIdentity(socket, node);
            put(socket.getOutputStream(), RingStateCodec.encode(ring));
            requireTaken(new String(socket.getInputStream().readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8));
        } catch (IOException | GeneralSecurityException e) {
            throw new Failure("cannot publish the ring to " + node + ": " + e.getMessage(), e);
        }
    }

    private void requireIdentity(SSLSocket socket, String node) throws IOException, GeneralSecurityException {
        X509Certificate peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        AlternativeName.Uri wanted = (AlternativeName.Uri) InternodeIdentity.node(clusterId, node);
        List<?> uri = List.of(6, wanted.uri()); // 6: the tag of a URI among the alternative names
        if (peer.getSubjectAlternativeNames() == null
                || !peer.getSubjectAlternativeNames().contains(uri)) {
            throw new SSLPeerUnverifiedException("the port belongs to somebody else");
        }
    }

    private static void put(OutputStream out, byte[] body) throws IOException {
        String head = "PUT /v1/ring HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private static void requireTaken(String answer) throws IOException {
        int space = answer.indexOf(' ');
        if (space < 0 || space + 1 >= answer.length() || answer.charAt(space + 1) != '2') {
            throw new IOException("it answered " + answer.strip().replaceAll("\\s+", " "));
        }
    }
}
