package dev.stator.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a local cluster keeps of itself between runs ({@code ports.json}): the name of its data, and each node's ports. */
record Identity(String clusterId, Map<String, NodePorts> ports) {
    Identity {
        ports = Map.copyOf(ports);
    }

    static Optional<Identity> read(ClusterDirectory directory) throws Failure {
        Optional<JsonNode> json = Documents.readJson(directory.portsFile());
        if (json.isEmpty()) {
            return Optional.empty();
        }
        Map<String, NodePorts> ports = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> node : json.get().path("nodes").properties()) {
            JsonNode of = node.getValue();
            ports.put(
                    node.getKey(),
                    new NodePorts(
                            of.path("http").asInt(),
                            of.path("internode").asInt(),
                            of.path("admin").asInt()));
        }
        return Optional.of(new Identity(json.get().path("clusterId").asText(), ports));
    }

    void write(ClusterDirectory directory) throws Failure {
        Documents.write(directory.portsFile(), Documents.json(Map.of("clusterId", clusterId, "nodes", ports)));
    }

    NodePorts portsOf(String node) {
        NodePorts known = ports.get(node);
        if (known == null) {
            throw new IllegalStateException("no ports for " + node);
        }
        return known;
    }
}
