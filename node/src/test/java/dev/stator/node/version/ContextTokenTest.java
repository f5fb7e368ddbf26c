package dev.stator.node.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.ring.Key;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContextTokenTest {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final Key KEY = Key.of("cart");

    private final ContextToken tokens = new ContextToken("a-cluster");

    @Test
    void noCharacterOfATokenCanBeAnother() {
        for (long counter : new long[] {1, 1_000, 1_000_000}) { // tokens of all lengths modulo 3
            CausalContext seen = new CausalContext(DottedSet.EMPTY.with(new Dot(new Actor(7, 1), counter)), List.of());
            String token = tokens.encode(KEY, seen);
            assertThat(tokens.decode(KEY, token)).isEqualTo(seen);

            for (int at = 0; at < token.length(); at++) {
                for (int i = 0; i < ALPHABET.length(); i++) {
                    if (ALPHABET.charAt(i) != token.charAt(at)) {
                        String altered = token.substring(0, at) + ALPHABET.charAt(i) + token.substring(at + 1);
                        assertThatThrownBy(() -> tokens.decode(KEY, altered))
                                .as(altered)
                                .isInstanceOf(MalformedBytesException.class);
                    }
                }
            }
        }
    }

    @Test
    void aTokenIsTakenAsItWasGivenOutOnly() {
        String token = tokens.encode(KEY, CausalContext.EMPTY);

        for (String altered : new String[] {token + "=", token + "==", token + "A", " " + token, ""}) {
            assertThatThrownBy(() -> tokens.decode(KEY, altered))
                    .as(altered)
                    .isInstanceOf(MalformedBytesException.class);
        }
    }

    @Test
    void contextOverItsLimitClaimsTheLiveVersionsAloneAndCostsAFalseSiblingAtMost() { // FAILURES 26
        KeyState replaced = KeyState.EMPTY;
        KeyState state = KeyState.EMPTY;
        for (int actor = 1;
                actor <= 400;
                actor++) { // of as many lives of nodes, each with a version that the next one replaced
            replaced = state;
            state = state.put(CausalContext.of(state), sibling("v" + actor, actor), new Actor(actor, 1))
                    .state();
        }

        String token = tokens.of(KEY, state);
        CausalContext seen = tokens.decode(KEY, token);

        assertThat(token).hasSizeLessThan(ContextToken.MAX_CHARACTERS);
        assertThat(CausalContext.of(state).dots().containsAll(seen.dots()))
                .as("claims nothing that was not seen")
                .isTrue();
        assertThat(seen.dots()).isEqualTo(DottedSet.of(state.live().get(0).dot()));
        KeyState.Put put = KeyState.EMPTY.put(seen, sibling("new", 1_000), new Actor(1_000, 1));
        assertThat(text(put.state().merge(state)))
                .as("where what was replaced is known")
                .containsExactly("new");
        assertThat(text(put.state().merge(replaced)))
                .as("where it is not: a false sibling, and nothing lost")
                .containsExactlyInAnyOrder("new", "v399");
    }

    @Test
    void versionsOfAKeyThatAreTooManyForOneContextAreReplacedInSeveralSteps() { // FAILURES 26, 93
        KeyState state = KeyState.EMPTY;
        for (int i = 1; i <= 3_000; i++) {
            state = state.put(CausalContext.EMPTY, sibling("v" + i, i), new Actor(1 + i % 7, 1))
                    .state();
        }

        int steps = 0;
        while (state.values().size() > 1) {
            String token = tokens.of(KEY, state);
            assertThat(token).hasSizeLessThanOrEqualTo(ContextToken.LIVE_MAX_CHARACTERS);
            CausalContext seen = tokens.decode(KEY, token);
            assertThat(CausalContext.of(state).dots().containsAll(seen.dots())).isTrue();
            state = state.put(seen, sibling("merged " + steps, 10_000 + steps), new Actor(8, 1))
                    .state();
            steps++;
        }

        assertThat(steps).isBetween(2, 12);
    }

    @Test
    void contextOfAHundredVersionsIsWhole() {
        KeyState state = KeyState.EMPTY;
        for (int i = 1; i <= 100; i++) {
            state = state.put(
                            CausalContext.EMPTY, sibling("v" + i, 1_700_000_000_000L + i), new Actor((long) i << 40, i))
                    .state();
        }

        assertThat(tokens.decode(KEY, tokens.of(KEY, state))).isEqualTo(CausalContext.of(state));
    }

    private static Sibling sibling(String value, long time) {
        return Notation.sibling(value, time);
    }

    private static List<String> text(KeyState state) {
        return Notation.shown(state);
    }
}
