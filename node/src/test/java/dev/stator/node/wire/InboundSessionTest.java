package dev.stator.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.kernel.Inbox;
import dev.stator.node.kernel.LifeControl;
import dev.stator.node.kernel.RingControl;
import dev.stator.node.message.Fence;
import dev.stator.node.message.Life;
import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.RingMessage;
import dev.stator.node.message.SessionLives;
import dev.stator.node.port.Clock;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Key;
import dev.stator.ring.Member;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The accepting end without sockets, TLS or time: the clock stands still until a test moves it. */
final class InboundSessionTest {
    private static final StoreId SELF = new StoreId(1, 1);
    private static final StoreId CALLER = new StoreId(1, 2);
    private static final StoreId OUTCAST = new StoreId(1, 3);
    private static final Endpoint ENDPOINT = new Endpoint("127.0.0.1", 1, 2);

    private final List<Message> delivered = new ArrayList<>();
    private final List<Throwable> bugs = new ArrayList<>();
    private final WireCounts counts = new WireCounts();
    private long nowMillis = 50_000;
    private long callersMillis = 3;
    private Optional<RuntimeException> inboxThrows = Optional.empty();
    private Set<StoreId> removed = Set.of(OUTCAST);
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @AfterEach
    void everythingIsReleased() {
        channel.finishAndReleaseAll();
    }

    @Test
    void callerThatNamesItselfAndThisStoreIsWelcome() {
        open();

        channel.writeInbound(hello(CALLER));

        assertThat(answer()).isEqualTo(Frames.WELCOME);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void messagesArriveHoweverTheirBytesAreCut() {
        welcome();
        ByteBuf bytes = Unpooled.buffer();
        for (int i = 0; i < 50; i++) {
            bytes.writeBytes(frame(read(i, 1_000)));
        }

        while (bytes.isReadable()) {
            channel.writeInbound(bytes.readBytes(Math.min(7, bytes.readableBytes())));
        }
        bytes.release();

        assertThat(delivered)
                .hasSize(50)
                .isEqualTo(java.util.stream.IntStream.range(0, 50)
                        .mapToObj(i -> (Message) read(i, 1_000))
                        .toList());
    }

    @Test
    void pingIsAnsweredWithPong() {
        welcome();

        channel.writeInbound(bare(Frames.PING));

        assertThat(answer()).isEqualTo(Frames.PONG);
    }

    @Test
    void flippedBitClosesTheConnectionAndNothingOfItIsDelivered() {
        int length = frame(read(1, 1_000)).readableBytes();
        for (int at = Frames.LENGTH_BYTES; at < length; at++) {
            InboundSessionTest one = new InboundSessionTest();
            one.welcome();
            ByteBuf damaged = one.frame(read(1, 1_000));
            damaged.setByte(at, damaged.getByte(at) ^ 4);

            one.channel.writeInbound(damaged);

            assertThat(one.delivered).as("bit flipped in byte %d", at).isEmpty();
            assertThat(one.channel.isOpen()).isFalse();
            assertThat(one.counts.of(WireEvent.CORRUPT)).isEqualTo(1);
            one.everythingIsReleased();
        }
    }

    @Test
    void frameOverTheLimitClosesTheConnectionBeforeItIsRead() {
        welcome();

        channel.writeInbound(Unpooled.buffer().writeInt(WireSettings.DEFAULTS.frameBytesMax() + 1));

        assertThat(channel.isOpen()).isFalse();
        assertThat(counts.of(WireEvent.CORRUPT)).isEqualTo(1);
    }

    @Test
    void wholeFrameThatSaysNothingIsSkipped() {
        welcome();

        channel.writeInbound(bare(200));
        channel.writeInbound(frame(read(2, 1_000)));

        assertThat(counts.of(WireEvent.MALFORMED)).isEqualTo(1);
        assertThat(delivered).hasSize(1);
    }

    @Test
    void nothingIsTakenBeforeTheHello() {
        open();

        channel.writeInbound(frame(read(1, 1_000)));

        assertThat(delivered).isEmpty();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void dataMessageOlderThanTenSecondsIsDroppedAndRingsAreNot() {
        welcome();
        ByteBuf late = frame(new Reply.Same(new RequestId(1)));
        ByteBuf ring = frame(new RingMessage.Pull(4));

        keepAliveFor(10_200);
        channel.writeInbound(late);
        channel.writeInbound(ring);

        assertThat(delivered).containsExactly(new RingMessage.Pull(4));
        assertThat(counts.of(WireEvent.DROPPED_OLD)).isEqualTo(1);
    }

    @Test
    void timeInQueuesIsTakenOffTheDeadline() {
        welcome();
        ByteBuf waited = frame(read(1, 1_000));

        nowMillis += 300;
        channel.writeInbound(waited);

        assertThat(delivered).containsExactly(read(1, 700));
    }

    @Test
    void requestWhoseDeadlinePassedInAQueueIsDropped() {
        welcome();
        ByteBuf waited = frame(read(1, 1_000));

        nowMillis += 1_100; // an age is never overestimated
        channel.writeInbound(waited);

        assertThat(delivered).isEmpty();
        assertThat(counts.of(WireEvent.DROPPED_LATE)).isEqualTo(1);
    }

    @Test
    void afterThisProcessStoodStillNothingThatPiledUpIsRead() {
        welcome();
        pass(20_000);

        channel.writeInbound(frame(read(1, 60_000)));

        assertThat(delivered).isEmpty();
        assertThat(channel.isOpen()).isFalse();
        assertThat(counts.of(WireEvent.SESSION_LAGGED)).isEqualTo(1);
    }

    @Test
    void helloOfAnotherClusterIsRefused() {
        refused(hello("other", CALLER, SELF), WireEvent.REFUSED_CLUSTER);
    }

    @Test
    void helloForAnotherStoreIsRefused() {
        refused(hello("c", CALLER, OUTCAST), WireEvent.REFUSED_STORE);
    }

    @Test
    void helloUnderThisStoresOwnNameIsRefused() {
        refused(hello("c", SELF, SELF), WireEvent.REFUSED_STORE);
    }

    @Test
    void removedStoreIsRefused() {
        refused(hello("c", OUTCAST, SELF), WireEvent.REFUSED_REMOVED);
    }

    private void refused(Hello hello, WireEvent event) {
        open();

        channel.writeInbound(frame(hello));

        assertThat(answer()).isEqualTo(Frames.REFUSED);
        assertThat(channel.isOpen()).isFalse();
        assertThat(counts.of(event)).isEqualTo(1);
    }

    @Test
    void strangeCertificateIsRefusedWhateverTheHelloSays() {
        channel.pipeline().addLast(new InboundSession(arrivals(), false));

        channel.writeInbound(hello(CALLER));

        assertThat(answer()).isEqualTo(Frames.REFUSED);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anotherProtocolIsRefused() {
        open();
        FrameWriter frame = new FrameWriter();
        frame.begin(Frames.HELLO, callersMillis).varint(Hello.PROTOCOL + 1).text("whatever comes then");

        channel.writeInbound(bytes(frame));

        assertThat(answer()).isEqualTo(Frames.REFUSED);
        assertThat(counts.of(WireEvent.REFUSED_PROTOCOL)).isEqualTo(1);
    }

    @Test
    void storeThatIsRemovedWhileConnectedIsCutOff() {
        welcome();
        removed = Set.of(OUTCAST, CALLER);

        channel.advanceTimeBy(WireSettings.DEFAULTS.pingMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void nodeOfBeforeIsWelcome() {
        open();

        channel.writeInbound(frame(hello(Hello.PROTOCOL_OF_BEFORE, "c", CALLER, SELF, SessionLives.NONE)));

        assertThat(answer()).isEqualTo(Frames.WELCOME);
        channel.writeInbound(bare(Frames.PING)); // as it has always been: without a body
        assertThat(answer()).isEqualTo(Frames.PONG);
    }

    @Test
    void helloOfALaterNodeMaySayMore() {
        open();
        FrameWriter frame = new FrameWriter();
        hello("c", CALLER, SELF).write(frame.begin(Frames.HELLO, callersMillis));
        frame.body().text("whatever comes then");

        channel.writeInbound(bytes(frame));

        assertThat(answer()).isEqualTo(Frames.WELCOME);
    }

    @Test
    void bugInADeliveryIsToldAndClosesTheConnection() {
        welcome();
        inboxThrows = Optional.of(new IllegalStateException("two and two are five"));

        channel.writeInbound(frame(read(1, 1_000)));

        assertThat(bugs).hasSize(1).first().isInstanceOf(IllegalStateException.class);
        assertThat(channel.isOpen()).isFalse();
    }

    private void open() {
        channel.freezeTime();
        channel.pipeline().addLast(new InboundSession(arrivals(), true));
    }

    private void welcome() {
        open();
        channel.writeInbound(hello(CALLER));
        assertThat(answer()).isEqualTo(Frames.WELCOME);
    }

    private void pass(long millis) {
        nowMillis += millis;
        callersMillis += millis;
    }

    private void keepAliveFor(long millis) {
        for (long left = millis; left > 0; left -= 100) {
            pass(100);
            channel.writeInbound(bare(Frames.PING));
            assertThat(answer()).isEqualTo(Frames.PONG);
        }
    }

    /** The type of the next frame that came back. */
    private int answer() {
        ByteBuf out = channel.readOutbound();
        try {
            return out.getUnsignedByte(Frames.LENGTH_BYTES + 1);
        } finally {
            out.release();
        }
    }

    private ByteBuf hello(StoreId from) {
        return frame(hello("c", from, SELF));
    }

    private static Hello hello(String cluster, StoreId from, StoreId to) {
        return hello(Hello.PROTOCOL, cluster, from, to, SessionLives.NONE);
    }

    private static Hello hello(int protocol, String cluster, StoreId from, StoreId to, SessionLives lives) {
        return new Hello(protocol, cluster, from, to, 5, 0, ENDPOINT, lives);
    }

    private ByteBuf frame(Hello hello) {
        FrameWriter frame = new FrameWriter();
        hello.write(frame.begin(Frames.HELLO, callersMillis));
        return bytes(frame);
    }

    private ByteBuf frame(Message message) {
        FrameWriter frame = new FrameWriter();
        frame.frame(message, callersMillis);
        return bytes(frame);
    }

    private ByteBuf bare(int type) {
        FrameWriter frame = new FrameWriter();
        frame.begin(type, callersMillis);
        return bytes(frame);
    }

    private static ByteBuf bytes(FrameWriter frame) {
        ByteBuf out = Unpooled.buffer();
        frame.appendTo(out);
        return out;
    }

    private static Request.Read read(int number, int timeoutMillis) {
        return new Request.Read(new RequestId(number), new Fence(1, 1), Key.of("k" + number), timeoutMillis, 0);
    }

    private Arrivals arrivals() {
        Inbox inbox = new Inbox() {
            @Override
            public void receive(StoreId from, Message message) {
                inboxThrows.ifPresent(problem -> {
                    throw problem;
                });
                assertThat(from).isEqualTo(CALLER);
                delivered.add(message);
            }

            @Override
            public void reachable(StoreId store, boolean reachable) {}
        };
        LifeControl lives = new LifeControl() {
            @Override
            public SessionLives lives(StoreId other) {
                return SessionLives.NONE;
            }

            @Override
            public void heardOfOwn(Life later) {}
        };
        RingControl ring = new RingControl() {
            @Override
            public Optional<RingState> ring() {
                Member self = new Member(SELF, "n1", "z", 1, Member.State.ACTIVE, ENDPOINT);
                return Optional.of(TestStore.ring("c", 1, List.of(self), removed));
            }

            @Override
            public Optional<Endpoint> endpointOf(StoreId store) {
                return Optional.empty();
            }

            @Override
            public void adopt(RingState next, Consumer<Adoption> then) {}
        };
        Clock clock = new Clock() {
            @Override
            public Ticks monotonic() {
                return new Ticks(nowMillis * 1_000_000);
            }

            @Override
            public WallTime wall() {
                return new WallTime(0);
            }
        };
        return new Arrivals(
                new LocalStore("c", SELF, ENDPOINT),
                WireSettings.DEFAULTS,
                List.of(channel.eventLoop()),
                inbox,
                ring,
                (store, then) -> {},
                lives,
                (hello, from) -> {},
                new Sessions(),
                clock,
                counts,
                new Complaints(),
                (thread, bug) -> bugs.add(bug));
    }
}
