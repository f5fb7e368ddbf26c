package dev.stator.operator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import dev.stator.house.HouseRules;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The operator's map of rooms, held by a test: who may import whom, and that what is decided or built is a function of what was
 * seen.
 */
class HouseRulesTest extends HouseRules {
    /** Values in, values out: no clock, no dice, no threads, no files, no sockets, no log, and nobody to call. */
    private static final Set<String> PURE_ROOMS = Set.of("plan", "desired");

    private static final Map<String, Set<String>> MAP = Map.of(
            "api", Set.of(),
            "certificate", Set.of(),
            "plan", Set.of("api"),
            "desired", Set.of("api", "plan", "certificate"),
            "dependent", Set.of("api", "plan", "desired"),
            "admin", Set.of("plan", "certificate"),
            "reconcile", Set.of("api", "plan", "desired", "dependent", "admin"));

    HouseRulesTest() {
        super("dev.stator.operator", Set.of("dev.stator.ring"), MAP);
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
                .check(house());
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
                .check(house());
    }

    @Test
    void whatIsDecidedAndWhatIsBuiltHasNoTimeNoChanceAndNoThreadsOfItsOwn() {
        noThreads(areIn(PURE_ROOMS)).check(house());
        noClockOrDice(areIn(PURE_ROOMS)).check(house());
    }

    @Test
    void librariesStayInTheRoomsOfTheirAdapters() {
        onlyIn(Set.of("reconcile", ""), "io.javaoperatorsdk..").check(house());
        onlyIn(Set.of("certificate"), "org.bouncycastle..").check(house());
        onlyIn(Set.of(""), "io.prometheus..").check(house());
        noClasses()
                .that(areIn(Set.of("api", "certificate", "plan", "desired", "admin")))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(KubernetesClient.class)
                .check(house());
    }

    @Test
    void arrowsPointDown() {
        assertThat(mayImport("plan", "desired")).isFalse();
        assertThat(mayImport("desired", "dependent")).isFalse();
        assertThat(mayImport("dependent", "admin")).isFalse();
    }
}
