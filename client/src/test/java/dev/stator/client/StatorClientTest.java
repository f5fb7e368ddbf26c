package dev.stator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.ring.Key;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatorClientTest {
    private static final Key KEY = Key.of("cart");

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        Collections.reverse(opened);
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void aValueIsRead() throws Exception {
        FakeNode node = node(FakeNode.value("milk"));

        ReadResult result = client(node).get(KEY);

        assertThat(result).isInstanceOfSatisfying(ReadResult.Found.class, found -> {
            assertThat(found.value()).asString(StandardCharsets.UTF_8).isEqualTo("milk");
            assertThat(found.contentType()).isEqualTo("text/plain");
            assertThat(found.context()).isEqualTo(new Context("seen"));
        });
        assertThat(node.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.method()).isEqualTo("GET");
            assertThat(asked.path()).isEqualTo("/v1/keys/cart");
        });
    }

    @Test
    void concurrentVersionsAreReadAsSiblings() throws Exception {
        FakeNode node = node((exchange, asked) -> FakeNode.send(exchange, 300, "application/json", """
                {"siblings":[{"version":"v1","contentType":"text/plain","lastModified":"2026-01-01T00:00:00Z","size":4,"value":"bWlsaw=="},
                             {"version":"v2","contentType":"text/plain","lastModified":"2026-01-01T00:00:01Z","size":4,"value":"YmVlcg=="}]}"""));

        ReadResult result = client(node).get(KEY);

        assertThat(result).isInstanceOfSatisfying(ReadResult.Siblings.class, siblings -> {
            assertThat(siblings.versions())
                    .extracting(sibling -> new String(sibling.value(), StandardCharsets.UTF_8))
                    .containsExactly("milk", "beer");
            assertThat(siblings.context()).isEqualTo(new Context("seen"));
        });
    }

    @Test
    void absenceIsAnAnswerWithAContext() throws Exception {
        FakeNode node = node(FakeNode.problem(404, "{\"title\":\"not found\",\"deleted\":true}"));

        assertThat(client(node).get(KEY)).isEqualTo(new ReadResult.NotFound(new Context("seen"), true));
    }

    @Test
    void aWriteCarriesItsBytesContextConditionAndAnId() throws Exception {
        FakeNode node = node(FakeNode.status(204));
        WriteOptions options = WriteOptions.PLAIN
                .withContext(new Context("before"))
                .withContentType("text/plain")
                .withIfMatch("\"e\"");

        WriteResult result = client(node).put(KEY, bytes("milk"), options);

        assertThat(result).isInstanceOf(WriteResult.Written.class);
        assertThat(node.asked()).singleElement().satisfies(asked -> {
            assertThat(asked.method()).isEqualTo("PUT");
            assertThat(asked.body()).isEqualTo("milk");
            assertThat(asked.headers())
                    .containsEntry("stator-context", "before")
                    .containsEntry("content-type", "text/plain")
                    .containsEntry("if-match", "\"e\"");
            assertThat(asked.headers().get("stator-write-id")).hasSizeBetween(1, 64);
        });
    }

    @Test
    void anEmptyValueIsAValue() throws Exception {
        FakeNode node = node(FakeNode.status(204));

        assertThat(client(node).put(KEY, bytes(""))).isInstanceOf(WriteResult.Written.class);
        assertThat(node.asked()).singleElement().satisfies(asked -> assertThat(asked.headers())
                .containsEntry("content-length", "0"));
    }

    @Test
    void whatANodeRefusesIsNotTriedAgain() throws Exception {
        FakeNode node = node(FakeNode.problem(413, "{\"detail\":\"too large\"}"));

        assertThat(client(node).put(KEY, bytes("milk"))).isEqualTo(new WriteResult.Refused(413, "too large"));
        assertThat(node.asked()).hasSize(1);
    }

    @Test
    void aFalseConditionIsNoError() throws Exception {
        FakeNode node = node(FakeNode.problem(412, "{\"detail\":\"changed\"}"));

        assertThat(client(node).put(KEY, bytes("milk"))).isEqualTo(new WriteResult.ConditionFalse("changed"));
    }

    @Test
    void aNodeThatIsGoneIsReplacedByAnother() throws Exception {
        FakeNode gone = node(FakeNode.value("never"));
        FakeNode other = node(FakeNode.value("milk"));
        gone.close();

        StatorClient client = open(ClientConfig.of(List.of(gone.address(), other.address()), FakeNode.caPem())
                .withoutRing());

        for (int i = 0; i < 4; i++) {
            assertThat(client.blocking().get(KEY)).isInstanceOf(ReadResult.Found.class);
        }
    }

    @Test
    void aWriteWhoseConnectionBreaksIsSentElsewhereUnderTheSameId() throws Exception {
        FakeNode broken = node(FakeNode.breaksOff());
        FakeNode other = node(FakeNode.status(204));
        StatorClient client = open(ClientConfig.of(List.of(broken.address(), other.address()), FakeNode.caPem())
                .withoutRing());

        assertThat(client.blocking().put(KEY, bytes("a"))).isInstanceOf(WriteResult.Written.class);
        assertThat(client.blocking().put(KEY, bytes("b"))).isInstanceOf(WriteResult.Written.class);

        assertThat(broken.asked()).as("one of the two met it").isNotEmpty();
        FakeNode.Asked first = broken.asked().get(0);
        assertThat(other.asked())
                .filteredOn(asked -> asked.body().equals(first.body()))
                .singleElement()
                .satisfies(again -> assertThat(again.headers().get("stator-write-id"))
                        .isEqualTo(first.headers().get("stator-write-id")));
    }

    @Test
    void aWriteThatMayHaveHappenedIsNeverCalledFailed() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        FakeNode node = node((exchange, asked) -> {
            if (calls.getAndIncrement() == 0) {
                exchange.close(); // after it was read: nobody knows
            } else {
                FakeNode.problem(507, "{\"outcome\":\"not-applied\",\"detail\":\"full\"}")
                        .answer(exchange, asked);
            }
        });

        assertThat(client(node).put(KEY, bytes("milk"))).isEqualTo(new WriteResult.Unknown(507, "full"));
        assertThat(calls.get()).isEqualTo(2);
    }

    @Test
    void aWriteThatWasOnlyEverDeniedIsKnownNotToHaveHappened() throws Exception {
        FakeNode node = node(FakeNode.problem(503, "{\"outcome\":\"not-applied\",\"detail\":\"busy\"}"));
        StatorClient client = open(config(node).withTimeout(Duration.ofSeconds(2)));

        assertThat(client.blocking().put(KEY, bytes("milk"))).isEqualTo(new WriteResult.NotApplied(503, "busy"));
        assertThat(node.asked().size()).isGreaterThan(1);
    }

    @Test
    void aHungNodeCostsAQuarterOfTheTimeAndNotTheAnswer() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        opened.add(end::countDown);
        FakeNode hung = node((exchange, asked) -> awaiting(end));
        FakeNode other = node(FakeNode.value("milk"));
        StatorClient client = open(ClientConfig.of(List.of(hung.address(), other.address()), FakeNode.caPem())
                .withoutRing()
                .withTimeout(Duration.ofSeconds(2)));

        assertThat(client.blocking().get(KEY)).isInstanceOf(ReadResult.Found.class);
        assertThat(client.blocking().get(KEY)).isInstanceOf(ReadResult.Found.class);
        assertThat(hung.asked()).as("one of the two met it").isNotEmpty();
    }

    @Test
    void aKeyGoesToItsFirstOwner() throws Exception {
        FakeNode a = node(FakeNode.value("a"));
        FakeNode b = node(FakeNode.value("b"));
        String ring = """
                {"epoch":1,"members":[{"name":"a","address":"https://%s","state":"ACTIVE"},{"name":"b","address":"https://%s","state":"ACTIVE"}],
                 "owners":[["b","a"]]}""".formatted(a.address(), b.address());
        a.answersFromNowOn((exchange, asked) -> {
            if (asked.path().equals("/v1/ring")) {
                FakeNode.send(exchange, 200, "application/json", ring);
            } else {
                FakeNode.send(exchange, 200, "text/plain", "a");
            }
        });
        StatorClient client = open(ClientConfig.of(List.of(a.address()), FakeNode.caPem()));

        assertThat(client.ringKnown().get()).isTrue();
        for (int i = 0; i < 5; i++) {
            assertThat(client.blocking().get(KEY)).isInstanceOf(ReadResult.Found.class);
        }

        assertThat(b.asked()).hasSize(5);
        assertThat(a.asked()).isEmpty();
    }

    @Test
    void connectionsAreKeptAndAreNoMoreThanAllowed() throws Exception {
        List<String> peers = Collections.synchronizedList(new ArrayList<>());
        FakeNode node = node((exchange, asked) -> {
            peers.add(exchange.getRemoteAddress().toString());
            FakeNode.value("milk").answer(exchange, asked);
        });
        StatorClient client = open(config(node).withConnectionsPerNode(3).withTimeout(Duration.ofSeconds(10)));
        client.blocking().get(KEY); // the first handshake takes so long that a request may be tried twice

        List<CompletableFuture<ReadResult>> reads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            reads.add(client.get(KEY));
        }

        assertThat(reads).allSatisfy(read -> assertThat(read.get()).isInstanceOf(ReadResult.Found.class));
        assertThat(peers.stream().collect(Collectors.toSet())).hasSizeBetween(1, 3);
    }

    @Test
    void aNodeThatComesBackIsUsedAgain() throws Exception {
        FakeNode first = node(FakeNode.value("milk"));
        StatorClient client = open(config(first).withTimeout(Duration.ofSeconds(10)));
        assertThat(client.blocking().get(KEY)).isInstanceOf(ReadResult.Found.class);
        int port = first.address().port();
        first.close();

        CompletableFuture<ReadResult> meanwhile = client.get(KEY); // waits for it, with pauses
        FakeNode again = FakeNode.onPort(port, FakeNode.value("beer"));
        opened.add(again);

        assertThat(meanwhile.get()).isInstanceOf(ReadResult.Found.class);
        assertThat(again.asked()).isNotEmpty();
    }

    @Test
    void aServerThatTheCaDoesNotVouchForIsNotSpokenTo() throws Exception {
        FakeNode node = node(FakeNode.value("milk"));
        ClientConfig trustingOthers =
                new ClientConfig(List.of(node.address()), Optional.empty(), Duration.ofMillis(500), 1, false);

        assertThat(open(trustingOthers).blocking().get(KEY))
                .isInstanceOfSatisfying(ReadResult.Failed.class, failed -> assertThat(failed.reason())
                        .contains("its certificate is not trusted"));
        assertThat(node.asked()).isEmpty();
    }

    @Test
    void aCaThatIsNoneIsRefusedAtOnce() {
        assertThatThrownBy(() -> StatorClient.open(ClientConfig.of(List.of(new Address("localhost", 1)), "nonsense")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CA");
    }

    private FakeNode node(FakeNode.Script script) throws Exception {
        FakeNode node = FakeNode.answering(script);
        opened.add(node);
        return node;
    }

    private BlockingClient client(FakeNode node) {
        return open(config(node)).blocking();
    }

    private static ClientConfig config(FakeNode node) {
        return ClientConfig.of(List.of(node.address()), FakeNode.caPem()).withoutRing();
    }

    private StatorClient open(ClientConfig config) {
        StatorClient client = StatorClient.open(config);
        opened.add(client);
        return client;
    }

    private static void awaiting(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
