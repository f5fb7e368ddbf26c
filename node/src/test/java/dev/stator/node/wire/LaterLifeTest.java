package dev.stator.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Life;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.tls.TestAuthority;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions with a process of whose store a later life is known end, and it hears why (PROTOCOL §4). Real sockets on loopback. */
final class LaterLifeTest {
    private static final String CLUSTER = "c1";
    private static final Life EARLIER = new Life(4, 1);
    private static final Life LATER = new Life(5, 2);
    private static final WireSettings D = WireSettings.DEFAULTS;

    /** Pings often. */
    private static final WireSettings BRISK = new WireSettings(
            D.frameBytesMax(),
            D.queueBytesMax(),
            D.ringBytesMax(),
            100,
            D.dialMillis(),
            D.ageMillisMax(),
            D.redialMillisMin(),
            D.redialMillisMax(),
            D.idleMillisMax());

    private final Path directory;
    private final TestAuthority authority = new TestAuthority("internode");
    private final List<TestStore> stores = new ArrayList<>();
    private TestStore process; // of the store of which there are, or were, several
    private TestStore peer;

    LaterLifeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void start() {
        process = start(1);
        peer = start(2);
    }

    @AfterEach
    void stop() {
        for (TestStore store : stores) {
            store.close();
            assertThat(store.bugs).isEmpty();
        }
    }

    @Test
    void whoCallsSomebodyWhoKnowsOfItsLaterLifeIsRefusedAndHearsOfIt() throws Exception {
        process.life = EARLIER;
        peer.lives.put(process.id, LATER);

        process.knows(ring());
        process.send(0, peer.id, read(1));

        assertThat(heardOfOwn(process)).isEqualTo(LATER);
        process.awaitReach(peer.id, false);
        assertThat(process.internode.counts().of(WireEvent.CONNECTED)).isZero();
        assertThat(peer.arrivals).isEmpty();
    }

    @Test
    void whoIsCalledBySomebodyWhoKnowsOfItsLaterLifeHearsOfItAndIsNotTalkedWith() throws Exception {
        process.life = EARLIER;
        peer.lives.put(process.id, LATER);

        peer.knows(ring());

        assertThat(heardOfOwn(process)).isEqualTo(LATER);
        peer.awaitCount(WireEvent.REFUSED_LIFE, 1);
        assertThat(peer.internode.counts().of(WireEvent.CONNECTED)).isZero();
    }

    @Test
    void openSessionOfACallerEndsOnceALaterLifeIsKnown() throws Exception {
        process.life = EARLIER;
        peer.lives.put(process.id, EARLIER);
        process.knows(ring());
        process.awaitReach(peer.id, true);

        peer.lives.put(process.id, LATER);

        process.awaitReach(peer.id, false);
        assertThat(heardOfOwn(process)).isEqualTo(LATER);
    }

    @Test
    void openSessionWithACalledOneEndsOnceALaterLifeIsKnown() throws Exception {
        process.life = EARLIER;
        peer.knows(ring());
        peer.awaitReach(process.id, true);
        assertThat(process.heardOfOwn).isEmpty();

        peer.lives.put(process.id, LATER);

        peer.awaitReach(process.id, false);
        assertThat(heardOfOwn(process)).isEqualTo(LATER);
    }

    @Test
    void whoHasClaimedNoLifeYetIsTalkedWithAndIsSoOnceItHas() throws Exception { // a restart
        peer.lives.put(process.id, EARLIER);
        process.knows(ring());
        peer.knows(ring());
        process.awaitReach(peer.id, true);
        peer.awaitReach(process.id, true);

        process.life = LATER; // which gossip has not told the peer yet
        awaitPings();
        peer.lives.put(process.id, LATER);
        awaitPings();

        assertThat(process.internode.counts().of(WireEvent.REFUSED_LIFE)).isZero();
        assertThat(peer.internode.counts().of(WireEvent.REFUSED_LIFE)).isZero();
        assertThat(process.heardOfOwn).isEmpty();
    }

    @Test
    void sessionThatWasMadeBeforeALifeWasClaimedEndsWhenThatIsOver()
            throws Exception { // a copy that started a little earlier
        peer.lives.put(process.id, LATER);
        process.knows(ring());
        process.awaitReach(peer.id, true);

        process.life = EARLIER;

        process.awaitReach(peer.id, false);
        assertThat(heardOfOwn(process)).isEqualTo(LATER);
    }

    @Test
    void whoTakesTheNextLifeIsNotRefusedAnyMore() throws Exception { // a disk that went back, PROTOCOL rule 20
        process.life = EARLIER;
        peer.lives.put(process.id, LATER);
        process.knows(ring());
        assertThat(heardOfOwn(process)).isEqualTo(LATER);

        process.life = new Life(LATER.counter() + 1, 0);

        process.awaitReach(peer.id, true);
    }

    @Test
    void nodeOfBeforeIsCalledInItsOwnProtocol() throws Exception {
        process.life = EARLIER;
        StoreId before = new StoreId(9, 3);
        try (StoreOfBefore old =
                new StoreOfBefore(before, authority.issue(directory.resolve("old"), "stator://" + CLUSTER + "/node"))) {
            process.knows(TestStore.ring(CLUSTER, 1, List.of(process.member(), old.member()), Set.of()));

            process.awaitReach(before, true);

            assertThat(old.protocols).startsWith(Hello.PROTOCOL, Hello.PROTOCOL_OF_BEFORE);
            assertThat(process.internode.counts().of(WireEvent.REFUSED_PROTOCOL))
                    .isEqualTo(1);
        }
    }

    private void awaitPings() throws InterruptedException {
        long sent = peer.internode.counts().of(WireEvent.BYTES_SENT);
        long bytes = 5 * 60; // some pings' worth
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (peer.internode.counts().of(WireEvent.BYTES_SENT) < sent + bytes) {
            assertThat(System.nanoTime()).as("no pings").isLessThan(until);
            Thread.onSpinWait();
        }
    }

    private static Life heardOfOwn(TestStore store) throws InterruptedException {
        Life heard = store.heardOfOwn.poll(20, TimeUnit.SECONDS);
        assertThat(heard).as("a later life that was heard of").isNotNull();
        return heard;
    }

    private RingState ring() {
        return TestStore.ring(CLUSTER, 1, List.of(process.member(), peer.member()), Set.of());
    }

    private TestStore start(int number) {
        TestStore store = new TestStore(
                CLUSTER,
                new StoreId(9, number),
                authority.issue(directory.resolve("n" + number), "stator://" + CLUSTER + "/node"),
                1,
                BRISK,
                0);
        stores.add(store);
        return store;
    }

    private static Request.Read read(int number) {
        return new Request.Read(new RequestId(number), new Fence(1, 1), Key.of("k" + number), 60_000, 0);
    }
}
