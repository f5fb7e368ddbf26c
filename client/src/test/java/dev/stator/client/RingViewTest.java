package dev.stator.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.ring.Key;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingViewTest {
    private static final Address A = new Address("127.0.0.1", 8443);
    private static final Address B = new Address("127.0.0.1", 8444);

    @Test
    void ownersOfAKeyAreTheirAddressesInOrder() {
        RingView ring = RingView.parse("""
                {"epoch":7,"n":2,"partitions":2,
                 "members":[{"name":"x","address":"https://127.0.0.1:8443","state":"ACTIVE"},
                            {"name":"y","address":"https://127.0.0.1:8444","state":"ACTIVE","slow":true},
                            {"name":"z","address":"https://127.0.0.1:8445","state":"LEFT"}],
                 "owners":[["x","y"],["y","x"]]}""");
        Key key = Key.of("cart");

        assertThat(ring.epoch()).isEqualTo(7);
        assertThat(ring.members()).containsExactly(A, B);
        assertThat(ring.slow()).containsExactly(B);
        assertThat(ring.ownersOf(key)).isEqualTo(key.partition(2) == 0 ? List.of(A, B) : List.of(B, A));
    }

    @Test
    void whatIsNoRingIsRefused() {
        assertThatThrownBy(() -> RingView.parse("<html>")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RingView.parse("{}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RingView.parse("{\"members\":[],\"owners\":[[\"x\"]]}"))
                .hasMessageContaining("an owner is no member");
    }
}
