package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command's exit codes and outputs on a running cluster (API §3). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandIT {
    private Path directory = Path.of("");
    private Cluster cluster;

    @BeforeAll
    void start(@TempDir Path temporary) {
        directory = temporary;
        cluster = Cluster.up(directory, "");
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void putGetDeleteEndWithTheCodesOfTheContract() throws Exception {
        Path value = Files.writeString(directory.resolve("value"), "from a file");

        assertThat(cluster.stator("get", "codes").exit()).isEqualTo(4);
        assertThat(cluster.stator("put", "codes", "milk").exit()).isZero();
        assertThat(cluster.stator("get", "codes").out()).isEqualTo("milk");
        assertThat(cluster.stator("put", "codes", "-f", value.toString()).exit())
                .isZero();
        assertThat(cluster.stator("get", "codes").out()).isEqualTo("from a file");
        assertThat(cluster.stator("delete", "codes").exit()).isZero();
        assertThat(cluster.stator("get", "codes").exit()).isEqualTo(4);
        assertThat(cluster.stator("get").exit()).isEqualTo(2);
    }

    @Test
    void severalVersionsArePrintedAsJsonWithExitFive() {
        String url = cluster.node(0).url() + "/v1/keys/sib";
        String curl = "curl -sS --cacert " + cluster.ca() + " ";
        String context =
                "ctx=$(" + curl + "-o /dev/null -D - " + url + " | tr -d '\\r' | sed -n 's/^stator-context: //ip'); ";
        Shell shell = Shell.in(newDirectory("sib"));
        shell.bash(
                        context + curl + "-X PUT -H \"Stator-Context: $ctx\" --data-binary one " + url + "; " + curl
                                + "-X PUT -H \"Stator-Context: $ctx\" --data-binary two " + url,
                        30)
                .orFail();

        Shell.Result read = cluster.stator("get", "sib");

        assertThat(read.exit()).isEqualTo(5);
        assertThat(read.out()).contains("\"siblings\"");
    }

    @Test
    void stoppedNodeStaysDownAndStartedNodeComesBack() {
        cluster.stator("put", "stays", "here").orFail();

        cluster.stator("stop", cluster.node(2).name()).orFail();
        assertThat(cluster.stator("get", "stays").out()).isEqualTo("here");
        assertThat(cluster.stator("put", "stays", "still").exit()).isZero();
        cluster.stator("start", cluster.node(2).name()).orFail();

        assertThat(cluster.stator("get", "stays").out()).isEqualTo("still");
        assertThat(cluster.stator("status", "--json").out()).contains("\"epoch\"");
    }

    @Test
    void whatComesLaterSaysSoAndTouchesNothing() {
        Path manifest = Path.of("../operator/src/main/resources/dev/stator/operator/api/cart.yaml")
                .toAbsolutePath();
        Shell.Result apply = cluster.stator("apply", "-f", manifest.toString());
        Shell.Result wipe = cluster.stator("start", cluster.node(0).name(), "--wipe");

        assertThat(apply.exit()).isEqualTo(1);
        assertThat(apply.err()).contains("later");
        assertThat(wipe.exit()).isEqualTo(1);
        assertThat(wipe.err()).contains("later");
    }

    private Path newDirectory(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
