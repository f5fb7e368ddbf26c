package dev.stator.node.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS contexts of a node: one for users' connections, where they have TLS at all, and two for nodes' connections, where
 * both ends must show a certificate of the internode authority. Whoever opens a connection asks for the context of that
 * moment; connections that are open live on with the one they began with.
 *
 * <p>Files are looked at again by {@link #reloadIfChanged}, which a timer calls off the loops: it reads files. What cannot be
 * used is said once, and the contexts before it stay. BoringSSL where it is there, else the JDK's TLS; 1.2 and newer; AES-128
 * first, the cheapest of the good ciphers on every server processor. The getters may be called by any thread.
 */
public final class TlsContexts {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

    /** As JSSE names them. TLS 1.2's are the ones that HTTP/2 allows and that keep past traffic secret. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final List<String> USERS_PROTOCOLS = List.of("h2", "http/1.1");
    private static final List<String> NODES_PROTOCOLS = List.of("stator/1", "http/1.1");
    private static final List<String> DIALLERS_PROTOCOLS = List.of("stator/1");

    private final Optional<PemFiles> usersFiles;
    private final PemFiles nodesFiles;
    private final SslProvider provider;

    private volatile Contexts contexts;
    private byte @Nullable [] refusedContent; // the reloading thread's: what was complained of already

    private record Contexts(
            Optional<SslContext> http,
            SslContext internodeServer,
            SslContext internodeClient,
            Instant notAfter,
            byte[] content) {}

    /**
     * @param http what users' connections are served with; empty when the store has TLS disabled for users
     * @param internode what nodes show each other; has an authority
     * @throws TlsFileException when the files cannot be used
     */
    public TlsContexts(Optional<PemFiles> http, PemFiles internode) {
        this(http, internode, OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
    }

    TlsContexts(Optional<PemFiles> http, PemFiles internode, SslProvider provider) {
        if (internode.authority().isEmpty()) {
            throw new IllegalArgumentException("nodes must know whose certificates to take from each other");
        }
        this.usersFiles = http;
        this.nodesFiles = internode;
        this.provider = provider;
        this.contexts = build(content());
    }

    /** What users' connections are served with; empty where TLS is disabled for them. */
    public Optional<SslContext> http() {
        return contexts.http();
    }

    /** What the internode port serves with: asks for a client's certificate, and refuses those of other authorities. */
    public SslContext internodeServer() {
        return contexts.internodeServer();
    }

    /** What nodes dial each other with. Host names are not checked: the handshake behind it proves cluster and store. */
    public SslContext internodeClient() {
        return contexts.internodeClient();
    }

    /** When the first of the own certificates expires. */
    public Instant notAfter() {
        return contexts.notAfter();
    }

    /** The name of what does the TLS, for the log at the start. */
    public static String provider() {
        return OpenSsl.isAvailable() ? OpenSsl.versionString() : "JDK";
    }

    /** Takes up files that have changed. Reads files, so not for a loop; one thread at a time. True when contexts are new. */
    public boolean reloadIfChanged() {
        byte @Nullable [] content = null;
        try {
            content = content();
            if (Arrays.equals(content, contexts.content()) || Arrays.equals(content, refusedContent)) {
                return false;
            }
            contexts = build(content);
        } catch (TlsFileException e) {
            byte[] refused = content == null ? new byte[0] : content;
            if (!Arrays.equals(refused, refusedContent)) {
                LOG.warn("certificates have changed and cannot be used; keeping those before: {}", e.getMessage());
                refusedContent = refused;
            }
            return false;
        }
        refusedContent = null;
        LOG.info("certificates reloaded notAfter={}", contexts.notAfter());
        return true;
    }

    private byte[] content() {
        byte[] nodes = Credentials.contentOf(nodesFiles);
        byte[] users = usersFiles.map(Credentials::contentOf).orElse(new byte[0]);
        byte[] both = Arrays.copyOf(nodes, nodes.length + users.length);
        System.arraycopy(users, 0, both, nodes.length, users.length);
        return both;
    }

    private Contexts build(byte[] content) {
        Credentials nodes = Credentials.load(nodesFiles);
        Optional<Credentials> users = usersFiles.map(Credentials::load);
        Instant notAfter = nodes.notAfter();
        if (users.isPresent() && users.get().notAfter().isBefore(notAfter)) {
            notAfter = users.get().notAfter();
        }
        return new Contexts(
                users.map(credentials -> contextOf(usersFiles.orElseThrow(), server(credentials), USERS_PROTOCOLS)),
                contextOf(
                        nodesFiles,
                        server(nodes).trustManager(nodes.authorities()).clientAuth(ClientAuth.REQUIRE),
                        NODES_PROTOCOLS),
                contextOf(nodesFiles, client(nodes), DIALLERS_PROTOCOLS),
                notAfter,
                content);
    }

    private static SslContextBuilder server(Credentials credentials) {
        return SslContextBuilder.forServer(credentials.key(), credentials.chain());
    }

    private static SslContextBuilder client(Credentials credentials) {
        return SslContextBuilder.forClient()
                .keyManager(credentials.key(), credentials.chain())
                .trustManager(credentials.authorities())
                .endpointIdentificationAlgorithm(null);
    }

    private SslContext contextOf(PemFiles files, SslContextBuilder builder, List<String> protocols) {
        try {
            return builder.sslProvider(provider)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            protocols))
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new TlsFileException(files.certificate(), "no TLS can be made of it: " + e.getMessage(), e);
        }
    }
}
