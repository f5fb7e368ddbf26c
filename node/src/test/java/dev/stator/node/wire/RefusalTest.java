package dev.stator.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is talked with (PROTOCOL §4): addresses are given to others, stores are not. */
final class RefusalTest {
    private static final Endpoint ENDPOINT = new Endpoint("127.0.0.1", 1, 2);
    private static final StoreId HERE = new StoreId(1, 1);
    private static final StoreId CALLER = new StoreId(1, 2);
    private static final StoreId OTHER = new StoreId(1, 3);

    @Test
    void storeOfThisClusterThatMeansThisStoreIsWelcome() {
        assertThat(refused("cart", CALLER, HERE)).isEqualTo("no");
    }

    @Test
    void otherClusterIsRefused() {
        assertThat(refused("basket", CALLER, HERE)).isEqualTo("CLUSTER");
    }

    @Test
    void whoMeansAnotherStoreIsRefused() {
        assertThat(refused("cart", CALLER, OTHER)).isEqualTo("STORE");
    }

    @Test
    void whoCallsUnderThisStoresNameIsRefused() {
        assertThat(refused("cart", HERE, HERE)).isEqualTo("STORE");
    }

    @Test
    void removedStoreIsRefused() {
        assertThat(refused("cart", OTHER, HERE)).isEqualTo("REMOVED");
    }

    private static String refused(String cluster, StoreId from, StoreId to) {
        Hello hello = new Hello(cluster, from, to, 7, 0, ENDPOINT);
        return Refusal.of(hello, new LocalStore("cart", HERE, ENDPOINT), Set.of(OTHER))
                .map(refusal -> refusal.reason().toString())
                .orElse("no");
    }
}
