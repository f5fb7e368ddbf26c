package dev.stator.node.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends of handshakes, without sockets, by whatever does TLS on this machine and by the JDK's. */
final class TlsHandshakeTest {
    private final TestAuthority authority = new TestAuthority("ca");
    private final PemFiles one;
    private final PemFiles two;
    private final PemFiles stranger;

    TlsHandshakeTest(@TempDir Path directory) {
        one = authority.issue(directory.resolve("one"), "stator://c/1");
        two = authority.issue(directory.resolve("two"), "stator://c/2");
        stranger = new TestAuthority("ca").issue(directory.resolve("three"), "stator://c/3");
    }

    @Test
    void nodesAgreeOnFramesAndSeeEachOthersCertificates() throws Exception {
        for (SslProvider server : providers()) {
            for (SslProvider client : providers()) {
                Ends ends = handshake(
                        contexts(one, server).internodeServer(),
                        contexts(two, client).internodeClient());

                assertThat(ends.problems)
                        .as("%s served, %s dialled", server, client)
                        .isEmpty();
                assertThat(ends.server.applicationProtocol()).isEqualTo("stator/1");
                assertThat(ends.client.applicationProtocol()).isEqualTo("stator/1");
                assertThat(ends.server.engine().getSession().getProtocol()).isEqualTo("TLSv1.3");
                assertThat(ends.server.engine().getSession().getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
                assertThat(ends.server.engine().getSession().getPeerCertificates())
                        .isEqualTo(Credentials.load(two).chain().toArray());
                assertThat(ends.client.engine().getSession().getPeerCertificates())
                        .isEqualTo(Credentials.load(one).chain().toArray());
                ends.close();
            }
        }
    }

    @Test
    void certificateOfAnotherAuthorityIsRefused() {
        for (SslProvider provider : providers()) {
            Ends ends = handshake(
                    contexts(one, provider).internodeServer(),
                    contexts(stranger, provider).internodeClient());

            assertThat(ends.problems).as(provider.name()).isNotEmpty();
            ends.close();
        }
    }

    @Test
    void nodesDoNotListenToWhoShowsNothing() throws Exception {
        SslContext anonymous = SslContextBuilder.forClient()
                .trustManager(Credentials.load(one).authorities())
                .endpointIdentificationAlgorithm(null)
                .build();
        for (SslProvider provider : providers()) {
            Ends ends = handshake(contexts(one, provider).internodeServer(), anonymous);

            assertThat(ends.problems).as(provider.name()).isNotEmpty();
            ends.close();
        }
    }

    @Test
    void usersNeedNoCertificateAndGetHttp2() throws Exception {
        for (SslProvider provider : providers()) {
            SslContext user = SslContextBuilder.forClient()
                    .trustManager(Credentials.load(one).authorities())
                    .endpointIdentificationAlgorithm(null)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            "h2",
                            "http/1.1"))
                    .build();
            Ends ends = handshake(contexts(one, provider).http().orElseThrow(), user);

            assertThat(ends.problems).as(provider.name()).isEmpty();
            assertThat(ends.client.applicationProtocol()).isEqualTo("h2");
            ends.close();
        }
    }

    private static List<SslProvider> providers() {
        return OpenSsl.isAvailable() ? List.of(SslProvider.OPENSSL, SslProvider.JDK) : List.of(SslProvider.JDK);
    }

    private static TlsContexts contexts(PemFiles files, SslProvider provider) {
        return new TlsContexts(
                Optional.of(PemFiles.ofServer(files.certificate(), files.privateKey())), files, provider);
    }

    /** Two ends that have said all that they have to say. */
    private record Ends(
            SslHandler server,
            SslHandler client,
            EmbeddedChannel serverChannel,
            EmbeddedChannel clientChannel,
            List<Throwable> problems) {
        void close() {
            serverChannel.finishAndReleaseAll();
            clientChannel.finishAndReleaseAll();
        }
    }

    private static Ends handshake(SslContext serverContext, SslContext clientContext) {
        EmbeddedChannel server = new EmbeddedChannel();
        EmbeddedChannel client = new EmbeddedChannel();
        SslHandler serverTls = serverContext.newHandler(server.alloc());
        SslHandler clientTls = clientContext.newHandler(client.alloc());
        List<Throwable> problems = new ArrayList<>();
        server.pipeline().addLast(serverTls);
        client.pipeline().addLast(clientTls);
        boolean hasMoved = true;
        while (hasMoved) {
            hasMoved = pass(client, server, problems);
            hasMoved |= pass(server, client, problems);
        }
        return new Ends(serverTls, clientTls, server, client, problems);
    }

    private static boolean pass(EmbeddedChannel from, EmbeddedChannel to, List<Throwable> problems) {
        from.runPendingTasks();
        Object bytes = from.readOutbound();
        if (bytes == null) {
            return false;
        }
        if (!to.isOpen()) {
            ReferenceCountUtil.release(bytes);
            return true;
        }
        try {
            to.writeInbound(bytes);
        } catch (DecoderException e) {
            if (!(e.getCause() instanceof SSLException)) {
                throw e;
            }
            problems.add(e.getCause());
        }
        return true;
    }
}
