package dev.stator.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code cluster.json}: the nodes of a local cluster and where they are, at every moment.
 *
 * @param ca the file of the authority that vouches for the nodes
 */
public record ClusterFile(String name, Path ca, List<Node> nodes) {
    public ClusterFile {
        nodes = List.copyOf(nodes);
    }

    /**
     * One node.
     *
     * @param pid of the living process; empty, and null in the file, while there is none
     * @param url for users
     * @param admin health, metrics and status
     */
    public record Node(String name, OptionalLong pid, String url, String admin, Path data) {}

    /** @throws Failure if there is no cluster in the directory, or its file is broken */
    public static ClusterFile read(ClusterDirectory directory) throws Failure {
        Path file = directory.clusterFile();
        return readIfPresent(directory)
                .orElseThrow(
                        () -> new Failure("there is no cluster in " + directory.root() + ": no " + file.getFileName()));
    }

    static Optional<ClusterFile> readIfPresent(ClusterDirectory directory) throws Failure {
        Path file = directory.clusterFile();
        Optional<JsonNode> json;
        try {
            json = Documents.readJson(file);
        } catch (Failure e) {
            throw damaged(file, e);
        }
        if (json.isEmpty()) {
            return Optional.empty();
        }
        JsonNode root = json.get();
        if (!root.path("name").isTextual()
                || !root.path("ca").isTextual()
                || !root.path("nodes").isArray()) {
            throw damaged(file, null);
        }
        List<Node> nodes = new ArrayList<>();
        for (JsonNode node : json.get().path("nodes")) {
            JsonNode pid = node.path("pid");
            nodes.add(new Node(
                    node.path("name").asText(),
                    pid.canConvertToLong() ? OptionalLong.of(pid.asLong()) : OptionalLong.empty(),
                    node.path("url").asText(),
                    node.path("admin").asText(),
                    Path.of(node.path("data").asText())));
        }
        return Optional.of(new ClusterFile(
                json.get().path("name").asText(), Path.of(json.get().path("ca").asText()), nodes));
    }

    private static Failure damaged(Path file, @Nullable Failure cause) {
        String message = file + " cannot be understood: delete it, and 'stator up' writes it anew; no data is in it";
        return cause == null ? new Failure(message) : new Failure(message, cause);
    }

    void write(ClusterDirectory directory) throws Failure {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Node node : nodes) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", node.name());
            entry.put("pid", node.pid().isPresent() ? node.pid().getAsLong() : null);
            entry.put("url", node.url());
            entry.put("admin", node.admin());
            entry.put("data", node.data().toString());
            list.add(entry);
        }
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("name", name);
        file.put("ca", ca.toString());
        file.put("nodes", list);
        Documents.writePublic(directory.clusterFile(), Documents.json(file));
    }
}
