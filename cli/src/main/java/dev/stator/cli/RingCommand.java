package dev.stator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.cli.local.Failure;
import dev.stator.client.StatorClient;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator ring}. */
@Command(
        name = "ring",
        description = "Shows the ring: its members, and who owns each partition, the coordinator first.",
        mixinStandardHelpOptions = true)
final class RingCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Terminal terminal;

    @Option(names = "--locate", paramLabel = "KEY", description = "Where this key is: partition, owners, fallbacks.")
    private @Nullable String key;

    @Option(names = "--json", description = "As the node says it.")
    private boolean isJson;

    @Mixin
    private StoreOption store = new StoreOption();

    RingCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        String path = key == null ? "/v1/ring?owners=true" : "/v1/ring/locate/" + encoded(Keys.of(key));
        try (StatorClient client = store.client()) {
            StatorClient.Fetched fetched = client.blocking().fetch(path);
            if (fetched instanceof StatorClient.Nothing nothing) {
                throw new Failure(nothing.reason());
            }
            var answer = ((StatorClient.Page) fetched).answer();
            JsonNode page = JSON.readTree(answer.text());
            if (answer.status() != 200) {
                throw new Failure(page.path("detail").asText("status " + answer.status()));
            }
            if (isJson) {
                terminal.out().println(answer.text());
            } else if (key != null) {
                printLocation(page);
            } else {
                printRing(page);
            }
            return 0;
        }
    }

    private void printLocation(JsonNode page) {
        terminal.out().println("md5        " + page.path("md5").asText());
        terminal.out().println("partition  " + page.path("partition").asInt());
        terminal.out().println("owners     " + stores(page.path("owners")));
        terminal.out().println("fallbacks  " + stores(page.path("fallbacks")));
    }

    private static String stores(JsonNode list) {
        List<String> names = new ArrayList<>();
        for (JsonNode store : list) {
            names.add(store.path("name").asText() + (store.path("up").asBoolean() ? "" : " (down)"));
        }
        return names.isEmpty() ? "-" : String.join(", ", names);
    }

    private void printRing(JsonNode ring) {
        terminal.out()
                .printf(
                        "epoch %d, N/R/W %d/%d/%d, %d partitions%n%n",
                        ring.path("epoch").asLong(),
                        ring.path("n").asInt(),
                        ring.path("r").asInt(),
                        ring.path("w").asInt(),
                        ring.path("partitions").asInt());
        Table members = new Table("NODE", "ZONE", "WEIGHT", "SHARE", "TARGET", "STATE", "ADDRESS", "STORE");
        for (JsonNode member : ring.path("members")) {
            members.row(
                    member.path("name").asText(),
                    member.path("zone").asText(),
                    member.path("weight").asText(),
                    Table.percent(member.path("actualShare").asDouble()),
                    Table.percent(member.path("targetShare").asDouble()),
                    member.path("state").asText(),
                    member.path("address").asText(),
                    member.path("storeId").asText());
        }
        members.print(terminal.out());
        terminal.out().println();
        Table owners = new Table("PARTITION", "OWNERS");
        int partition = 0;
        for (JsonNode entry : ring.path("owners")) {
            List<String> names = new ArrayList<>();
            entry.forEach(owner -> names.add(owner.asText()));
            owners.row(Integer.toString(partition++), String.join(" ", names));
        }
        owners.print(terminal.out());
    }

    private static String encoded(Key wanted) {
        StringBuilder path = new StringBuilder();
        for (byte b : wanted.bytes()) {
            boolean isPlain =
                    b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || "-_./".indexOf(b) >= 0;
            path.append(isPlain ? String.valueOf((char) b) : String.format("%%%02X", b));
        }
        return path.toString();
    }
}
