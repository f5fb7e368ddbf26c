package dev.stator.node.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TlsContextsTest {
    private static final String URI = "stator://c/n";

    private final Path directory;
    private final TestAuthority authority = new TestAuthority("ca");
    private final PemFiles internode;

    TlsContextsTest(@TempDir Path directory) {
        this.directory = directory;
        this.internode = authority.issue(directory.resolve("internode"), URI);
    }

    @Test
    void filesThatDidNotChangeKeepTheirContexts() {
        TlsContexts contexts = new TlsContexts(Optional.empty(), internode);
        SslContext before = contexts.internodeServer();

        assertThat(contexts.reloadIfChanged()).isFalse();

        assertThat(contexts.internodeServer()).isSameAs(before);
        assertThat(contexts.http()).isEmpty();
    }

    @Test
    void renewedCertificatesAreTakenUp() {
        TlsContexts contexts = new TlsContexts(Optional.empty(), internode);
        SslContext before = contexts.internodeServer();
        Instant soon = Instant.now().plus(Duration.ofHours(5)).truncatedTo(ChronoUnit.SECONDS);

        authority.issue(directory.resolve("internode"), URI, soon);

        assertThat(contexts.reloadIfChanged()).isTrue();
        assertThat(contexts.internodeServer()).isNotSameAs(before);
        assertThat(contexts.notAfter()).isEqualTo(soon);
        assertThat(contexts.reloadIfChanged()).isFalse();
    }

    @Test
    void usersCertificateIsWatchedToo() {
        PemFiles http = authority.issue(directory.resolve("http"), "https://x");
        TlsContexts contexts = new TlsContexts(Optional.of(http), internode);
        SslContext before = contexts.http().orElseThrow();
        Instant soon = Instant.now().plus(Duration.ofHours(5)).truncatedTo(ChronoUnit.SECONDS);

        authority.issue(directory.resolve("http"), "https://x", soon);

        assertThat(contexts.reloadIfChanged()).isTrue();
        assertThat(contexts.http().orElseThrow()).isNotSameAs(before);
        assertThat(contexts.notAfter()).isEqualTo(soon); // the first of all to expire
    }

    @Test
    void whatCannotBeUsedLeavesTheContextsBefore() throws Exception {
        TlsContexts contexts = new TlsContexts(Optional.empty(), internode);
        SslContext before = contexts.internodeClient();

        Files.writeString(internode.certificate(), "-----BEGIN CERTIFICATE-----\nnonsense\n");
        assertThat(contexts.reloadIfChanged()).isFalse();
        Files.delete(internode.privateKey());
        assertThat(contexts.reloadIfChanged()).isFalse();
        assertThat(contexts.internodeClient()).isSameAs(before);

        authority.issue(directory.resolve("internode"), URI);
        assertThat(contexts.reloadIfChanged()).isTrue();
        assertThat(contexts.internodeClient()).isNotSameAs(before);
    }

    @Test
    void halfARotationIsNotTakenUp() throws Exception {
        TlsContexts contexts = new TlsContexts(Optional.empty(), internode);
        PemFiles next = authority.issue(directory.resolve("next"), URI);

        replace(internode.certificate(), next.certificate());
        assertThat(contexts.reloadIfChanged()).isFalse();

        replace(internode.privateKey(), next.privateKey());
        assertThat(contexts.reloadIfChanged()).isTrue();
    }

    private static void replace(Path file, Path by) throws IOException {
        Files.copy(by, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void missingFileIsNamed() throws Exception {
        Files.delete(internode.privateKey());

        assertThatThrownBy(() -> new TlsContexts(Optional.empty(), internode))
                .isInstanceOf(TlsFileException.class)
                .hasMessage(internode.privateKey() + ": no such file");
    }

    @Test
    void keyOfAnotherCertificateIsNamed() throws Exception {
        replace(
                internode.privateKey(),
                authority.issue(directory.resolve("other"), URI).privateKey());

        assertThatThrownBy(() -> new TlsContexts(Optional.empty(), internode))
                .isInstanceOf(TlsFileException.class)
                .hasMessageContaining(internode.privateKey().toString())
                .hasMessageContaining("not the key of the certificate in " + internode.certificate());
    }

    @Test
    void keyInAnotherFormSaysHowToConvertIt() throws Exception {
        Files.writeString(
                internode.privateKey(), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");

        assertThatThrownBy(() -> new TlsContexts(Optional.empty(), internode))
                .isInstanceOf(TlsFileException.class)
                .hasMessageContaining(internode.privateKey().toString())
                .hasMessageContaining("openssl pkcs8 -topk8 -nodes");
    }

    @Test
    void fileWithoutACertificateIsNamed() throws Exception {
        Files.writeString(internode.authority().orElseThrow(), "");

        assertThatThrownBy(() -> new TlsContexts(Optional.empty(), internode))
                .isInstanceOf(TlsFileException.class)
                .hasMessageContaining(internode.authority().orElseThrow().toString());
    }

    @Test
    void nodesWithoutAnAuthorityAreRefused() {
        PemFiles alone = PemFiles.ofServer(internode.certificate(), internode.privateKey());

        assertThatThrownBy(() -> new TlsContexts(Optional.empty(), alone)).isInstanceOf(IllegalArgumentException.class);
    }
}
