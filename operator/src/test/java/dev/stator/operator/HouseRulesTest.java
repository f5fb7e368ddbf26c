package dev.stator.operator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The operator's map of rooms, held by a test: who may import whom, and that what is decided or built is a function of what was
 * seen. A room is the first package below {@code dev.stator.operator}. Adding a door is a design decision: a line here, in a
 * commit of its own.
 */
class HouseRulesTest {
    private static final String ROOT = "dev.stator.operator";
    private static final String RING = "dev.stator.ring";
    private static final int LINES_MAX = 450;

    /** Values in, values out: no clock, no dice, no threads, no files, no sockets, no log, and nobody to call. */
    private static final Set<String> PURE_ROOMS = Set.of("plan", "desired");

    /** Room → the rooms that it may import besides the ring and itself. The root, which puts all together, may import all. */
    private static final Map<String, Set<String>> MAP = Map.of(
            "api", Set.of(),
            "certificate", Set.of(),
            "plan", Set.of("api"),
            "desired", Set.of("api", "plan", "certificate"),
            "dependent", Set.of("api", "plan", "desired"),
            "admin", Set.of("plan", "certificate"),
            "reconcile", Set.of("api", "plan", "desired", "dependent", "admin"));

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void arrowsBetweenRoomsArePartOfTheMap() {
        classes().should(onlyUseDoorsOfTheMap()).check(HOUSE);
    }

    /** The command reads manifests by it on machines that never saw a cluster. */
    @Test
    void theResourceAndItsRulesKnowNothingElseOfStator() {
        classes()
                .that()
                .resideInAPackage("dev.stator.operator.api")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "org.jspecify..",
                        "com.fasterxml.jackson..",
                        "org.yaml.snakeyaml..",
                        "io.fabric8.kubernetes.api.model..",
                        "io.fabric8.kubernetes.model.annotation..",
                        "io.fabric8.kubernetes.client", // CustomResource alone
                        "io.fabric8.generator.annotation..",
                        "io.fabric8.crd.generator.annotation..",
                        "dev.stator.operator.api")
                .check(HOUSE);
    }

    @Test
    void whatIsDecidedAndWhatIsBuiltKnowsNoClientNoFilesNoSocketsAndNoLog() {
        noClasses()
                .that(areIn(PURE_ROOMS))
                .should()
                .dependOnClassesThat(resideInAPackage("io.fabric8.kubernetes.client..")
                        .and(DescribedPredicate.not(resideInAPackage("io.fabric8.kubernetes.client.utils.."))))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.javaoperatorsdk..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        "org.slf4j..",
                        "io.prometheus..")
                .check(HOUSE);
    }

    @Test
    void whatIsDecidedAndWhatIsBuiltHasNoTimeNoChanceAndNoThreadsOfItsOwn() {
        noThreads(areIn(PURE_ROOMS)).check(HOUSE);
        noClockOrDice(areIn(PURE_ROOMS)).check(HOUSE);
    }

    @Test
    void librariesStayInTheRoomsOfTheirAdapters() {
        onlyIn(Set.of("reconcile", ""), "io.javaoperatorsdk..").check(HOUSE);
        onlyIn(Set.of("certificate"), "org.bouncycastle..").check(HOUSE);
        onlyIn(Set.of(""), "io.prometheus..").check(HOUSE);
        noClasses()
                .that(areIn(Set.of("api", "certificate", "plan", "desired", "admin")))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(KubernetesClient.class)
                .check(HOUSE);
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
                .check(HOUSE);
    }

    @Test
    void noStaticFieldIsMutable() {
        fields().that().areStatic().should().beFinal().check(HOUSE);
        fields().that()
                .areStatic()
                .should()
                .notHaveRawType(resideInAPackage("java.util.concurrent..")
                        .or(simpleNameEndingWith("HashMap"))
                        .or(simpleNameEndingWith("ArrayList"))
                        .or(simpleNameEndingWith("HashSet"))
                        .as("mutable"))
                .check(HOUSE);
    }

    @Test
    void everyRoomSaysWhatItIsAndIsNullMarked() {
        List<String> silent = new ArrayList<>();
        for (JavaClass type : HOUSE) {
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
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
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
        JavaClasses careless = new ClassFileImporter().importClasses(Careless.class);

        assertThatThrownBy(() -> noThreads(DescribedPredicate.alwaysTrue()).check(careless))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> noClockOrDice(DescribedPredicate.alwaysTrue()).check(careless))
                .isInstanceOf(AssertionError.class);
        assertThat(mayImport("plan", "desired")).isFalse();
        assertThat(mayImport("desired", "dependent")).isFalse();
        assertThat(mayImport("dependent", "admin")).isFalse();
        assertThat(mayImport("unheard-of", "api")).isFalse();
    }

    /** Does what pure rooms must not: the rules are tried on it. */
    static final class Careless {
        private final java.util.concurrent.locks.Lock lock = new java.util.concurrent.locks.ReentrantLock();

        long hold() {
            lock.lock();
            return System.nanoTime();
        }
    }

    private static ArchRule noThreads(DescribedPredicate<? super JavaClass> who) {
        return noClasses()
                .that(who)
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.concurrent.."))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread");
    }

    private static ArchRule noClockOrDice(DescribedPredicate<? super JavaClass> who) {
        return noClasses()
                .that(who)
                .should()
                .callMethodWhere(isOneOf(Set.of(
                        "java.lang.System.currentTimeMillis",
                        "java.lang.System.nanoTime",
                        "java.lang.Math.random",
                        "java.time.Instant.now",
                        "java.util.UUID.randomUUID")))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.random.RandomGenerator.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock");
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
                .dependOnClassesThat(resideInAPackage(packages));
    }

    private static DescribedPredicate<JavaClass> areIn(Set<String> rooms) {
        return DescribedPredicate.describe("are in " + rooms, type -> rooms.contains(roomOf(type)));
    }

    private static ArchCondition<JavaClass> onlyUseDoorsOfTheMap() {
        return new ArchCondition<>("only use doors of the map") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String name =
                            dependency.getTargetClass().getBaseComponentType().getPackageName();
                    if (!name.equals("dev.stator") && !name.startsWith("dev.stator.") || name.startsWith(RING)) {
                        continue;
                    }
                    boolean isInside = name.equals(ROOT) || name.startsWith(ROOT + ".");
                    if (!isInside || !mayImport(roomOf(type), roomOf(name))) {
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

    private static String roomOf(JavaClass type) {
        return roomOf(type.getPackageName());
    }

    /** The first package below the root; empty for the root itself. */
    private static String roomOf(String packageName) {
        if (!packageName.startsWith(ROOT + ".")) {
            return "";
        }
        String below = packageName.substring(ROOT.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
