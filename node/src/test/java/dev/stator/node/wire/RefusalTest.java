package dev.stator.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Life;
import dev.stator.node.message.SessionLives;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;
import java.util.List;
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

    @Test
    void callerOfWhichALaterLifeIsKnownIsRefused() {
        SessionLives known = new SessionLives(new Life(2, 7), new Life(5, 1));

        assertThat(refused("cart", CALLER, HERE, new SessionLives(new Life(4, 9), Life.UNKNOWN), known))
                .isEqualTo("LIFE");
        assertThat(refused("cart", CALLER, HERE, new SessionLives(new Life(5, 1), Life.UNKNOWN), known))
                .isEqualTo("no");
        assertThat(refused("basket", CALLER, HERE, new SessionLives(new Life(4, 9), Life.UNKNOWN), known))
                .as("of another cluster's lives nothing is known")
                .isEqualTo("CLUSTER");
    }

    @Test
    void refusalIsReadAsItWasWritten() {
        for (Refusal refusal : List.of(
                new Refusal(Refusal.Reason.REMOVED, "gone"),
                new Refusal(Refusal.Reason.LIFE, "over", new Life(7, -3)))) {
            ByteSink sink = new ByteSink(64);
            refusal.write(sink);

            assertThat(Refusal.read(new ByteSource(sink.toByteArray()))).isEqualTo(refusal);
        }
    }

    private static String refused(String cluster, StoreId from, StoreId to) {
        return refused(cluster, from, to, SessionLives.NONE, SessionLives.NONE);
    }

    private static String refused(String cluster, StoreId from, StoreId to, SessionLives theirs, SessionLives own) {
        Hello hello = new Hello(Hello.PROTOCOL, cluster, from, to, 7, 0, ENDPOINT, theirs);
        return Refusal.of(hello, new LocalStore("cart", HERE, ENDPOINT), Set.of(OTHER), own)
                .map(refusal -> refusal.reason().toString())
                .orElse("no");
    }
}
