package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.node.kernel.Lifetimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigTest {
    private static final Map<String, String> LEAST = Map.ofEntries(
            Map.entry("name", "cart-std-0"),
            Map.entry("store", "cart"),
            Map.entry("clusterId", "c1"),
            Map.entry("data", "/data"),
            Map.entry("http.certificate", "/tls/http/tls.crt"),
            Map.entry("http.key", "/tls/http/tls.key"),
            Map.entry("internode.certificate", "/tls/internode/node.crt"),
            Map.entry("internode.key", "/tls/internode/node.key"),
            Map.entry("internode.ca", "/tls/internode/ca.crt"));

    @TempDir
    Path directory;

    @Test
    void aKeyIsAVariableInCapitalsWithUnderscoresForDotsAndHumps() {
        assertThat(NodeConfig.variable("name")).isEqualTo("STATOR_NAME");
        assertThat(NodeConfig.variable("http.port")).isEqualTo("STATOR_HTTP_PORT");
        assertThat(NodeConfig.variable("maxValueBytes")).isEqualTo("STATOR_MAX_VALUE_BYTES");
        assertThat(NodeConfig.variable("internode.ca")).isEqualTo("STATOR_INTERNODE_CA");
    }

    @Test
    void environmentAndFileSayTheSame() throws IOException, NodeConfig.InvalidException {
        Map<String, String> keys = new LinkedHashMap<>(LEAST);
        keys.put("http.port", "18443");
        keys.put("readQuorum", "1");
        keys.put("lingerMillis", "5000");
        Path file = directory.resolve("node.properties");
        StringBuilder text = new StringBuilder();
        keys.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        Files.writeString(file, text);

        NodeConfig config = NodeConfig.ofEnvironment(environment(keys));

        assertThat(config).isEqualTo(NodeConfig.read(file));
        assertThat(config.httpPort()).isEqualTo(18443);
        assertThat(config.lingerMillis()).isEqualTo(5000);
    }

    @Test
    void deletedKeysAreKeptTenDaysUnlessAnotherTimeIsSaid() throws NodeConfig.InvalidException {
        assertThat(NodeConfig.ofEnvironment(environment(LEAST)).lifetimes()).isEqualTo(Lifetimes.USUAL);

        Map<String, String> environment = environment(LEAST);
        environment.put("STATOR_TOMBSTONE_MILLIS", "3000");
        environment.put("STATOR_SWEEP_MILLIS", "2000");
        Lifetimes shorter = NodeConfig.ofEnvironment(environment).lifetimes();

        assertThat(shorter.tombstoneMillis()).isEqualTo(3_000);
        assertThat(shorter.sweepMillis()).isEqualTo(2_000);
        environment.put("STATOR_SWEEP_MILLIS", "0");
        assertThatThrownBy(() -> NodeConfig.ofEnvironment(environment))
                .hasMessageContaining("STATOR_SWEEP_MILLIS must be 1000..");
    }

    @Test
    void variablesOfOtherProgramsMeanNothing() throws NodeConfig.InvalidException {
        Map<String, String> environment = environment(LEAST);
        environment.put("PATH", "/bin");
        environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.1");

        assertThat(NodeConfig.ofEnvironment(environment).adminPort()).isEqualTo(9090);
    }

    @Test
    void allThatIsWrongInTheEnvironmentIsListedByVariable() {
        Map<String, String> environment = environment(LEAST);
        environment.remove("STATOR_NAME");
        environment.put("STATOR_HTTP_PROT", "8443");
        environment.put("STATOR_SHARDS", "many");
        environment.put("STATOR_QUORUM", "Sloopy");

        assertThatThrownBy(() -> NodeConfig.ofEnvironment(environment))
                .isInstanceOf(NodeConfig.InvalidException.class)
                .hasMessage("""
                        environment:
                          STATOR_NAME is missing
                          STATOR_QUORUM must be one of Sloppy, Strict, not 'Sloopy'
                          STATOR_SHARDS must be a number, not 'many'
                          unknown key STATOR_HTTP_PROT""");
    }

    private static Map<String, String> environment(Map<String, String> keys) {
        Map<String, String> environment = new HashMap<>();
        keys.forEach((key, value) -> environment.put(NodeConfig.variable(key), value));
        return environment;
    }
}
