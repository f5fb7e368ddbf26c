package dev.stator.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The operator's map of rooms, as far as it is built: who may import whom. */
class HouseRulesTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.stator.operator");

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
}
