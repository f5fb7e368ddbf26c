package dev.stator.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.TestInstance;

/**
 * What every module's code keeps to; a module's own test gives its map of rooms, and adds what holds only there. A room is the first
 * package below the module's root. Adding a door between rooms is a design decision: a line in the map, in a commit of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HouseRules {
    private static final int LINES_MAX = 450;

    private final String root;
    private final Set<String> others;
    private final Map<String, Set<String>> doors;
    private final JavaClasses house;

    /**
     * @param root the module's first package
     * @param others first packages of other modules that all of its rooms may import
     * @param doors room → the rooms that it may import besides itself; the root, which puts all together, may import all
     */
    protected HouseRules(String root, Set<String> others, Map<String, Set<String>> doors) {
        this.root = root;
        this.others = others;
        this.doors = doors;
        this.house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(root);
    }

    /** Where files are to be of a readable length. */
    protected Path sources() {
        return Path.of("src");
    }

    /** The module's classes, without its tests. */
    protected final JavaClasses house() {
        return house;
    }

    @Test
    final void houseIsNotEmpty() {
        assertThat(house).isNotEmpty();
    }

    @Test
    final void arrowsBetweenRoomsArePartOfTheMap() {
        classes().should(onlyUseDoorsOfTheMap()).check(house);
        assertThat(mayImport("unheard-of", "version")).isFalse();
    }

    @Test
    final void nothingIsNamedAfterNothing() {
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
    final void noStaticFieldIsMutable() {
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
    final void everyRoomSaysWhatItIsAndIsNullMarked() {
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
    final void filesCanBeReadInOneSitting() throws IOException {
        List<String> tooLong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                int lines = Files.readAllLines(file).size();
                if (lines > LINES_MAX) {
                    tooLong.add(file + ": " + lines);
                }
            }
        }

        assertThat(tooLong).as("files of more than " + LINES_MAX + " lines").isEmpty();
    }

    /** May that room import the other one? */
    protected final boolean mayImport(String room, String other) {
        return room.isEmpty()
                || room.equals(other)
                || doors.getOrDefault(room, Set.of()).contains(other);
    }

    protected final DescribedPredicate<JavaClass> areIn(Set<String> rooms) {
        return DescribedPredicate.describe(
                "are in " + rooms, type -> rooms.contains(roomOf(root, type.getPackageName())));
    }

    /** A library's packages are known to these rooms alone. */
    protected final ArchRule onlyIn(Set<String> rooms, String packages) {
        return noClasses()
                .that(DescribedPredicate.not(areIn(rooms)))
                .should()
                .dependOnClassesThat(resideInAPackage(packages));
    }

    /** No threads, and nothing that several of them share. */
    protected static ArchRule noThreads(DescribedPredicate<? super JavaClass> who) {
        return noClasses()
                .that(who)
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.concurrent.."))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Thread")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Timer");
    }

    /** No time and no chance but what is handed in. */
    protected static ArchRule noClockOrDice(DescribedPredicate<? super JavaClass> who) {
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
                .haveFullyQualifiedName("java.time.Clock");
    }

    private static DescribedPredicate<JavaCall<?>> isOneOf(Set<String> methods) {
        return DescribedPredicate.describe(
                "reads a clock or rolls dice",
                call -> methods.contains(call.getTargetOwner().getFullName() + "." + call.getName()));
    }

    private ArchCondition<JavaClass> onlyUseDoorsOfTheMap() {
        return new ArchCondition<>("only use doors of the map") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String name =
                            dependency.getTargetClass().getBaseComponentType().getPackageName();
                    if (isIn("dev.stator", name)
                            && others.stream().noneMatch(other -> isIn(other, name))
                            && !(isIn(root, name)
                                    && mayImport(roomOf(root, type.getPackageName()), roomOf(root, name)))) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean isIn(String parent, String name) {
        return name.equals(parent) || name.startsWith(parent + ".");
    }

    /** The first package below the root; empty for the root itself. */
    static String roomOf(String root, String name) {
        if (!name.startsWith(root + ".")) {
            return "";
        }
        String below = name.substring(root.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
