package dev.stator.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.api.KeyValueStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RollbackDecisionTest {
    @Test
    void withoutAWordNobodyIsTold() {
        assertThat(RollbackDecision.decide(
                        Scene.cart(), Scene.serving().inDoubt(1).seen()))
                .isEqualTo(new RollbackDecision.Silent());
    }

    /** Of three nodes 0 and 1 are in doubt. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes                                               | 0 1",
                "2026-11-29                                        | 0 1",
                "''                                                | 0 1",
                "cart-std-0                                        | 0",
                "cart-std-1, cart-std-0                            | 0 1",
                "00000000000000070000000000000002                  | 1",
                "cart-std-0 00000000000000070000000000000002       | 0 1",
            })
    void wordMeansWhomItNamesAndElseAll(String word, String told) {
        Scene scene = Scene.serving().inDoubt(0).inDoubt(1);

        RollbackDecision.Tell tell = (RollbackDecision.Tell) decide(word, scene);

        assertThat(tell.stores().keySet())
                .containsExactlyElementsOf(List.of(told.split(" ")).stream()
                        .map(ordinal -> "cart-std-" + ordinal)
                        .toList());
        assertThat(tell.stores()).allSatisfy((name, store) -> assertThat(store)
                .isEqualTo(Scene.storeOf(Integer.parseInt(name.substring(name.length() - 1)))));
        assertThat(tell.passedOver()).isEmpty();
    }

    /** A slip of the pen must not mean all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cart-std-7",
                "crat-std-0",
                "cart-ssd-0",
                "cart-std-0,cart-std-7",
                "000000000000000700000000000000ff"
            })
    void nameOfNobodyCountsForNothing(String word) {
        assertThat(((RollbackDecision.Refuse) decide(word, Scene.serving().inDoubt(0))).why())
                .startsWith("no node of this store is called ")
                .contains("there are cart-std-0, cart-std-1, cart-std-2");
    }

    @Test
    void nodesThatServeHaveNothingToAccept() {
        assertThat(((RollbackDecision.Refuse)
                                decide("cart-std-0", Scene.serving().inDoubt(1)))
                        .why())
                .isEqualTo("nothing to accept: cart-std-0 is not in doubt");
        assertThat(((RollbackDecision.Refuse) decide("yes", Scene.serving())).why())
                .contains("cart-std-0 is not in doubt", "cart-std-2 is not in doubt");
    }

    /** FAILURES 72. */
    @Test
    void whoHasNotSaidWhetherItIsInDoubtIsWaitedFor() {
        assertThat(waitsFor("cart-std-0", Scene.serving().silent(0))).contains("cart-std-0 has not said");
        assertThat(waitsFor("cart-std-0", Scene.serving().pod(0, Scene.TEMPLATE, false)))
                .as("it still asks the others")
                .contains("cart-std-0 has not said");
        assertThat(waitsFor("cart-std-0", Scene.serving().silent(0).noPod(0))).contains("cart-std-0 has not said");
        assertThat(waitsFor("yes", Scene.serving().silent(2))).contains("cart-std-2 has not said");
        assertThat(waitsFor("cart-std-0", Scene.serving().silent(0).inDoubt(1)))
                .as("another one's doubt is not meant")
                .contains("cart-std-0 has not said");
    }

    /** The word is about what the human saw: it does not lie in wait for a later doubt. */
    @Test
    void whoIsNotHeardOfWhileOthersAreToldIsPassedOverAndNamed() {
        RollbackDecision.Tell all =
                (RollbackDecision.Tell) decide("yes", Scene.serving().inDoubt(0).silent(1));
        RollbackDecision.Tell named = (RollbackDecision.Tell)
                decide("cart-std-0,cart-std-2", Scene.serving().inDoubt(0).silent(1));

        assertThat(all.stores()).containsOnlyKeys("cart-std-0");
        assertThat(all.passedOver()).containsExactly("cart-std-1 has not said whether it is in doubt");
        assertThat(named.passedOver()).containsExactly("cart-std-2 is not in doubt");
    }

    private static String waitsFor(String word, Scene scene) {
        return ((RollbackDecision.Wait) decide(word, scene)).hold().message();
    }

    private static RollbackDecision decide(String word, Scene scene) {
        KeyValueStore cart = Scene.cart();
        cart.getMetadata().setAnnotations(new TreeMap<>(Map.of(RollbackDecision.WORD, word)));
        return RollbackDecision.decide(cart, scene.seen());
    }
}
