package dev.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** get, put and delete: what they print, and the codes they end with (API §3). */
class KeyCommandsTest {
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final String SIBLINGS =
            "{\"siblings\":[{\"version\":\"v1\",\"contentType\":\"text/plain\",\"lastModified\":\"2026-01-01T00:00:00Z\","
                    + "\"size\":4,\"value\":\"bWlsaw==\"},{\"version\":\"v2\",\"contentType\":\"text/plain\","
                    + "\"lastModified\":\"2026-01-01T00:00:01Z\",\"size\":4,\"value\":\"YmVlcg==\"}]}";

    @TempDir
    private Path directory;

    private FakeStore store;

    @BeforeEach
    void open() throws Exception {
        store = new FakeStore(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void getPrintsTheValueByteForByte() {
        store.answers(200, "text/plain", "milk\n\ttea");

        Called.with(store.called("get", "cart")).prints("milk\n\ttea");

        assertThat(store.asked()).extracting(FakeStore.Asked::path).containsExactly("/v1/keys/cart");
    }

    @ParameterizedTest
    @CsvSource({"a/b, a/b", "'a b', a%20b", "caf\u00e9, caf%C3%A9", "a?b#c%d, a%3Fb%23c%25d", "../x, %2E%2E/x"})
    void keysAreSentAsTheyAreTyped(String key, String path) {
        store.answers(200, "text/plain", "x");

        Called.with(store.called("get", key)).prints("x");

        assertThat(store.asked()).extracting(FakeStore.Asked::path).containsExactly("/v1/keys/" + path);
    }

    @Test
    void getWritesTheValueToAFile() throws Exception {
        store.answers(200, "text/plain", "milk");
        Path file = directory.resolve("value");

        Called.with(store.called("get", "cart", "--out", file.toString())).prints("");

        assertThat(file).hasContent("milk");
        Called.with(store.called("get", "cart", "--out", directory + "/none/value"))
                .isError(Main.FAILED)
                .says(directory + "/none/value: no such file or directory");
    }

    @Test
    void getPrintsTheContextInsteadToWhoAsksForIt() {
        store.answers(200, "text/plain", "milk");

        Called.with(store.called("get", "cart", "--context")).prints("seen\n");
    }

    @Test
    void aKeyWithoutValueEndsWithFour() {
        store.answers(404, PROBLEM, "{}");
        Called never = Called.with(store.called("get", "cart")).isError(Main.NOT_FOUND);
        assertThat(never.out()).isEmpty();
        never.says("'cart' has no value");

        store.answers(404, PROBLEM, "{\"deleted\":true}");
        Called.with(store.called("get", "cart")).isError(Main.NOT_FOUND).says("'cart' was deleted");

        Called context = Called.with(store.called("get", "cart", "--context")).isError(Main.NOT_FOUND);
        assertThat(context.out()).isEqualTo("seen\n");
    }

    @Test
    void severalVersionsArePrintedAsJsonAndEndWithFive() {
        store.answers(300, JSON, SIBLINGS);

        Called siblings = Called.with(store.called("get", "cart"));

        assertThat(siblings.exit()).isEqualTo(Main.SEVERAL);
        assertThat(siblings.err()).isEmpty();
        assertThat(siblings.out()).isEqualTo(SIBLINGS + "\n");
        Called context = Called.with(store.called("get", "cart", "--context"));
        assertThat(context.exit()).isEqualTo(Main.SEVERAL);
        assertThat(context.out()).isEqualTo("seen\n");
    }

    @Test
    void aStoreThatCannotBeReadIsAnError() {
        store.answers(400, PROBLEM, "{\"detail\":\"no\"}");
        Called.with(store.called("get", "cart")).isError(Main.FAILED).says("no");

        store.answers(503, PROBLEM, "{\"detail\":\"the node has no ring yet\"}");
        Called.with(store.called("get", "cart", "--timeout", "1s"))
                .isError(Main.FAILED)
                .says("the node has no ring yet");
    }

    @Test
    void aPutTakesItsValueFromTheWordsAFileOrStandardInput() throws Exception {
        Path file = Files.writeString(directory.resolve("value"), "from a file");

        Called.with(store.called("put", "cart", "milk")).prints("");
        Called.with(store.called("put", "cart", "")).prints("");
        Called.with(store.called("put", "cart", "-f", file.toString())).prints("");
        Called.withInput("from input", store.called("put", "cart", "-")).prints("");
        Called.withInput("from input", store.called("put", "cart", "-f", "-")).prints("");

        assertThat(store.asked())
                .extracting(FakeStore.Asked::body)
                .containsExactly("milk", "", "from a file", "from input", "from input");
        assertThat(store.asked()).extracting(FakeStore.Asked::method).containsOnly("PUT");
        assertThat(store.asked()).extracting(FakeStore.Asked::context).containsOnly("");
    }

    @Test
    void writesPassOnWhatTheyAreToReplaceAndWhatTheyAre() {
        Called.with(store.called("put", "cart", "x", "--context", "abc", "--content-type", "text/x"))
                .prints("");
        Called.with(store.called("delete", "cart", "--context", "abc")).prints("");
        Called.with(store.called("delete", "cart")).prints("");

        assertThat(store.asked())
                .containsExactly(
                        new FakeStore.Asked("PUT", "/v1/keys/cart", "abc", "text/x", "x"),
                        new FakeStore.Asked("DELETE", "/v1/keys/cart", "abc", "", ""),
                        new FakeStore.Asked("DELETE", "/v1/keys/cart", "", "", ""));
    }

    @Test
    void aWriteThatWasNotDoneSaysSoAndOneThatMayBeToo() {
        store.answers(400, PROBLEM, "{\"detail\":\"Stator-Context: no\",\"outcome\":\"not-applied\"}");
        Called.with(store.called("put", "cart", "x", "--context", "abc"))
                .isError(Main.FAILED)
                .says("not written: Stator-Context: no");

        store.answers(507, PROBLEM, "{\"detail\":\"disks are full\",\"outcome\":\"not-applied\"}");
        Called.with(store.called("delete", "cart")).isError(Main.FAILED).says("not written: disks are full");

        store.answers(504, PROBLEM, "{\"detail\":\"1 of 2\",\"outcome\":\"unknown\"}");
        Called.with(store.called("put", "cart", "x", "--timeout", "1s"))
                .isError(Main.FAILED)
                .says("may have been done or not");
    }

    @Test
    void withoutAnEndpointTheLocalClusterIsMeant() throws Exception {
        Path data = store.asCluster(directory.resolve("cart"), Optional.of(1L));
        store.answers(200, "text/plain", "milk");

        Called.with("get", "cart", "--data", data.toString()).prints("milk");

        Called.with(
                        "get",
                        "cart",
                        "--data",
                        store.asCluster(data, Optional.empty()).toString())
                .isError(Main.FAILED)
                .says("no node of 'cart' runs");
    }

    @Test
    void whoIsNotTrustedIsToldSo() {
        Called.with("get", "cart", "--endpoint", store.url(), "--timeout", "1s")
                .isError(Main.FAILED)
                .says("certificate is not trusted");
    }

    @Test
    void aHostThatNobodyKnowsIsToldSo() {
        Called.with("get", "cart", "--endpoint", "nobody.invalid", "--timeout", "5s")
                .isError(Main.FAILED)
                .says("unknown host");
    }

    @Test
    void whoIsNotThereIsToldSo() {
        store.close();

        Called.with(store.called("get", "cart", "--timeout", "500ms"))
                .isError(Main.FAILED)
                .says(store.url().substring("https://".length()) + ": Connection refused");
    }
}
