package dev.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be done is told in one line with exit code 1, and leaves everything as it was (API §3). */
class RefusalTest {
    private static final String HEAD = "apiVersion: stator.dev/v1alpha1\nkind: KeyValueStore\nmetadata: {name: cart}\n";
    private static final String POOLS = "  nodePools: [{name: std, replicas: 3}]\n";
    private static final String CART = HEAD + "spec:\n" + POOLS;

    @TempDir
    private Path directory;

    private Path data;

    /** A cluster that was started once, and does not run. */
    @BeforeEach
    void cluster() throws IOException {
        data = Files.createDirectory(directory.resolve("cart"));
        Files.writeString(
                data.resolve("cluster.json"),
                "{\"name\":\"cart\",\"ca\":\"ca.crt\",\"nodes\":[{\"name\":\"cart-std-0\",\"pid\":null,"
                        + "\"url\":\"https://127.0.0.1:1\",\"admin\":\"http://127.0.0.1:2\",\"data\":\"data\"}]}");
        Files.writeString(data.resolve("store.json"), """
                {"apiVersion":"stator.dev/v1alpha1","kind":"KeyValueStore","metadata":{"name":"cart"},
                 "spec":{"nodePools":[{"name":"std","replicas":3}]}}
                """);
    }

    @Test
    void applyComesLater() throws IOException {
        Map<String, String> before = content();

        Called.with("apply", "-f", manifest(CART), "--data", data.toString())
                .isError(Main.FAILED)
                .says("later version", "nothing was changed");

        assertThat(content()).isEqualTo(before);
    }

    @Test
    void startWithAnEmptyDiskComesLater() throws IOException {
        Map<String, String> before = content();

        Called.with("start", "cart-std-0", "--wipe", "--data", data.toString())
                .isError(Main.FAILED)
                .says("later version", "nothing was changed");

        assertThat(content()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'  replication: {factor: 1}\n' | readQuorum",
                "'  replication: {factor: 5}\n' | nodes",
                "'  partitions: 1000\n' | spec.partitions",
                "'  durability: Always\n' | spec.durability: Unsupported value: \"Always\"",
                "'  limits: {maxValueBytes: 99999999}\n' | spec.limits.maxValueBytes",
                "'  replcation: {factor: 3}\n' | unknown field \"spec.replcation\"",
                "'  replication: {n: 3}\n' | unknown field"
            })
    void aManifestThatTheApiServerWouldRefuseIsRefusedInItsWords(String line, String words) throws IOException {
        Map<String, String> before = content();

        for (String command : new String[] {"up", "apply"}) {
            Called.with(command, "-f", manifest(HEAD + "spec:\n" + line + POOLS), "--data", data.toString())
                    .isError(Main.FAILED)
                    .says(words);
        }

        assertThat(content()).isEqualTo(before);
    }

    @Test
    void severalProblemsAreToldInOneLine() throws IOException {
        String text = HEAD + "spec:\n  conflictResolution: Never\n  durability: Always\n" + POOLS;

        Called.with("up", "-f", manifest(text), "--data", data.toString())
                .isError(Main.FAILED)
                .says("The KeyValueStore \"cart\" is invalid: spec.", "spec.conflictResolution", "; spec.durability");
    }

    @Test
    void aManifestMayComeFromStandardInput() {
        Called.withInput(HEAD + "spec: {}", "up", "-f", "-", "--data", data.toString())
                .isError(Main.FAILED)
                .says("spec.nodePools");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing here | invalid object",
                "'{apiVersion: v1, kind: Pod, metadata: {name: a}}' | holds only Pod",
                "'' | empty",
                "'{' | ",
            })
    void whatIsNoStoreIsRefused(String text, String words) throws IOException {
        Called.with("up", "-f", manifest(text == null ? "" : text), "--data", data.toString())
                .isError(Main.FAILED)
                .says(words == null ? "" : words);
    }

    @Test
    void whatIsFixedAtCreationIsRefusedWithTheFieldAndTheWordImmutable() throws IOException {
        Map<String, String> changes = Map.of("partitions", "2048", "replication", "{factor: 3, readQuorum: 3}");
        for (Map.Entry<String, String> change : changes.entrySet()) {
            String line = "  " + change.getKey() + ": " + change.getValue() + "\n";
            Called.with("up", "-f", manifest(HEAD + "spec:\n" + line + POOLS), "--data", data.toString())
                    .isError(Main.FAILED)
                    .says("immutable", change.getKey());
        }
        assertThat(data.resolve("nodes")).doesNotExist();
    }

    @Test
    void anotherSizeThanBeforeComesLater() throws IOException {
        String grown = CART.replace("replicas: 3", "replicas: 4");

        Called.with("up", "-f", manifest(grown), "--data", data.toString())
                .isError(Main.FAILED)
                .says("later version", "cart-std-3");
        assertThat(data.resolve("nodes")).doesNotExist();
    }

    @Test
    void theDataOfOneStoreIsNotAnothers() throws IOException {
        Called.with("up", "-f", manifest(CART.replace("cart", "other")), "--data", data.toString())
                .isError(Main.FAILED)
                .says("'cart'", "'other'");
    }

    @ParameterizedTest
    @CsvSource({"status", "down", "'stop,a'", "'start,a'", "'get,a'", "'put,a,b'", "'delete,a'", "ring", "bench"})
    void aDirectoryWithoutAClusterIsToldSo(String words) {
        String[] called = (words + ",--data," + directory.resolve("none")).split(",");

        Called.with(called).isError(Main.FAILED).says("there is no cluster in " + directory.resolve("none"));

        assertThat(directory.resolve("none")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"'stop,a'", "'start,a'", "'get,a'", "'put,a,b'", "'delete,a'", "ring", "bench"})
    void aClusterThatDoesNotRunIsToldSo(String words) {
        String[] called = (words + ",--data," + data).split(",");

        Called.with(called).isError(Main.FAILED).says("cart", "start it with 'stator up'");
    }

    @Test
    void downOfWhatDoesNotRunHasNothingToDo() {
        Called.with("down", "--data", data.toString()).prints("nothing runs\n");
    }

    @Test
    void filesThatAreNotThereAreToldSo() {
        String missing = directory.resolve("missing").toString();

        for (String[] words : new String[][] {
            {"up", "-f", missing},
            {"apply", "-f", missing},
            {"plan", missing},
            {"put", "a", "-f", missing},
            {"get", "a", "--endpoint", "https://127.0.0.1:1", "--ca", missing}
        }) {
            Called.with(words).isError(Main.FAILED).says(missing + ": no such file or directory");
        }
    }

    @Test
    void aCaFileThatHoldsNoCertificateIsToldSo() throws IOException {
        String ca = manifest("no certificate");

        Called.with("get", "a", "--endpoint", "https://127.0.0.1:1", "--ca", ca)
                .isError(Main.FAILED)
                .says("no certificate in PEM");
    }

    private String manifest(String text) throws IOException {
        return Files.writeString(directory.resolve("manifest.yaml"), text).toString();
    }

    /** Every file of the cluster, and what it holds. */
    private Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(
                        file.toString(),
                        Files.readString(file, StandardCharsets.UTF_8) + Files.getLastModifiedTime(file));
            }
        }
        return content;
    }
}
