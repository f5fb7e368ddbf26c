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
}
