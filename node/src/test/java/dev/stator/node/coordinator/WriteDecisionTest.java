package dev.stator.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Condition;
import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.ContextToken;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.Key;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** FAILURES 31 and 93: how many versions, and how many bytes of them, a put that replaces none may add to. */
class WriteDecisionTest {
    private static final Key KEY = Key.of("cart");
    private static final Actor ACTOR = new Actor(7, 1);
    private static final int MIB = 1 << 20;

    /** Those of a store with values of up to 16 MiB: four of them are as much as a key may hold. */
    private static final WriteDecision.Limits LIMITS = new WriteDecision.Limits(100, 64L * MIB);

    @Test
    void hundredVersionsOf16MibAreRefusedByTheirBytesAfterFour() {
        KeyState state = KeyState.EMPTY;
        int taken = 0;
        while (decided(put(taken, CausalContext.EMPTY), state) instanceof WriteDecision.NewVersion) {
            state = after(state, CausalContext.EMPTY, taken++, 16 * MIB);
        }

        assertThat(taken).isEqualTo(4);
        assertThat(decided(put(99, CausalContext.EMPTY), state))
                .isEqualTo(new WriteDecision.TooManySiblings(4, 64L * MIB));
    }

    @Test
    void whoHasReadWhatIsFullMayReplaceItWholeOrInPartAndDeletesAlwaysPass() {
        KeyState one = after(KeyState.EMPTY, CausalContext.EMPTY, 0, 16 * MIB);
        KeyState full = one;
        for (int i = 1; i < 4; i++) {
            full = after(full, CausalContext.EMPTY, i, 16 * MIB);
        }
        ContextToken tokens = new ContextToken("cluster");
        CausalContext read = tokens.decode(KEY, tokens.of(KEY, full));

        assertThat(decided(put(5, read), full)).isInstanceOf(WriteDecision.NewVersion.class);
        assertThat(after(full, read, 5, 16 * MIB).values()).hasSize(1);
        assertThat(decided(put(6, CausalContext.of(one)), full)).isInstanceOf(WriteDecision.NewVersion.class);
        assertThat(decided(ClientWrite.delete(KEY, "gone", Optional.of(CausalContext.EMPTY), Condition.NONE), full))
                .isInstanceOf(WriteDecision.NewVersion.class);
    }

    @Test
    void manySmallVersionsAreRefusedByTheirNumber() {
        KeyState state = KeyState.EMPTY;
        for (int i = 0; i < 100; i++) {
            assertThat(decided(put(i, CausalContext.EMPTY), state)).isInstanceOf(WriteDecision.NewVersion.class);
            state = after(state, CausalContext.EMPTY, i, 1);
        }

        assertThat(decided(put(100, CausalContext.EMPTY), state))
                .isEqualTo(new WriteDecision.TooManySiblings(100, 100));
    }

    private static WriteDecision decided(ClientWrite write, KeyState own) {
        return WriteDecision.of(write, own, true, new AskDecision(0), 2, LIMITS);
    }

    private static ClientWrite put(int number, CausalContext context) {
        return ClientWrite.put(KEY, "t", new byte[0], "put " + number, Optional.of(context), Condition.NONE);
    }

    /** Its bytes are only said to be there. */
    private static KeyState after(KeyState before, CausalContext context, int number, int bytes) {
        WriteIdentity write = WriteIdentity.of("put " + number, Sibling.Kind.VALUE, number, "t");
        Sibling sibling = new Sibling(Sibling.Kind.VALUE, write, 1_000 + number, "t", number, bytes, null);
        return before.put(context, sibling, ACTOR).state();
    }
}
