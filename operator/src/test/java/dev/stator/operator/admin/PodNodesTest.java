package dev.stator.operator.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.stator.operator.plan.NodeReport;
import dev.stator.ring.RingEpoch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodNodesTest {
    private static final String FULL = """
            {"storeId": "00000000000000070000000000000001", "clusterId": "uid", "epoch": 3, "ringHash": "abc",
             "version": "1", "hints": {"a": {"bytes": 2}, "b": {"bytes": 3}}, "treePairsDue": 4}""";

    @Test
    void accountOfANodeIsUnderstood() {
        NodeReport report = report(FULL).orElseThrow();

        assertThat(report.storeId()).hasToString("00000000000000070000000000000001");
        assertThat(report.clusterId()).isEqualTo("uid");
        assertThat(report.epoch()).isEqualTo(new RingEpoch(3));
        assertThat(report.ringHash()).isEqualTo("abc");
        assertThat(report.hintedBytes()).hasValue(5);
        assertThat(report.treePairsDue()).hasValue(4);
    }

    @Test
    void doubtIsToldInTheNodesWords() {
        assertThat(report(FULL.replace("\"epoch\"", "\"inDoubt\": \"an older disk\", \"epoch\""))
                        .orElseThrow()
                        .inDoubt())
                .hasValue("an older disk");
        assertThat(report(FULL).orElseThrow().inDoubt()).isEmpty();
    }

    /** FAILURES 72. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "\"0\"", "0.5", "-1", "{}"})
    void whatIsNoNumberIsNotSaid(String value) {
        assertThat(report(FULL.replace("\"bytes\": 3", "\"bytes\": " + value))
                        .orElseThrow()
                        .hintedBytes())
                .isEmpty();
        assertThat(report(FULL.replace("\"treePairsDue\": 4", "\"treePairsDue\": " + value))
                        .orElseThrow()
                        .treePairsDue())
                .isEmpty();
    }

    @Test
    void whatIsNotSaidIsNotZero() {
        assertThat(report(FULL.replace("treePairsDue", "other")).orElseThrow().treePairsDue())
                .isEmpty();
        assertThat(report(FULL.replace("hints", "other")).orElseThrow().hintedBytes())
                .isEmpty();
    }

    /** FAILURES 72. */
    @ParameterizedTest
    @ValueSource(strings = {"storeId", "clusterId", "epoch"})
    void accountThatLacksSomethingIsNone(String field) {
        assertThat(report(FULL.replace("\"" + field + "\"", "\"other\""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "\"text\""})
    void whatIsNoAccountIsNone(String answer) {
        assertThat(report(answer)).isEmpty();
    }

    @Test
    void damagedValuesAreNoAccount() {
        assertThat(report(FULL.replace("00000000000000070000000000000001", "7")))
                .isEmpty();
        assertThat(report(FULL.replace("\"epoch\": 3", "\"epoch\": -3"))).isEmpty();
        assertThat(report(FULL.replace("\"epoch\": 3", "\"epoch\": \"3\""))).isEmpty();
    }

    @Test
    void nodesThatDoNotAnswerOrFailAreLeftOut() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/status", exchange -> {
            byte[] body = FULL.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try (PodNodes nodes = new PodNodes(server.getAddress().getPort(), 1)) {
            SortedMap<String, NodeReport> reports = nodes.reports(
                    List.of(new Nodes.Address("here", "127.0.0.1"), new Nodes.Address("away", "127.0.0.77")));

            assertThat(reports).containsOnlyKeys("here");

            server.removeContext("/status");
            assertThat(nodes.reports(List.of(new Nodes.Address("here", "127.0.0.1"))))
                    .as("404")
                    .isEmpty();
        } finally {
            server.stop(0);
        }
    }

    private static Optional<NodeReport> report(String json) {
        try {
            return PodNodes.report(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
