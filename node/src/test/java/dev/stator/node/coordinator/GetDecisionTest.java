package dev.stator.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.StoreId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GetDecisionTest {
    private static final StoreId ONE = new StoreId(0, 1);
    private static final StoreId TWO = new StoreId(0, 2);
    private static final StoreId THREE = new StoreId(0, 3);
    private static final KeyState OLD = after(KeyState.EMPTY, "old", 1);
    private static final KeyState NEW = after(OLD, "new", 2);

    @Test
    void oneOwnerWhoAnswersTwiceIsOneAnswer() {
        GetDecision decision = new GetDecision(2);

        decision.add(ONE, NEW);
        decision.add(ONE, NEW);

        assertThat(decision.isEnough()).isFalse();
        decision.add(TWO, NEW);
        assertThat(decision.isEnough()).isTrue();
        assertThat(decision.repairs(0)).isEmpty();
    }

    @Test
    void whoIsBehindIsRepairedOnceWithTheBytesThatItLacks() {
        GetDecision decision = new GetDecision(2);
        decision.add(ONE, OLD);
        decision.add(TWO, NEW);

        var repairs = decision.repairs(0);

        assertThat(repairs).singleElement().satisfies(repair -> {
            assertThat(repair.owner()).isEqualTo(ONE);
            assertThat(repair.state()).isEqualTo(NEW);
            assertThat(repair.state().isWhole()).isTrue();
        });
        assertThat(decision.repairs(0)).isEmpty();
        decision.add(THREE, KeyState.EMPTY);
        assertThat(decision.repairs(0)).extracting(GetDecision.Repair::owner).containsExactly(THREE);
    }

    @Test
    void whoHasTheBytesAlreadyIsNotSentThemAgain() {
        KeyState side = OLD.put(CausalContext.EMPTY, sibling("side", 3), new Actor(9, 1))
                .state();
        GetDecision decision = new GetDecision(2);
        decision.add(ONE, OLD);
        decision.add(TWO, side);

        var repair = decision.repairs(0).get(0);

        assertThat(repair.owner()).isEqualTo(ONE);
        assertThat(repair.state().live())
                .extracting(version -> version.sibling().hasBytes())
                .containsExactlyInAnyOrder(false, true);
    }

    private static KeyState after(KeyState before, String value, long time) {
        return before.put(CausalContext.of(before), sibling(value, time), new Actor(7, time))
                .state();
    }

    private static Sibling sibling(String value, long time) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        long hash = WriteIdentity.hash(bytes);
        return Sibling.value(WriteIdentity.of(value, Sibling.Kind.VALUE, hash, "t"), time, "t", hash, bytes);
    }
}
