package dev.stator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.ring.Key;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutingTest {
    private static final Address A = new Address("a", 1);
    private static final Address B = new Address("b", 1);
    private static final Address C = new Address("c", 1);
    private static final Address D = new Address("d", 1);
    private static final Address SERVICE = new Address("service", 1);
    private static final Optional<Key> KEY = Optional.of(Key.of("cart"));

    private final Routing routing = new Routing(List.of(SERVICE));

    @Test
    void withoutARingAnyEndpointIsAsked() {
        assertThat(routing.choose(KEY, Set.of())).isEqualTo(SERVICE);
        assertThat(routing.choose(KEY, Set.of(SERVICE))).isEqualTo(SERVICE);
    }

    @Test
    void ownersAreAskedInTheirOrder() {
        routing.adopt(ring(1, List.of(C, A)));

        assertThat(routing.choose(KEY, Set.of())).isEqualTo(C);
        assertThat(routing.choose(KEY, Set.of(C))).isEqualTo(A);
        assertThat(routing.choose(KEY, Set.of(C, A))).isIn(B, D, SERVICE);
    }

    @Test
    void whoIsDownIsAskedOnlyWhenNobodyElseIsLeft() {
        routing.adopt(ring(1, List.of(C, A)));
        routing.markDown(C);

        assertThat(routing.choose(KEY, Set.of())).isEqualTo(A);

        List.of(A, B, D, SERVICE).forEach(routing::markDown);
        assertThat(routing.choose(KEY, Set.of(A, B, D, SERVICE))).isEqualTo(C);

        routing.markUp(B);
        assertThat(routing.choose(KEY, Set.of(B))).as("tried, but up").isEqualTo(B);
    }

    @Test
    void whoIsSlowIsAskedAfterOtherOwnersAndBeforeThoseWhoOwnNothing() {
        routing.adopt(new RingView(1, List.of(A, B, C, D), Set.of(C), List.of(List.of(C, A))));

        assertThat(routing.choose(KEY, Set.of())).isEqualTo(A);
        assertThat(routing.choose(KEY, Set.of(A))).isEqualTo(C);
        routing.markDown(A);
        assertThat(routing.choose(KEY, Set.of())).isEqualTo(C);
    }

    @Test
    void whoIsSlowIsNotAskedWhatAnybodyKnows() {
        routing.adopt(new RingView(1, List.of(A, B, C, D), Set.of(C), List.of(List.of(C, A))));
        Set<Address> chosen = new HashSet<>();

        for (int i = 0; i < 5; i++) {
            chosen.add(routing.choose(Optional.empty(), Set.of()));
        }

        assertThat(chosen).containsExactlyInAnyOrder(A, B, D, SERVICE);
        assertThat(routing.choose(Optional.empty(), Set.of(A, B, D, SERVICE)))
                .as("slow, and the last that was not tried")
                .isEqualTo(C);
        assertThat(List.of(A, B, D, SERVICE)).allSatisfy(quick -> {
            routing.markDown(quick);
            assertThat(routing.choose(Optional.empty(), Set.of(C))).isNotEqualTo(quick);
        });
    }

    @Test
    void whoIsSlowNoMoreIsAskedAsBefore() {
        routing.adopt(new RingView(1, List.of(A, B, C, D), Set.of(C), List.of(List.of(C, A))));
        routing.adopt(ring(1, List.of(C, A)));

        assertThat(routing.choose(KEY, Set.of())).isEqualTo(C);
    }

    @Test
    void loadWithoutAnOwnerGoesRound() {
        routing.adopt(ring(1, List.of(C, A)));
        Set<Address> chosen = new HashSet<>();

        for (int i = 0; i < 5; i++) {
            chosen.add(routing.choose(Optional.empty(), Set.of()));
        }

        assertThat(chosen).containsExactlyInAnyOrder(A, B, C, D, SERVICE);
    }

    @Test
    void anOlderRingIsIgnored() {
        routing.adopt(ring(2, List.of(A, B)));
        routing.adopt(ring(1, List.of(C, D)));

        assertThat(routing.choose(KEY, Set.of())).isEqualTo(A);
    }

    private static RingView ring(long epoch, List<Address> owners) {
        return new RingView(epoch, List.of(A, B, C, D), Set.of(), List.of(owners));
    }
}
