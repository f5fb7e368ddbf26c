package dev.stator.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** The rules hold for themselves, and would notice. */
class HouseRulesTest extends HouseRules {
    HouseRulesTest() {
        super("dev.stator.house", Set.of(), Map.of("attic", Set.of("cellar")));
    }

    @Test
    void rulesWouldNotice() {
        JavaClasses careless = new ClassFileImporter().importClasses(Careless.class);

        assertThatThrownBy(() -> noThreads(DescribedPredicate.alwaysTrue()).check(careless))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> noClockOrDice(DescribedPredicate.alwaysTrue()).check(careless))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(
                        () -> onlyIn(Set.of("cellar"), "java.util.concurrent..").check(careless))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void doorsOpenOneWay() {
        assertThat(mayImport("attic", "cellar")).isTrue();
        assertThat(mayImport("cellar", "attic")).isFalse();
        assertThat(mayImport("attic", "attic")).isTrue();
        assertThat(mayImport("", "attic")).isTrue();
        assertThat(mayImport("unheard-of", "attic")).isFalse();
    }

    @Test
    void roomIsTheFirstPackageBelowTheRoot() {
        assertThat(roomOf("dev.stator.node", "dev.stator.node")).isEmpty();
        assertThat(roomOf("dev.stator.node", "dev.stator.node.wire")).isEqualTo("wire");
        assertThat(roomOf("dev.stator.node", "dev.stator.node.wire.frames")).isEqualTo("wire");
        assertThat(roomOf("dev.stator.node", "dev.stator.nodes.wire")).isEmpty();
    }

    /** Does what pure rooms must not: the rules are tried on it. */
    static final class Careless {
        private final Lock lock = new ReentrantLock();

        long hold() {
            lock.lock();
            return System.nanoTime();
        }
    }
}
