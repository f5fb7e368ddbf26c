package dev.stator.ring;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import dev.stator.house.HouseRules;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The model that all share is values and functions of the JDK alone. */
class HouseRulesTest extends HouseRules {
    HouseRulesTest() {
        super("dev.stator.ring", Set.of("dev.stator.ring"), Map.of("plan", Set.of()));
    }

    @Test
    void modelHasNoTimeNoChanceAndNoThreadsOfItsOwn() {
        noThreads(DescribedPredicate.alwaysTrue()).check(house());
        noClockOrDice(DescribedPredicate.alwaysTrue()).check(house());
    }

    @Test
    void modelKnowsNoLibraries() {
        noClasses()
                .should()
                .dependOnClassesThat(resideOutsideOfPackages("java..", "org.jspecify..", "dev.stator.ring.."))
                .check(house());
    }
}
