package dev.stator.operator.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.operator.certificate.CertificateAuthority.Purpose;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
    private static final Duration YEAR = Duration.ofDays(365);

    private final Instant now = Instant.now(); // TLS itself looks at the clock
    private final CertificateAuthority users = CertificateAuthority.create("cart CA", now);

    @Test
    void aClientThatTrustsTheAuthorityReachesTheServerUnderEachOfItsNames() throws Exception {
        Credential server = users.issue("cart", ServerNames.local("cart"), Purpose.SERVER, YEAR, now);

        for (String host : List.of("localhost", "127.0.0.1")) {
            assertThat(greeting(server, users, host)).isEqualTo('!');
        }
    }

    @Test
    void aClientOfAnotherAuthorityRefusesTheServer() {
        Credential server = users.issue("cart", ServerNames.local("cart"), Purpose.SERVER, YEAR, now);
        CertificateAuthority stranger = CertificateAuthority.create("cart CA", now);

        assertThatThrownBy(() -> greeting(server, stranger, "localhost")).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void aServerIsRefusedUnderANameThatIsNotItsOwn() {
        Credential server =
                users.issue("cart", List.of(new AlternativeName.Dns("elsewhere")), Purpose.SERVER, YEAR, now);

        assertThatThrownBy(() -> greeting(server, users, "localhost")).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void aNodeIsNamedByItsClusterAndName() throws CertificateParsingException {
        CertificateAuthority nodes = CertificateAuthority.create("cart internode CA", now);

        Credential node =
                nodes.issue("cart-std-0", List.of(InternodeIdentity.node("c1", "cart-std-0")), Purpose.PEER, YEAR, now);
        Credential operator =
                nodes.issue("operator", List.of(InternodeIdentity.operator("c1")), Purpose.CLIENT, YEAR, now);

        assertThat(node.certificate().getSubjectAlternativeNames())
                .containsExactly(List.of(6, "stator://c1/node/cart-std-0"));
        assertThat(operator.certificate().getSubjectAlternativeNames())
                .containsExactly(List.of(6, "stator://c1/operator"));
        assertThat(node.certificate().getExtendedKeyUsage()).hasSize(2);
        assertThat(operator.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    }

    @Test
    void theServiceAndEachPodAreNamedInANamespace() {
        assertThat(ServerNames.kubernetes("cart", "shop").stream().map(Object::toString))
                .containsExactly(
                        "Dns[name=cart]",
                        "Dns[name=cart.shop]",
                        "Dns[name=cart.shop.svc]",
                        "Dns[name=cart.shop.svc.cluster.local]",
                        "Dns[name=*.cart-nodes.shop.svc]",
                        "Dns[name=*.cart-nodes.shop.svc.cluster.local]",
                        "Dns[name=localhost]",
                        "Ip[address=127.0.0.1]");
    }

    @Test
    void noLeafOutlivesItsAuthority() {
        Credential leaf = users.issue(
                "cart", ServerNames.local("cart"), Purpose.SERVER, CertificateAuthority.AUTHORITY_LIFE, now.plus(YEAR));

        assertThat(leaf.certificate().getNotAfter())
                .isEqualTo(users.credential().certificate().getNotAfter());
    }

    @Test
    void aCertificateIsRenewedWhenLessThanAThirdOfItsLifeIsLeft() {
        X509Certificate leaf = users.issue("cart", ServerNames.local("cart"), Purpose.SERVER, YEAR, now)
                .certificate();

        assertThat(Renewal.isDue(leaf, now)).isFalse();
        assertThat(Renewal.isDue(leaf, now.plus(Duration.ofDays(243)))).isFalse();
        assertThat(Renewal.isDue(leaf, now.plus(Duration.ofDays(244)))).isTrue();
        assertThat(Renewal.isDue(leaf, now.plus(Duration.ofDays(400)))).isTrue();
    }

    @Test
    void aCredentialIsReadBackFromItsPem() {
        Credential server = users.issue("cart", ServerNames.local("cart"), Purpose.SERVER, YEAR, now);

        assertThat(Credential.ofPem(server.certificatePem(), server.keyPem())).isEqualTo(server);
        assertThat(server.keyPem()).startsWith("-----BEGIN PRIVATE KEY-----\n");
    }

    @Test
    void whatIsNoPemIsRefused() {
        String certificate = users.credential().certificatePem();

        assertThatThrownBy(() -> Credential.ofPem("nothing", users.credential().keyPem()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Credential.ofPem(certificate, "nothing")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCertificateWithoutNamesIsRefused() {
        assertThatThrownBy(() -> users.issue("cart", List.of(), Purpose.SERVER, YEAR, now))
                .hasMessageContaining("vouches for nobody");
    }

    /** What a TLS server with this credential sends to a client that trusts this authority and means this host. */
    private static int greeting(Credential server, CertificateAuthority trusted, String host) throws Exception {
        try (SSLServerSocket listening = (SSLServerSocket)
                serving(server).getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listening.setSoTimeout(10_000);
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (SSLSocket accepted = (SSLSocket) listening.accept();
                        OutputStream out = accepted.getOutputStream()) {
                    out.write('!');
                } catch (IOException refused) {
                    // the client said no: it is the client's exception that the tests look at
                }
            });
            try (SSLSocket client =
                    (SSLSocket) trusting(trusted).getSocketFactory().createSocket(host, listening.getLocalPort())) {
                client.setSoTimeout(10_000);
                SSLParameters parameters = client.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                client.setSSLParameters(parameters);
                try (InputStream in = client.getInputStream()) {
                    return in.read();
                }
            } finally {
                served.join();
            }
        }
    }

    private static SSLContext serving(Credential server) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        store.setKeyEntry("server", server.key(), new char[0], new X509Certificate[] {server.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext trusting(CertificateAuthority authority) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        store.setCertificateEntry("ca", authority.credential().certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}
