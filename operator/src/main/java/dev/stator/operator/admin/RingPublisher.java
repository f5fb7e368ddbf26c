package dev.stator.operator.admin;

import dev.stator.operator.certificate.AlternativeName;
import dev.stator.operator.certificate.Credential;
import dev.stator.ring.RingFormatException;
import dev.stator.ring.RingState;
import dev.stator.ring.RingStateCodec;
import dev.stator.ring.StoreId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Publishes rings on the internode port of a node, reads the ring that a node holds, and hands on a human's word about a store in doubt: over mutual TLS, with
 * the operator's certificate, and only with whom is meant.
 */
public final class RingPublisher {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int ANSWER_BYTES_MAX = 32 << 20;
    private static final String RING = "/v1/ring";
    private static final String ROLLBACK = "/v1/accept-rollback";
    private static final int URI = 6; // the tag of a URI among the alternative names

    private final SSLContext tls;

    /** @param ca whom nodes' certificates must be signed by */
    public RingPublisher(Credential operator, X509Certificate ca) {
        this(operator, List.of(ca));
    }

    /** @param authorities any of which nodes' certificates must be signed by */
    public RingPublisher(Credential operator, List<X509Certificate> authorities) {
        try {
            KeyStore keys = emptyStore();
            keys.setKeyEntry("operator", operator.key(), new char[0], new X509Certificate[] {operator.certificate()});
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, new char[0]);
            KeyStore trusted = emptyStore();
            for (X509Certificate authority : authorities) {
                trusted.setCertificateEntry("ca-" + authority.getSerialNumber(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            tls = SSLContext.getInstance("TLS");
            tls.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a certificate and its key can be used", e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("JKS"); // in memory only; PKCS12 would encrypt the key 10,000 times over
        store.load(null, null);
        return store;
    }

    /** A node's internode port, and the identity that its certificate must name. */
    public record Node(String name, InetAddress address, int port, AlternativeName identity) {}

    /** Blocks until the node has the ring on disk. A node that has it already is content. */
    public void publish(RingState ring, Node node) throws AdminException {
        put(node, RING, RingStateCodec.encode(ring), "publish the ring to " + node.name());
    }

    /** The ring that the node holds; empty when it has none. */
    public Optional<RingState> read(Node node) throws AdminException {
        try {
            Answer answer = ask(node, "GET", RING, new byte[0]);
            if (answer.status() == 404) {
                return Optional.empty();
            }
            if (!answer.isSuccess()) {
                throw new IOException("it answered " + answer.text());
            }
            return Optional.of(RingStateCodec.decode(answer.body()));
        } catch (IOException | GeneralSecurityException | RingFormatException e) {
            throw new AdminException("cannot read the ring of " + node.name() + ": " + e.getMessage(), e);
        }
    }

    /** Blocks until the node has it on disk that its store, which is in doubt, goes on as it is (PROTOCOL rule 20). It begins anew then. */
    public void acceptRollback(StoreId store, Node node) throws AdminException {
        byte[] id = store.toString().getBytes(StandardCharsets.US_ASCII);
        put(node, ROLLBACK, id, "tell " + node.name() + " to accept its rollback");
    }

    private void put(Node node, String path, byte[] body, String aim) throws AdminException {
        try {
            Answer answer = ask(node, "PUT", path, body);
            if (!answer.isSuccess()) {
                throw new IOException("it answered " + answer.text());
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new AdminException("cannot " + aim + ": " + e.getMessage(), e);
        }
    }

    private Answer ask(Node node, String method, String path, byte[] body)
            throws IOException, GeneralSecurityException {
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress(node.address(), node.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"http/1.1"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            requireIdentity(socket, node);
            write(socket.getOutputStream(), method, path, body);
            return Answer.read(socket.getInputStream());
        }
    }

    private static void requireIdentity(SSLSocket socket, Node node) throws IOException, GeneralSecurityException {
        X509Certificate peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        AlternativeName.Uri wanted = (AlternativeName.Uri) node.identity();
        if (peer.getSubjectAlternativeNames() == null
                || !peer.getSubjectAlternativeNames().contains(List.of(URI, wanted.uri()))) {
            throw new SSLPeerUnverifiedException("the port belongs to somebody else");
        }
    }

    private static void write(OutputStream out, String method, String path, byte[] body) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: node\r\nContent-Type: application/octet-stream\r\n"
                + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    /** An HTTP answer on a connection that ends with it. */
    private record Answer(int status, byte[] body) {
        static Answer read(InputStream in) throws IOException {
            byte[] all = in.readNBytes(ANSWER_BYTES_MAX);
            String text = new String(all, StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n");
            if (head < 0 || !text.matches("(?s)HTTP/1\\.1 [0-9]{3} .*")) {
                throw new IOException("it did not answer in HTTP");
            }
            return new Answer(Integer.parseInt(text.substring(9, 12)), Arrays.copyOfRange(all, head + 4, all.length));
        }

        boolean isSuccess() {
            return status / 100 == 2;
        }

        String text() {
            return status + " "
                    + new String(body, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
        }
    }
}
