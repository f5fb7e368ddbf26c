package dev.stator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.cli.local.ClusterFile;
import dev.stator.operator.admin.NodeAdmin;
import dev.stator.operator.plan.FullReplication;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
        PeerViews views = new PeerViews();
        long epoch = 0;
        for (ClusterFile.Node node : cluster.nodes()) {
            Optional<JsonNode> status =
                    node.pid().isPresent() ? NodeAdmin.status(node.admin()) : Optional.<JsonNode>empty();
            Map<String, Object> entry = described(node, status);
            epoch = Math.max(epoch, (Long) entry.getOrDefault("epoch", 0L));
            nodes.add(entry);
            status.ifPresent(views::add);
        }
        nodes.forEach(node -> node.put("seen", views.of(String.valueOf(node.get("name")))));
        if (isJson) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("name", cluster.name());
            all.put("epoch", epoch);
            FullReplication.Verdict verdict = FullReplication.of(
                    epoch, nodes.stream().map(StatusCommand::account).toList());
            boolean isFull = verdict.answer() == FullReplication.Answer.YES;
            all.put("fullyReplicated", isFull);
            if (!isFull) {
                all.put("fullyReplicatedReason", verdict.message());
            }
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
            NodeAdmin.hintedBytes(status.get()).ifPresent(bytes -> entry.put("hintedBytes", bytes));
            JsonNode disk = status.get().path("disk");
            if (disk.path("usedShare").isNumber()) {
                entry.put("diskUsedShare", disk.path("usedShare").asDouble());
                entry.put("diskState", disk.path("state").asText());
            }
            if (status.get().has("inDoubt")) {
                entry.put("inDoubt", status.get().path("inDoubt").asText());
            }
            NodeAdmin.treePairsDue(status.get()).ifPresent(pairs -> entry.put("treePairsDue", pairs));
        }
        return entry;
    }

    private static FullReplication.Node account(Map<String, Object> node) {
        return new FullReplication.Node(
                String.valueOf(node.get("name")),
                String.valueOf(node.get("state")),
                number(node, "epoch"),
                number(node, "hintedBytes"),
                number(node, "treePairsDue"));
    }

    private static OptionalLong number(Map<String, Object> node, String field) {
        return node.get(field) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
    }

    private static String stateOf(JsonNode status) {
        return status.has("inDoubt")
                ? "in doubt"
                : status.path("ready").asBoolean() ? FullReplication.READY : "not ready";
    }

    private void print(ClusterFile cluster, long epoch, List<Map<String, Object>> nodes) {
        terminal.out().println("store " + cluster.name() + ", ring epoch " + (epoch == 0 ? "unknown" : epoch));
        terminal.out().println();
        Table table = new Table(
                "NODE", "STATE", "SEEN BY PEERS", "PID", "PARTITIONS", "SHARE", "TARGET", "HINTS", "DISK", "URL");
        for (Map<String, Object> node : nodes) {
            table.row(
                    String.valueOf(node.get("name")),
                    String.valueOf(node.get("state")),
                    String.valueOf(node.get("seen")),
                    node.get("pid") == null ? "-" : String.valueOf(node.get("pid")),
                    String.valueOf(node.getOrDefault("owned", "-")),
                    share(node, "actualShare"),
                    share(node, "targetShare"),
                    node.get("hintedBytes") == null ? "-" : node.get("hintedBytes") + " B",
                    disk(node),
                    String.valueOf(node.get("url")));
        }
        table.print(terminal.out());
        for (Map<String, Object> node : nodes) {
            if (node.get("inDoubt") != null) {
                terminal.out().println();
                terminal.out()
                        .println(node.get("name") + " is in doubt and serves nothing: " + node.get("inDoubt")
                                + ". What to do: docs/OPERATIONS.md, \"A store in doubt\"");
            }
        }
    }

    /** How full it is, and what the node says of it, where that is not "ok". */
    private static String disk(Map<String, Object> node) {
        if (!(node.get("diskUsedShare") instanceof Double share)) {
            return "-";
        }
        String state = String.valueOf(node.get("diskState"));
        return Table.percent(share) + (state.equals("ok") ? "" : " " + state);
    }

    private static String share(Map<String, Object> node, String field) {
        return node.get(field) instanceof Double share ? Table.percent(share) : "-";
    }
}
