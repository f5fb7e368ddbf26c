package dev.stator.cli.local;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.KeyValueStoreSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what a node process is started with, from the manifest and the cluster's directory. Pure. */
final class NodeProperties {
    private NodeProperties() {}

    /**
     * @param shards event loops of the node: what cores there are, divided among all nodes of this machine, since loops that have
     *     to share a core cost more than they give
     * @param more keys of the node's configuration that no manifest has
     */
    static String of(
            KeyValueStore store,
            Identity identity,
            String node,
            ClusterDirectory cluster,
            LocalTls tls,
            int shards,
            Map<String, Long> more) {
        KeyValueStoreSpec spec = store.getSpec();
        NodePorts ports = identity.portsOf(node);
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("name", node);
        keys.put("store", store.getMetadata().getName());
        keys.put("zone", node);
        keys.put("clusterId", identity.clusterId());
        keys.put("host", "127.0.0.1");
        keys.put("bind", "127.0.0.1");
        keys.put("http.port", ports.http());
        keys.put("internode.port", ports.internode());
        keys.put("admin.port", ports.admin());
        keys.put("data", cluster.nodeData(node));
        keys.put("factor", spec.replication().factor());
        keys.put("readQuorum", spec.replication().readQuorum());
        keys.put("writeQuorum", spec.replication().writeQuorum());
        keys.put("quorum", spec.replication().quorum());
        keys.put("partitions", spec.partitions());
        keys.put("conflictResolution", spec.conflictResolution());
        keys.put("durability", spec.durability());
        keys.put("maxValueBytes", spec.limits().maxValueBytes());
        keys.put("maxSiblings", spec.limits().maxSiblings());
        keys.put("hintBytesMax", spec.hintedHandoff().bytesMax());
        keys.put("shards", shards);
        keys.putAll(more);
        keys.put("http.certificate", tls.certificate("server"));
        keys.put("http.key", tls.key("server"));
        keys.put("internode.certificate", tls.certificate(node));
        keys.put("internode.key", tls.key(node));
        keys.put("internode.ca", tls.certificate("internode-ca"));
        StringBuilder text = new StringBuilder("# Written by 'stator up' at each start.\n");
        keys.forEach((key, value) -> text.append(key)
                .append('=')
                .append(value instanceof Path path ? escaped(path) : value)
                .append('\n'));
        return text.toString();
    }

    /** In a properties file a backslash begins an escape, and what is not Latin-1 needs one. */
    private static String escaped(Path path) {
        StringBuilder escaped = new StringBuilder();
        for (char c : path.toAbsolutePath().toString().toCharArray()) {
            if (c == '\\') {
                escaped.append("\\\\");
            } else if (c < ' ' || c > '~') {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
