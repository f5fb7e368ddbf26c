package dev.stator.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterDirectoryTest {
    @TempDir
    private Path work;

    @Test
    void theOnlyClusterIsTheOneThatIsMeant() throws Exception {
        made("cart");
        Files.createDirectories(work.resolve(".stator/no-cluster"));

        assertThat(ClusterDirectory.find(work)).isEqualTo(ClusterDirectory.ofStore(work, "cart"));
    }

    @Test
    void ofNoneAndOfSeveralNoneIsMeant() throws Exception {
        assertThatThrownBy(() -> ClusterDirectory.find(work))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("'stator up'");

        made("cart");
        made("shop");

        assertThatThrownBy(() -> ClusterDirectory.find(work))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--data")
                .hasMessageContaining(".stator/cart, ")
                .hasMessageContaining(".stator/shop");
    }

    @Test
    void theFileSaysWhoRunsWhere() throws Exception {
        ClusterDirectory directory = new ClusterDirectory(work);
        ClusterFile file = new ClusterFile(
                "cart",
                Path.of("/tls/ca.crt"),
                List.of(
                        new ClusterFile.Node("a", OptionalLong.of(17), "https://h:1", "http://h:2", Path.of("/a")),
                        new ClusterFile.Node("b", OptionalLong.empty(), "https://h:3", "http://h:4", Path.of("/b"))));

        file.write(directory);

        assertThat(ClusterFile.read(directory)).isEqualTo(file);
        assertThat(Files.readString(directory.clusterFile()))
                .contains("\"name\" : \"cart\"", "\"ca\" : \"/tls/ca.crt\"", "\"pid\" : 17", "\"pid\" : null")
                .contains("\"url\" : \"https://h:1\"", "\"admin\" : \"http://h:2\"", "\"data\" : \"/a\"");
        try (var files = Files.list(work)) {
            assertThat(files).as("nothing is left of writing it").containsExactly(directory.clusterFile());
        }
    }

    @Test
    void aBrokenFileIsToldByItsName() throws Exception {
        Files.writeString(work.resolve("cluster.json"), "{");

        assertThatThrownBy(() -> ClusterFile.read(new ClusterDirectory(work)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cluster.json cannot be understood");
    }

    private void made(String store) throws IOException {
        Path directory = Files.createDirectories(work.resolve(".stator").resolve(store));
        Files.writeString(directory.resolve("cluster.json"), "{}");
    }
}
