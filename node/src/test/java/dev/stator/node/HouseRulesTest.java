package dev.stator.node;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The map of rooms, held by a test: who may import whom, and what the protocol rooms must never touch, so that the very code
 * that serves also runs in the simulator. A room is the first package below {@code dev.stator.node}. Adding a door is a
 * design decision: a line here, in a commit of its own.
 */
class HouseRulesTest {
    private static final String ROOT = "dev.stator.node";
    private static final String RING = "dev.stator.ring";
    private static final int LINES_MAX = 450;

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

    /** Room → the rooms that it may import besides the ring and itself. The root, which puts all together, may import all. */
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

    private static JavaClasses house = new ClassFileImporter().importPackages();

    @BeforeAll
    static void open() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);
        assertThat(house).as("classes of the house").isNotEmpty();
    }

    @Test
    void arrowsBetweenRoomsArePartOfTheMap() {
        ArchRuleDefinition.classes().should(onlyUseDoorsOfTheMap()).check(house);
    }

    @Test
    void protocolRoomsHaveNoTimeNoChanceAndNoThreadsOfTheirOwn() {
        noThreads().check(house);
        noClockOrDice().check(house);
    }

    @Test
    void protocolRoomsKnowNoFilesNoSocketsNoLogsAndNoAdapterLibraries() {
        noClasses()
                .that(areInProtocolRooms())
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
                .allowEmptyShould(true)
                .check(house);
    }

    @Test
    void librariesStayInTheRoomsOfTheirAdapters() {
        onlyIn(Set.of("rocks"), "org.rocksdb..").check(house);
        onlyIn(Set.of("wire", "http", "tls", ""), "io.netty..").check(house);
        onlyIn(Set.of("http", ""), "com.fasterxml..").check(house);
    }

    @Test
    void nothingIsNamedAfterNothing() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameContaining("Util")
                .orShould()
                .haveSimpleNameContaining("Helper")
                .orShould()
                .haveSimpleNameContaining("Common")
                .orShould()
                .resideInAnyPackage("..util..", "..common..", "..helper..", "..manager..", "..impl..")
                .check(house);
    }

    @Test
    void noStaticFieldIsMutable() {
        fields().that().areStatic().should().beFinal().check(house);
        fields().that()
                .areStatic()
                .should()
                .notHaveRawType(resideInAPackage("java.util.concurrent..")
                        .or(simpleNameEndingWith("HashMap"))
                        .or(simpleNameEndingWith("ArrayList"))
                        .or(simpleNameEndingWith("HashSet"))
                        .as("mutable"))
                .check(house);
    }

    @Test
    void everyRoomSaysWhatItIsAndIsNullMarked() {
        List<String> silent = new ArrayList<>();
        for (JavaClass type : house) {
            JavaPackage room = type.getPackage();
            boolean isMarked = room.tryGetPackageInfo()
                    .map(info -> info.isAnnotatedWith(NullMarked.class))
                    .orElse(false);
            if (!isMarked && !silent.contains(room.getName())) {
                silent.add(room.getName());
            }
        }

        assertThat(silent).as("packages without a @NullMarked package-info").isEmpty();
    }

    @Test
    void filesCanBeReadInOneSitting() throws IOException {
        List<String> tooLong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                int lines = Files.readAllLines(file).size();
                if (lines > LINES_MAX) {
                    tooLong.add(file + ": " + lines);
                }
            }
        }

        assertThat(tooLong).as("files of more than " + LINES_MAX + " lines").isEmpty();
    }

    @Test
    void rulesWouldNotice() {
        JavaClasses careless = new ClassFileImporter().importClasses(Careless.class, HouseRulesTest.class);

        assertThatThrownBy(() -> noDependencies(DescribedPredicate.alwaysTrue(), "java.util.concurrent..")
                        .check(careless))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> noCalls(DescribedPredicate.alwaysTrue()).check(careless))
                .isInstanceOf(AssertionError.class);
        assertThat(mayImport("version", "port")).isFalse();
        assertThat(mayImport("replica", "coordinator")).isFalse();
        assertThat(mayImport("kernel", "rocks")).isFalse();
        assertThat(mayImport("unheard-of", "version")).isFalse();
    }

    /** Does what protocol rooms must not: the rules are tried on it. */
    static final class Careless {
        private final java.util.concurrent.locks.Lock lock = new java.util.concurrent.locks.ReentrantLock();

        long hold() {
            lock.lock();
            return System.nanoTime();
        }
    }

    private static ArchRule noThreads() {
        return noDependencies(areInProtocolRooms(), "java.util.concurrent..");
    }

    private static ArchRule noDependencies(DescribedPredicate<? super JavaClass> who, String packages) {
        return noClasses()
                .that(who)
                .should()
                .dependOnClassesThat(resideInAPackage(packages))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Timer")
                .allowEmptyShould(true);
    }

    private static ArchRule noClockOrDice() {
        return noCalls(areInProtocolRooms());
    }

    private static ArchRule noCalls(DescribedPredicate<? super JavaClass> who) {
        return noClasses()
                .that(who)
                .should()
                .callMethodWhere(isOneOf(Set.of(
                        "java.lang.System.currentTimeMillis",
                        "java.lang.System.nanoTime",
                        "java.lang.System.identityHashCode",
                        "java.lang.Math.random",
                        "java.time.Instant.now",
                        "java.util.UUID.randomUUID")))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.random.RandomGenerator.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaCall<?>> isOneOf(Set<String> methods) {
        return DescribedPredicate.describe(
                "reads a clock or rolls dice",
                call -> methods.contains(call.getTargetOwner().getFullName() + "." + call.getName()));
    }

    private static ArchRule onlyIn(Set<String> rooms, String packages) {
        return noClasses()
                .that(DescribedPredicate.describe("are not in " + rooms, type -> !rooms.contains(roomOf(type))))
                .should()
                .dependOnClassesThat(resideInAPackage(packages))
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaClass> areInProtocolRooms() {
        return DescribedPredicate.describe("are in protocol rooms", type -> PROTOCOL_ROOMS.contains(roomOf(type)));
    }

    private static ArchCondition<JavaClass> onlyUseDoorsOfTheMap() {
        return new ArchCondition<>("only use doors of the map") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    String name = target.getPackageName();
                    if (!name.equals("dev.stator") && !name.startsWith("dev.stator.") || name.startsWith(RING)) {
                        continue;
                    }
                    boolean isInside = name.equals(ROOT) || name.startsWith(ROOT + ".");
                    if (!isInside || !mayImport(roomOf(type), roomOf(target))) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean mayImport(String room, String other) {
        return room.isEmpty()
                || room.equals(other)
                || MAP.getOrDefault(room, Set.of()).contains(other);
    }

    /** The first package below the root; empty for the root itself. */
    private static String roomOf(JavaClass type) {
        String name = type.getPackageName();
        if (!name.startsWith(ROOT + ".")) {
            return "";
        }
        String below = name.substring(ROOT.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
