package dev.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** status and ring, for people and as JSON. */
class StatusAndRingTest {
    private static final String MEMBER =
            "{\"name\":\"cart-std-0\",\"storeId\":\"ab\",\"zone\":\"z1\",\"weight\":100,\"address\":\"https://h:1\","
                    + "\"state\":\"ACTIVE\",\"targetShare\":0.5,\"actualShare\":0.25}";
    private static final String RING = "{\"epoch\":7,\"n\":3,\"r\":2,\"w\":2,\"partitions\":2,\"members\":[" + MEMBER
            + "],\"owners\":[[\"cart-std-0\",\"b\"],[\"b\",\"cart-std-0\"]]}";

    @TempDir
    private Path directory;

    private FakeStore store;
    private Path data;

    @BeforeEach
    void open() throws Exception {
        store = new FakeStore(directory);
        store.saysOfItself("{\"name\":\"cart-std-0\",\"storeId\":\"ab\",\"ready\":true,\"epoch\":7,\"owned\":2,"
                + "\"hints\":{\"cd\":{\"count\":1,\"bytes\":300},\"ef\":{\"count\":2,\"bytes\":700}},\"members\":["
                + MEMBER + "],\"disk\":{\"usedShare\":0.931,\"state\":\"scarce\"}}");
        data = store.asCluster(directory.resolve("cart"), Optional.of(1234L));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void statusShowsEachNodesShareAgainstItsTarget() {
        Called status = Called.with("status", "--data", data.toString());

        assertThat(status.exit()).as(status.err()).isZero();
        assertThat(status.out().lines().toList())
                .containsExactly(
                        "store cart, ring epoch 7",
                        "",
                        "NODE         STATE   SEEN BY PEERS   PID    PARTITIONS   SHARE   TARGET   HINTS    DISK           URL",
                        "cart-std-0   ready   -               1234   2            25.0%   50.0%    1000 B   93.1% scarce   "
                                + store.url());
    }

    @Test
    void epochOfNodesThatAllAreDownIsUnknown() throws Exception {
        Path stopped = store.asCluster(directory.resolve("stopped"), Optional.empty());

        assertThat(Called.with("status", "--data", stopped.toString()).out())
                .startsWith("store cart, ring epoch unknown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nonsense", "{}", "[]", "{\"name\":\"cart\"}"})
    void damagedFileOfTheClusterIsToldWithWhatHeals(String content) throws Exception {
        Files.writeString(data.resolve("cluster.json"), content);

        for (String command : List.of("status", "ring", "down")) {
            Called.with(command, "--data", data.toString())
                    .isError(Main.FAILED)
                    .says("cluster.json cannot be understood: delete it, and 'stator up' writes it anew");
        }
        for (String command : List.of("get", "delete")) {
            Called.with(command, "k", "--data", data.toString())
                    .isError(Main.FAILED)
                    .says("cluster.json cannot be understood: delete it, and 'stator up' writes it anew");
        }
    }

    @Test
    void statusIsJsonForPrograms() throws Exception {
        JsonNode status = json(Called.with("status", "--json", "--data", data.toString()));

        assertThat(status.get("name").asText()).isEqualTo("cart");
        assertThat(status.get("epoch").asLong()).isEqualTo(7);
        assertThat(status.get("fullyReplicated").asBoolean()).isFalse();
        assertThat(status.get("fullyReplicatedReason").asText()).isEqualTo("cart-std-0 keeps 1000 bytes for others");
        JsonNode node = status.get("nodes").get(0);
        assertThat(node.get("name").asText()).isEqualTo("cart-std-0");
        assertThat(node.get("state").asText()).isEqualTo("ready");
        assertThat(node.get("pid").asLong()).isEqualTo(1234);
        assertThat(node.get("hintedBytes").asLong()).isEqualTo(1000);
        assertThat(node.get("diskUsedShare").asDouble()).isEqualTo(0.931);
        assertThat(node.get("diskState").asText()).isEqualTo("scarce");
        assertThat(node.get("actualShare").asDouble()).isEqualTo(0.25);
        assertThat(node.get("targetShare").asDouble()).isEqualTo(0.5);
    }

    @Test
    void isFullyReplicatedWhenNothingIsKeptAndNoComparisonIsDue() throws Exception {
        for (String[] row : new String[][] {
            {"0", ""},
            {"3", "cart-std-0 has 3 comparisons with other owners before it"},
            {"null", "cart-std-0 has not said how many comparisons with other owners are before it"}
        }) {
            store.saysOfItself("{\"name\":\"cart-std-0\",\"ready\":true,\"epoch\":7,\"hints\":{},\"treePairsDue\":"
                    + row[0] + "}");

            JsonNode status = json(Called.with("status", "--json", "--data", data.toString()));

            assertThat(status.get("fullyReplicated").asBoolean()).isEqualTo(row[1].isEmpty());
            assertThat(status.path("fullyReplicatedReason").asText()).isEqualTo(row[1]);
        }
    }

    @Test
    void aStoppedNodeIsShownAsStoppedAndASilentOneAsUnresponsive() throws Exception {
        store.asCluster(data, Optional.empty());
        JsonNode stopped = json(Called.with("status", "--json", "--data", data.toString()));
        assertThat(stopped.at("/nodes/0/state").asText()).isEqualTo("stopped");
        assertThat(stopped.at("/nodes/0/pid").isNull()).isTrue();

        store.asCluster(data, Optional.of(1234L));
        store.close();
        JsonNode silent = json(Called.with("status", "--json", "--data", data.toString()));
        assertThat(silent.at("/nodes/0/state").asText()).isEqualTo("unresponsive");
    }

    @Test
    void theRingIsATableOfMembersAndOneOfOwners() {
        store.answers(200, "application/json", RING);

        Called ring = Called.with(store.called("ring"));

        assertThat(ring.exit()).as(ring.err()).isZero();
        assertThat(ring.out().lines().toList())
                .containsExactly(
                        "epoch 7, N/R/W 3/2/2, 2 partitions",
                        "",
                        "NODE         ZONE   WEIGHT   SHARE   TARGET   STATE    ADDRESS       STORE",
                        "cart-std-0   z1     100      25.0%   50.0%    ACTIVE   https://h:1   ab",
                        "",
                        "PARTITION   OWNERS",
                        "0           cart-std-0 b",
                        "1           b cart-std-0");
        assertThat(store.asked()).extracting(FakeStore.Asked::path).containsExactly("/v1/ring?owners=true");
    }

    @Test
    void theRingIsJsonForPrograms() throws Exception {
        store.answers(200, "application/json", RING);

        assertThat(json(Called.with(store.called("ring", "--json")))
                        .get("epoch")
                        .asLong())
                .isEqualTo(7);
    }

    @Test
    void aKeyIsLocated() {
        store.answers(
                200,
                "application/json",
                "{\"md5\":\"00ff\",\"partition\":3,\"owners\":[{\"name\":\"a\",\"up\":true},{\"name\":\"b\",\"up\":false}],"
                        + "\"fallbacks\":[]}");

        Called.with(store.called("ring", "--locate", "a b/c"))
                .prints("md5        00ff\npartition  3\nowners     a, b (down)\nfallbacks  -\n");

        assertThat(store.asked()).extracting(FakeStore.Asked::path).containsExactly("/v1/ring/locate/a%20b/c");
    }

    @Test
    void aRingThatIsNotThereIsAnError() {
        store.answers(503, "application/problem+json", "{\"detail\":\"the node has no ring yet\"}");

        Called.with(store.called("ring", "--timeout", "1s"))
                .isError(Main.FAILED)
                .says("the node has no ring yet");
    }

    private static JsonNode json(Called called) throws Exception {
        assertThat(called.exit()).as(called.err()).isZero();
        assertThat(called.out().strip()).as("one line").doesNotContain("\n");
        return new ObjectMapper().readTree(called.out());
    }
}
