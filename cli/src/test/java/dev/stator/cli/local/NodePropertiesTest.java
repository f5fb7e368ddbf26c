package dev.stator.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.NodeConfig;
import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a manifest says, as the node processes that are started for it understand it. */
class NodePropertiesTest {
    @TempDir
    Path directory;

    @Test
    void settingsOfTheManifestReachTheNode() throws Exception {
        NodeConfig config = started(store("""
                {replication: {factor: 3, readQuorum: 1, writeQuorum: 3, quorum: Strict}, partitions: 64,
                 limits: {maxValueBytes: 65536, maxSiblings: 10}, hintedHandoff: {maxBytesPerNode: 1Mi},
                 nodePools: [{name: std, replicas: 3}]}"""));

        assertThat(config.settings().readQuorum()).isEqualTo(1);
        assertThat(config.settings().writeQuorum()).isEqualTo(3);
        assertThat(config.settings().partitions()).isEqualTo(64);
        assertThat(config.maxValueBytes()).isEqualTo(65536);
        assertThat(config.maxSiblings()).isEqualTo(10);
        assertThat(config.hintBytesMax()).isEqualTo(1 << 20);
    }

    /** The operator does not say the default to its pods, so nodes have to take the same by themselves. */
    @Test
    void manifestThatSaysNothingOfHintsMeansWhatANodeTakesByItself() throws Exception {
        KeyValueStore store = store("{nodePools: [{name: std, replicas: 3}]}");
        Path file = directory.resolve("least.properties");
        String silent = properties(store).replaceAll("hintBytesMax=.*\n", "");
        Files.writeString(file, silent);

        assertThat(silent).doesNotContain("hintBytesMax");
        assertThat(NodeConfig.read(file).hintBytesMax())
                .isEqualTo(started(store).hintBytesMax())
                .isEqualTo(store.getSpec().hintedHandoff().bytesMax());
    }

    @Test
    void whatTheManifestDoesNotNameReachesTheNodeToo() throws Exception {
        NodeConfig config = started(store("{nodePools: [{name: std, replicas: 3}]}"));

        assertThat(config.diskCapacityBytes()).isEqualTo(1_000_000);
        assertThat(config.lifetimes().tombstoneMillis()).isEqualTo(3_000);
        assertThat(config.lifetimes().sweepMillis()).isEqualTo(2_000);
    }

    private NodeConfig started(KeyValueStore store) throws Exception {
        Path file = directory.resolve("node.properties");
        Files.writeString(file, properties(store));
        return NodeConfig.read(file);
    }

    private String properties(KeyValueStore store) {
        ClusterDirectory cluster = new ClusterDirectory(directory);
        Identity identity = new Identity("cluster", Map.of("cart-std-0", new NodePorts(1001, 1002, 1003)));
        return NodeProperties.of(
                store,
                identity,
                "cart-std-0",
                cluster,
                new LocalTls(cluster, "cart", "cluster", Instant.parse("2026-01-01T00:00:00Z")),
                1,
                Map.of("diskCapacityBytes", 1_000_000L, "tombstoneMillis", 3_000L, "sweepMillis", 2_000L));
    }

    private static KeyValueStore store(String spec) {
        return ((Manifest.Loaded) Manifest.load("""
                apiVersion: stator.dev/v1alpha1
                kind: KeyValueStore
                metadata: {name: cart}
                spec: %s
                """.formatted(spec))).store();
    }
}
