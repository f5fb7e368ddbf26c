package dev.stator.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.DiskState;
import dev.stator.node.message.Fence;
import dev.stator.node.message.Gossip;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.Message;
import dev.stator.node.message.Profile;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.RingMessage;
import dev.stator.node.message.RingVersion;
import dev.stator.node.tls.TestAuthority;
import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Key;
import dev.stator.ring.Member;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets on loopback. */
final class InternodeTest {
    private static final String CLUSTER = "c1";
    private static final WireSettings D = WireSettings.DEFAULTS;

    /** Notices soon that nobody answers. */
    private static final WireSettings IMPATIENT = settings(D.frameBytesMax(), D.queueBytesMax(), 100);

    private static final WireSettings ROOMY = settings(20 << 20, 32 << 20, 1_000_000);

    /** Never thinks a silent peer dead. */
    private static final WireSettings PATIENT = settings(1 << 20, 4 << 20, 1_000_000);

    private final Path directory;
    private final TestAuthority authority = new TestAuthority("internode");
    private final List<TestStore> stores = new ArrayList<>();

    InternodeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void stop() {
        for (TestStore store : stores) {
            store.close();
            assertThat(store.bugs).isEmpty();
        }
    }

    @Test
    void twoStoresExchangeMessagesInOrder() throws Exception {
        TestStore one = start(1);
        TestStore two = start(2);
        introduce(one, two);
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            sent.add(read(i));
        }

        one.send(0, two.id, sent.toArray(new Message[0]));
        two.send(0, one.id, new Reply.Same(new RequestId(7)));

        for (Message message : sent) {
            TestStore.Arrival arrival = two.nextArrival();
            assertThat(arrival.from()).isEqualTo(one.id);
            assertThat(arrival.message()).extracting("id").isEqualTo(((Request) message).id());
        }
        assertThat(one.nextArrival().message()).isEqualTo(new Reply.Same(new RequestId(7)));
    }

    @Test
    void messagesOfAShardArriveOnThatShardsLoop() throws Exception {
        TestStore one = start(1, 3, D, CLUSTER, authority);
        TestStore two = start(2, 3, D, CLUSTER, authority);
        introduce(one, two);

        for (int shard = 0; shard < 3; shard++) {
            one.send(shard, two.id, read(shard));

            TestStore.Arrival arrival = two.nextArrival();
            assertThat(arrival.message()).extracting("id").isEqualTo(new RequestId(shard));
            assertThat(arrival.thread()).isEqualTo(two.threadOf(shard));
        }
    }

    @Test
    void machinesWithoutEpollExchangeMessagesToo() throws Exception {
        TestStore one = start(1);
        TestStore two = new TestStore(
                CLUSTER,
                new StoreId(9, 2),
                authority.issue(directory.resolve("n2"), "stator://" + CLUSTER + "/node"),
                2,
                D,
                0,
                Transport.NIO);
        stores.add(two);
        introduce(one, two);

        one.send(0, two.id, read(1));
        two.send(1, one.id, read(2));

        assertThat(two.nextArrival().message()).extracting("id").isEqualTo(new RequestId(1));
        assertThat(one.nextArrival().message()).extracting("id").isEqualTo(new RequestId(2));
    }

    @Test
    void moreShardsThanTheOtherStoreHasAreServedToo() throws Exception {
        TestStore one = start(1, 3, D, CLUSTER, authority);
        TestStore two = start(2, 2, D, CLUSTER, authority);
        introduce(one, two);

        for (int shard = 0; shard < 3; shard++) {
            one.send(shard, two.id, read(shard));
            assertThat(two.nextArrival().message()).extracting("id").isEqualTo(new RequestId(shard));
        }
    }

    @Test
    void largeValuesPassAndLargerThanAFrameAreDropped() throws Exception {
        TestStore one = start(1, 1, ROOMY, CLUSTER, authority);
        TestStore two = start(2, 1, ROOMY, CLUSTER, authority);
        introduce(one, two);
        Request.Write large = write(16 << 20);

        one.send(0, two.id, large, write(ROOMY.frameBytesMax()), read(3));

        Request.Write arrived = (Request.Write) two.nextArrival().message();
        assertThat(arrived.state()).isEqualTo(large.state());
        assertThat(arrived.state().live().get(0).sibling().isIntact()).isTrue();
        assertThat(two.nextArrival().message()).extracting("id").isEqualTo(new RequestId(3));
        assertThat(one.internode.counts().of(WireEvent.DROPPED_TOO_LARGE)).isEqualTo(1);
    }

    @Test
    void storeOfAnotherClusterIsRefusedAtBothEnds() throws Exception {
        TestStore one = start(1);
        TestStore stranger = start(2, 1, D, "c2", authority);

        one.knows(TestStore.ring(CLUSTER, 1, List.of(one.member(), stranger.member()), Set.of()));
        stranger.knows(TestStore.ring("c2", 1, List.of(stranger.member(), one.member()), Set.of()));

        one.awaitReach(stranger.id, false);
        stranger.awaitReach(one.id, false);
        one.awaitCount(WireEvent.REFUSED_CLUSTER, 1);
        stranger.awaitCount(WireEvent.REFUSED_CLUSTER, 1);
        one.send(0, stranger.id, read(1));
        assertThat(one.internode.counts().of(WireEvent.CONNECTED)).isZero();
        assertThat(stranger.arrivals).isEmpty();
    }

    @Test
    void storeWithACertificateOfAnotherAuthorityIsRefused() throws Exception {
        TestStore one = start(1);
        TestStore forger = start(2, 1, D, CLUSTER, new TestAuthority("internode"));
        RingState ring = TestStore.ring(CLUSTER, 1, List.of(one.member(), forger.member()), Set.of());

        one.knows(ring);
        forger.knows(ring);

        one.awaitReach(forger.id, false);
        forger.awaitReach(one.id, false);
        assertThat(one.internode.counts().of(WireEvent.CONNECTED)).isZero();
        assertThat(forger.internode.counts().of(WireEvent.CONNECTED)).isZero();
    }

    @Test
    void addressThatIsAnotherStoresNowIsNoneOfTheOldOnes() throws Exception {
        TestStore one = start(1);
        TestStore tenant = start(2);
        TestStore former = start(3);
        RingState ring = TestStore.ring(CLUSTER, 1, List.of(one.member(), former.member(tenant.port())), Set.of());

        one.knows(ring);
        one.awaitReach(former.id, false);
        one.send(0, former.id, read(1));
        tenant.awaitCount(WireEvent.REFUSED_STORE, 2);

        assertThat(tenant.arrivals).isEmpty();
        assertThat(former.arrivals).isEmpty();
    }

    @Test
    void removedStoreIsRefused() throws Exception {
        TestStore one = start(1);
        TestStore removed = start(2);
        one.knows(TestStore.ring(CLUSTER, 2, List.of(one.member()), Set.of(removed.id)));

        removed.knows(TestStore.ring(CLUSTER, 1, List.of(removed.member(), one.member()), Set.of()));

        removed.awaitReach(one.id, false);
        one.awaitCount(WireEvent.REFUSED_REMOVED, 1);
    }

    @Test
    void storeThatStopsIsNoticedAndFoundAgainWhenItReturns() throws Exception {
        TestStore one = start(1);
        TestStore two = start(2);
        introduce(one, two);
        int port = two.port();

        two.close();
        one.awaitReach(two.id, false);
        one.send(0, two.id, read(1)); // lost: nobody is there
        TestStore back = start(2, 1, D, CLUSTER, authority, port);
        one.awaitReach(two.id, true);
        one.send(0, two.id, read(2));

        TestStore.Arrival arrival = back.nextArrival();
        while (!((Request) arrival.message()).id().equals(new RequestId(2))) { // the first may have been kept for it
            arrival = back.nextArrival();
        }
        assertThat(arrival.from()).isEqualTo(one.id);
    }

    @Test
    void callOfAReturningStoreEndsTheWaitForIt() throws Exception {
        WireSettings slow = new WireSettings(
                D.frameBytesMax(),
                D.queueBytesMax(),
                D.ringBytesMax(),
                D.pingMillis(),
                D.dialMillis(),
                D.ageMillisMax(),
                3_600_000, // would not dial again by itself while this test lives
                3_600_000,
                D.idleMillisMax());
        TestStore one = start(1, 1, slow, CLUSTER, authority);
        TestStore two = start(2);
        introduce(one, two);
        two.close();
        one.awaitReach(two.id, false);

        TestStore back = start(2, 1, D, CLUSTER, authority, two.port());
        back.knows(TestStore.ring(CLUSTER, 1, List.of(one.member(), back.member()), Set.of()));

        one.awaitReach(two.id, true);
    }

    @Test
    void peerThatVanishesWithoutAWordIsNoticed() throws Exception {
        TestStore one = start(1, 1, IMPATIENT, CLUSTER, authority);
        TestStore two = start(2);
        try (Relay relay = new Relay(two.port())) {
            one.knows(TestStore.ring(CLUSTER, 1, List.of(one.member(), two.member(relay.port())), Set.of()));
            one.awaitReach(two.id, true);

            relay.clog();

            one.awaitReach(two.id, false);
            assertThat(one.internode.counts().of(WireEvent.PONG_MISSED)).isPositive();
        }
    }

    @Test
    void slowReaderFillsItsOwnQueueAndNoOther() throws Exception {
        TestStore one = start(1, 1, PATIENT, CLUSTER, authority);
        TestStore slow = start(2, 1, PATIENT, CLUSTER, authority);
        TestStore fast = start(3, 1, PATIENT, CLUSTER, authority);
        try (Relay relay = new Relay(slow.port())) {
            one.knows(TestStore.ring(
                    CLUSTER, 1, List.of(one.member(), slow.member(relay.port()), fast.member()), Set.of()));
            one.awaitReach(slow.id, true);
            one.awaitReach(fast.id, true);
            relay.clog();

            Request.Write chunk = write(512 << 10);
            long sent = 0;
            while (one.internode.counts().of(WireEvent.DROPPED_QUEUE_FULL) == 0) {
                one.send(0, slow.id, chunk);
                sent++;
                assertThat(sent).as("the queue has no end").isLessThan(1_000);
            }
            one.send(0, fast.id, read(9));

            assertThat(fast.nextArrival().message()).extracting("id").isEqualTo(new RequestId(9));
        }
    }

    @Test
    void gossipGoesAheadOfAllDataThatWaitsAndIsNotDroppedForIt() throws Exception { // PROTOCOL §5: never starved
        TestStore one = start(1, 1, ROOMY, CLUSTER, authority);
        TestStore slow = start(2, 1, ROOMY, CLUSTER, authority);
        try (Relay relay = new Relay(slow.port())) {
            one.knows(TestStore.ring(CLUSTER, 1, List.of(one.member(), slow.member(relay.port())), Set.of()));
            one.awaitReach(slow.id, true);
            relay.clog();
            Request.Write chunk = write(512 << 10);
            int waiting = -1; // the last one is dropped
            while (one.internode.counts().of(WireEvent.DROPPED_QUEUE_FULL) == 0) {
                one.send(0, slow.id, chunk);
                waiting++;
            }

            one.send(0, slow.id, new Gossip.Nack(7, born(one.id), List.of()));
            relay.unclog();

            int before = 0;
            while (slow.nextArrival().message() instanceof Request.Write) {
                before++;
            }
            assertThat(before).as("of " + waiting + " that waited").isLessThan(waiting / 2);
            for (int after = before; after < waiting; after++) {
                assertThat(slow.nextArrival().message()).isInstanceOf(Request.Write.class);
            }
        }
    }

    @Test
    void storeWhoseAddressIsOutOfDateIsFoundWhereItCallsFrom() throws Exception {
        TestStore one = start(1);
        TestStore moved = start(2);
        Member stale =
                new Member(moved.id, "n2", "z", 100, Member.State.ACTIVE, new Endpoint("127.0.0.2", 1, moved.port()));
        one.knows(TestStore.ring(CLUSTER, 1, List.of(one.member(), stale), Set.of()));
        one.awaitReach(moved.id, false);

        moved.knows(TestStore.ring(CLUSTER, 1, List.of(one.member(), moved.member()), Set.of()));

        one.awaitReach(moved.id, true);
    }

    @Test
    void connectionOfAStoreThatIsNoMemberEndsWhenItIsNotUsed() throws Exception {
        WireSettings brief = new WireSettings(
                D.frameBytesMax(),
                D.queueBytesMax(),
                D.ringBytesMax(),
                10,
                D.dialMillis(),
                D.ageMillisMax(),
                D.redialMillisMin(),
                D.redialMillisMax(),
                1);
        TestStore one = start(1, 1, brief, CLUSTER, authority);
        TestStore two = start(2);
        RingState ring = TestStore.ring(CLUSTER, 1, List.of(one.member(), two.member()), Set.of());
        one.knows(ring);
        one.awaitReach(two.id, true);

        one.knows(TestStore.ring(CLUSTER, 2, List.of(one.member()), Set.of()));

        one.awaitCount(WireEvent.IDLE_CLOSED, 1);
    }

    @Test
    void storeWithoutARingAnswersWhoCallsIt() throws Exception {
        TestStore one = start(1);
        TestStore blank = start(2);
        one.knows(TestStore.ring(CLUSTER, 4, List.of(one.member(), blank.member()), Set.of()));
        one.awaitReach(blank.id, true);

        one.send(0, blank.id, new RingMessage.Announce(4, 1));
        assertThat(blank.nextArrival().message()).isEqualTo(new RingMessage.Announce(4, 1));
        blank.send(0, one.id, new RingMessage.Pull(0));

        assertThat(one.nextArrival().message()).isEqualTo(new RingMessage.Pull(0));
    }

    @Test
    void nobodyIsDialledWhoseAddressIsUnknown() throws Exception {
        TestStore one = start(1);

        one.send(0, new StoreId(5, 5), read(1));

        one.awaitCount(WireEvent.DIAL_FAILED, 1);
        one.awaitCount(WireEvent.DROPPED_UNREACHABLE, 1);
    }

    private TestStore start(int number) {
        return start(number, 1, D, CLUSTER, authority);
    }

    private TestStore start(int number, int shards, WireSettings settings, String cluster, TestAuthority signer) {
        return start(number, shards, settings, cluster, signer, 0);
    }

    private TestStore start(
            int number, int shards, WireSettings settings, String cluster, TestAuthority signer, int port) {
        TestStore store = new TestStore(
                cluster,
                new StoreId(9, number),
                signer.issue(directory.resolve("n" + number), "stator://" + cluster + "/node"),
                shards,
                settings,
                port);
        stores.add(store);
        return store;
    }

    private static void introduce(TestStore one, TestStore two) throws InterruptedException {
        RingState ring = TestStore.ring(CLUSTER, 1, List.of(one.member(), two.member()), Set.of());
        one.knows(ring);
        two.knows(ring);
        one.awaitReach(two.id, true);
        two.awaitReach(one.id, true);
    }

    private static WireSettings settings(int frameBytesMax, int queueBytesMax, int pingMillis) {
        return new WireSettings(
                frameBytesMax,
                queueBytesMax,
                D.ringBytesMax(),
                pingMillis,
                D.dialMillis(),
                D.ageMillisMax(),
                D.redialMillisMin(),
                D.redialMillisMax(),
                D.idleMillisMax());
    }

    private static Request.Read read(int number) {
        return new Request.Read(new RequestId(number), new Fence(1, 1), Key.of("k" + number), 60_000, 0);
    }

    private static MemberRecord born(StoreId store) {
        Profile profile = new Profile(new Endpoint("127.0.0.1", 1, 2), DiskState.OK);
        return MemberRecord.born(store, new Life(1, 1), profile, RingVersion.NONE);
    }

    private static Request.Write write(int bytes) {
        byte[] value = new byte[bytes];
        new Random(bytes).nextBytes(value);
        Sibling sibling = Sibling.value(new WriteIdentity(1), 1, "a/b", WriteIdentity.hash(value), value);
        KeyState state = KeyState.EMPTY
                .put(CausalContext.EMPTY, sibling, new Actor(1, 1))
                .state();
        return new Request.Write(new RequestId(1), new Fence(1, 1), Key.of("large"), 60_000, state);
    }
}
