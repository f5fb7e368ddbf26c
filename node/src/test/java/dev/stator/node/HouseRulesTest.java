package dev.stator.node;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.house.HouseRules;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The map of rooms, held by a test: who may import whom, and what the protocol rooms must never touch, so that the very code
 * that serves also runs in the simulator.
 */
class HouseRulesTest extends HouseRules {
    private static final Set<String> PROTOCOL_ROOMS = Set.of(
            "version",
            "message",
            "port",
            "view",
            "record",
            "coordinator",
            "replica",
            "handoff",
            "antientropy",
            "transfer",
            "membership",
            "kernel");

    private static final Map<String, Set<String>> MAP = Map.ofEntries(
            Map.entry("version", Set.of()),
            Map.entry("message", Set.of("version")),
            Map.entry("port", Set.of("version", "message")),
            Map.entry("view", Set.of("message")),
            Map.entry("record", Set.of("version", "message", "port")),
            Map.entry("coordinator", Set.of("version", "message", "port", "view", "record", "handoff")),
            Map.entry("replica", Set.of("version", "message", "port", "view", "record", "handoff")),
            Map.entry("handoff", Set.of("version", "message", "port", "view", "record")),
            Map.entry("antientropy", Set.of("version", "message", "port", "view", "record")),
            Map.entry("transfer", Set.of("version", "message", "port", "view")),
            Map.entry("membership", Set.of("version", "message", "port", "view")),
            Map.entry("kernel", PROTOCOL_ROOMS),
            Map.entry("wire", Set.of("version", "message", "port", "kernel")),
            Map.entry("rocks", Set.of("version", "message", "port", "kernel")),
            Map.entry("http", Set.of("version", "message", "port", "view", "kernel")),
            Map.entry("tls", Set.of("version", "message", "port", "kernel")));

    HouseRulesTest() {
        super("dev.stator.node", Set.of("dev.stator.ring"), MAP);
    }

    /** Without the tests: some of the simulator's are longer. */
    @Override
    protected Path sources() {
        return Path.of("src/main/java");
    }

    @Test
    void protocolRoomsHaveNoTimeNoChanceAndNoThreadsOfTheirOwn() {
        noThreads(areIn(PROTOCOL_ROOMS)).check(house());
        noClockOrDice(areIn(PROTOCOL_ROOMS)).check(house());
    }

    @Test
    void protocolRoomsKnowNoFilesNoSocketsNoLogsAndNoAdapterLibraries() {
        noClasses()
                .that(areIn(PROTOCOL_ROOMS))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.io..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        "io.netty..",
                        "org.rocksdb..",
                        "org.slf4j..",
                        "io.prometheus..",
                        "com.fasterxml.."))
                .check(house());
    }

    @Test
    void librariesStayInTheRoomsOfTheirAdapters() {
        onlyIn(Set.of("rocks"), "org.rocksdb..").check(house());
        onlyIn(Set.of("wire", "http", "tls", ""), "io.netty..").check(house());
        onlyIn(Set.of("http", ""), "com.fasterxml..").check(house());
    }

    @Test
    void arrowsPointDown() {
        assertThat(mayImport("version", "port")).isFalse();
        assertThat(mayImport("replica", "coordinator")).isFalse();
        assertThat(mayImport("kernel", "rocks")).isFalse();
    }
}
