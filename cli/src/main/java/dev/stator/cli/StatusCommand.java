package dev.stator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.cli.local.ClusterFile;
import dev.stator.operator.admin.NodeAdmin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator status}. */
@Command(
        name = "status",
        description = "Shows the local cluster's nodes: who lives, and each one's share against its target.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--json", description = "For programs.")
    private boolean isJson;

    @Mixin
    private DataOption data = new DataOption();

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        ClusterFile cluster = ClusterFile.read(data.directory());
        List<Map<String, Object>> nodes = new ArrayList<>();
        long epoch = 0;
        for (ClusterFile.Node node : cluster.nodes()) {
            Optional<JsonNode> status =
                    node.pid().isPresent() ? NodeAdmin.status(node.admin()) : Optional.<JsonNode>empty();
            Map<String, Object> entry = described(node, status);
            epoch = Math.max(epoch, (Long) entry.getOrDefault("epoch", 0L));
            nodes.add(entry);
        }
        if (isJson) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("name", cluster.name());
            all.put("epoch", epoch);
            Optional<String> doubt = doubt(nodes, epoch);
            all.put("fullyReplicated", doubt.isEmpty());
            doubt.ifPresent(reason -> all.put("fullyReplicatedReason", reason));
            all.put("nodes", nodes);
            terminal.out().println(new ObjectMapper().writeValueAsString(all));
        } else {
            print(cluster, epoch, nodes);
        }
        return 0;
    }

    private static Map<String, Object> described(ClusterFile.Node node, Optional<JsonNode> status) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", node.name());
        entry.put(
                "state", node.pid().isEmpty() ? "stopped" : status.isEmpty() ? "unresponsive" : stateOf(status.get()));
        entry.put("pid", node.pid().isPresent() ? node.pid().getAsLong() : null);
        entry.put("url", node.url());
        entry.put("admin", node.admin());
        if (status.isPresent()) {
            entry.put("storeId", status.get().path("storeId").asText());
            entry.put("epoch", status.get().path("epoch").asLong());
            entry.put("owned", status.get().path("owned").asInt());
            for (JsonNode member : status.get().path("members")) {
                if (member.path("name").asText().equals(node.name())) {
                    entry.put("weight", member.path("weight").asInt());
                    entry.put("targetShare", member.path("targetShare").asDouble());
                    entry.put("actualShare", member.path("actualShare").asDouble());
                }
            }
            long hinted = 0;
            for (JsonNode target : status.get().path("hints")) {
                hinted += target.path("bytes").asLong();
            }
            entry.put("hintedBytes", hinted);
            entry.put("treePairsDue", status.get().path("treePairsDue").asLong(-1));
        }
        return entry;
    }

    /**
     * Why some owner may lack something: a node that is not there, what is kept for others, or owners that have not compared what
     * they hold since they last lost sight of each other. Empty: all copies are equal, but for writes under way.
     */
    private static Optional<String> doubt(List<Map<String, Object>> nodes, long epoch) {
        for (Map<String, Object> node : nodes) {
            if (!"ready".equals(node.get("state"))) {
                return Optional.of(node.get("name") + " is " + node.get("state"));
            } else if (!Long.valueOf(epoch).equals(node.get("epoch"))) {
                return Optional.of(node.get("name") + " has ring epoch " + node.get("epoch") + ", not " + epoch);
            } else if (!Long.valueOf(0).equals(node.get("hintedBytes"))) {
                return Optional.of(node.get("name") + " keeps " + node.get("hintedBytes") + " bytes for others");
            } else if (!Long.valueOf(0).equals(node.get("treePairsDue"))) {
                return Optional.of(node.get("name") + " has " + node.get("treePairsDue")
                        + " comparisons with other owners before it");
            }
        }
        return Optional.empty();
    }

    private static String stateOf(JsonNode status) {
        return status.path("ready").asBoolean() ? "ready" : "not ready";
    }

    private void print(ClusterFile cluster, long epoch, List<Map<String, Object>> nodes) {
        terminal.out().println("store " + cluster.name() + ", ring epoch " + epoch);
        terminal.out().println();
        Table table = new Table("NODE", "STATE", "PID", "PARTITIONS", "SHARE", "TARGET", "HINTS", "URL");
        for (Map<String, Object> node : nodes) {
            table.row(
                    String.valueOf(node.get("name")),
                    String.valueOf(node.get("state")),
                    node.get("pid") == null ? "-" : String.valueOf(node.get("pid")),
                    String.valueOf(node.getOrDefault("owned", "-")),
                    share(node, "actualShare"),
                    share(node, "targetShare"),
                    node.get("hintedBytes") == null ? "-" : node.get("hintedBytes") + " B",
                    String.valueOf(node.get("url")));
        }
        table.print(terminal.out());
    }

    private static String share(Map<String, Object> node, String field) {
        return node.get(field) instanceof Double share ? Table.percent(share) : "-";
    }
}
