package dev.stator.node.wire;

import dev.stator.node.message.Gossip;
import dev.stator.node.message.Message;
import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One other store as one shard sees it: what waits to be sent there, and the connection, if there is one.
 *
 * <pre>
 * IDLE ── something to send, or to be kept connected ──▶ DIALLING ──▶ OPEN
 *   ▲                                                     │   ▲         │
 *   └── nothing to send, and not to be kept connected ── WAITING ◀──────┘
 * </pre>
 *
 * A failed dial and a lost connection lead to WAITING and drop what was queued: whoever sent it has a deadline and retries,
 * and nobody is served by a queue for the dead. While waiting or dialling, messages queue. On the shard's loop.
 */
// A write that fails closes its channel, and handlers see that: its future says nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class Peer {
    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);

    /** What gossip and pings may wait for one peer: minutes of them, or a few tables of members. */
    private static final int URGENT_BYTES_MAX = 1 << 20;

    /** How long a close may wait to say goodbye: the other side may be gone without a word. */
    private static final int GOODBYE_MILLIS = 100;

    /** A dial that takes longer is given up when its store calls here meanwhile. */
    private static final int STUCK_MILLIS = 250;

    private enum State {
        IDLE,
        DIALLING,
        OPEN,
        WAITING
    }

    private final StoreId id;
    private final PeerConnections connections;
    private final Surroundings surroundings;
    private final WireSettings settings;
    private final Backoff backoff;

    private State state = State.IDLE;
    private boolean isMember;
    private @Nullable Boolean reported; // what the node was told last of whether this store can be reached
    private final Outbox outbox;
    private @Nullable OutboundSession session;
    private @Nullable Future<?> timer; // of the dial's end, or of the next dial
    private int dials;
    private int failures;
    private int protocol = Hello.PROTOCOL;
    private long dialledMillis;
    private long usedMillis;

    Peer(StoreId id, PeerConnections connections) {
        this.id = id;
        this.connections = connections;
        this.surroundings = connections.surroundings();
        this.settings = surroundings.settings();
        this.outbox = new Outbox(connections.allocator());
        this.backoff = new Backoff(settings.redialMillisMin(), settings.redialMillisMax());
    }

    void send(Message message) {
        long now = surroundings.nowMillis();
        usedMillis = now;
        boolean isUrgent = message instanceof Gossip;
        int room = isUrgent ? URGENT_BYTES_MAX : settings.queueBytesMax();
        long waiting = isUrgent ? outbox.urgentBytes() : queuedBytes();
        FrameWriter frames = connections.frames();
        if (waiting >= room) {
            surroundings.counts().count(WireEvent.DROPPED_QUEUE_FULL);
            return;
        }
        if (message.valueBytes() > settings.frameBytesMax()
                || frames.frame(message, now) - Frames.LENGTH_BYTES > settings.frameBytesMax()) {
            dropTooLarge(message);
            return;
        }
        if (waiting > 0 && waiting + frames.length() > room) {
            surroundings.counts().count(WireEvent.DROPPED_QUEUE_FULL);
            return;
        }
        surroundings.counts().count(WireEvent.MESSAGE_SENT);
        enqueue(frames, isUrgent);
        if (state == State.IDLE) {
            dial();
        }
    }

    private void dropTooLarge(Message message) {
        surroundings.counts().count(WireEvent.DROPPED_TOO_LARGE);
        if (surroundings.complaints().isNew(id.toString(), "too large")) {
            LOG.warn(
                    "message over the frame limit dropped store={} limitBytes={} valueBytes={}",
                    id,
                    settings.frameBytesMax(),
                    message.valueBytes());
        }
    }

    private long queuedBytes() {
        return outbox.dataBytes() + (session == null ? 0 : session.inFlightBytes());
    }

    private void enqueue(FrameWriter frames, boolean isUrgent) {
        if (outbox.isEmpty() && state == State.OPEN) {
            connections.flushSoon(this);
        }
        if (isUrgent) {
            outbox.addUrgent(frames);
        } else {
            outbox.add(frames);
        }
    }

    /** Gives what is queued to the connection, until that has enough; called once at the end of the loop's turn. */
    void flush() {
        while (session != null && session.isWritable()) {
            ByteBuf frames = outbox.next();
            if (frames == null) {
                return;
            }
            session.write(frames);
        }
    }

    /** The connection has room again. */
    void writable() {
        if (!outbox.isEmpty()) {
            connections.flushSoon(this);
        }
    }

    /** Members are kept connected, and the node is told whether they can be reached. */
    void memberIs(boolean member) {
        isMember = member;
        if (member && state == State.IDLE) {
            dial();
        } else if (member && state == State.OPEN) {
            report(true);
        }
    }

    /** The store has just called here: no use in waiting on, nor in a dial that nobody answers, perhaps to its old address. */
    void wakeUp() {
        boolean isStuck = state == State.DIALLING && surroundings.nowMillis() - dialledMillis > STUCK_MILLIS;
        if (isStuck) {
            endSession();
        }
        if (isStuck || state == State.WAITING && (isMember || !outbox.isEmpty())) {
            dial(true);
        }
    }

    private void dial() {
        dial(false);
    }

    /** @param heard the store has just called: where from is where it is */
    private void dial(boolean heard) {
        state = State.DIALLING;
        dialledMillis = surroundings.nowMillis();
        int dial = ++dials;
        startTimer(settings.dialMillis(), () -> ended("no answer in " + settings.dialMillis() + " ms"));
        Optional<Endpoint> endpoint = surroundings.endpoints().apply(id);
        if (endpoint.isEmpty()) {
            ended("no address is known");
            return;
        }
        int port = endpoint.get().internodePort();
        Optional<InetAddress> heardAt = surroundings.heardAt().apply(id);
        if (heardAt.isPresent()
                && (heard || failures % 2 == 1)) { // in turns with the name, which may be behind, or slow
            connect(new InetSocketAddress(heardAt.get(), port));
            return;
        }
        String host = endpoint.get().host();
        int turn = heardAt.isPresent() ? failures / 2 : failures;
        surroundings.names().resolve(host, connections.loop()).addListener((Future<List<InetAddress>> named) -> {
            if (state != State.DIALLING || dial != dials) {
                return;
            }
            if (named.isSuccess()) {
                List<InetAddress> addresses = named.getNow();
                connect(new InetSocketAddress(addresses.get(turn % addresses.size()), port));
            } else {
                ended("the name " + host + " leads nowhere");
            }
        });
    }

    private void connect(InetSocketAddress address) {
        LocalStore self = surroundings.self();
        Hello hello = new Hello(
                protocol,
                self.clusterId(),
                self.id(),
                id,
                ThreadLocalRandom.current().nextLong(),
                connections.shard(),
                self.endpoint(),
                surroundings.lives().lives(id));
        OutboundSession dialled = new OutboundSession(hello, this, surroundings);
        session = dialled;
        Bootstrap bootstrap = connections.bootstrap().handler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                SslHandler tls = surroundings
                        .tls()
                        .get()
                        .newHandler(channel.alloc(), address.getHostString(), address.getPort());
                tls.setCloseNotifyFlushTimeoutMillis(GOODBYE_MILLIS);
                channel.pipeline().addLast(tls, dialled);
            }
        });
        ChannelFuture connected = bootstrap.connect(address);
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                ended(dialled, String.valueOf(done.cause().getMessage()));
            }
        });
    }

    /** The handshake is done. */
    void opened(OutboundSession which) {
        if (which != session) {
            return;
        }
        state = State.OPEN;
        failures = 0;
        stopTimer();
        surroundings.counts().count(WireEvent.CONNECTED);
        surroundings.complaints().forget(id.toString());
        if (isMember) {
            LOG.info("peer connected store={} shard={}", id, connections.shard());
        }
        report(true);
        if (!outbox.isEmpty()) {
            connections.flushSoon(this);
        }
    }

    /** It is a node of before; the next dial speaks as those do, until one of its connections has been lost: who comes then may be new. */
    void refusedProtocol() {
        protocol = Hello.PROTOCOL_OF_BEFORE;
    }

    /** The dial has failed, or the connection is lost. */
    void ended(OutboundSession which, String why) {
        if (which == session) {
            ended(why);
        }
    }

    private void ended(String why) {
        boolean wasOpen = state == State.OPEN;
        surroundings.counts().count(wasOpen ? WireEvent.DISCONNECTED : WireEvent.DIAL_FAILED);
        failures = wasOpen ? 1 : failures + 1;
        protocol = wasOpen ? Hello.PROTOCOL : protocol;
        if (surroundings.complaints().isNew(id.toString(), wasOpen ? "lost" : "failed: " + why)) {
            LOG.info(
                    "peer {} store={} shard={} why=\"{}\"",
                    wasOpen ? "lost" : "not reached",
                    id,
                    connections.shard(),
                    why);
        }
        letGo();
        state = State.WAITING;
        startTimer(backoff.millis(failures, ThreadLocalRandom.current().nextDouble()), () -> {
            if (isMember || !outbox.isEmpty()) {
                dial();
            } else {
                state = State.IDLE;
            }
        });
        report(false);
    }

    /** The session is closed unheard and what was queued is dropped. */
    private void letGo() {
        endSession();
        if (!outbox.isEmpty()) {
            outbox.drop();
            surroundings.counts().count(WireEvent.DROPPED_UNREACHABLE);
        }
    }

    private void endSession() {
        stopTimer();
        OutboundSession old = session;
        session = null;
        if (old != null) {
            old.abandon();
        }
    }

    private void report(boolean reachable) {
        if (isMember && !Boolean.valueOf(reachable).equals(reported)) {
            reported = reachable;
            // later: whoever hears it may send, and we may be in the middle of a send
            connections.loop().execute(() -> surroundings.reachable().accept(id, reachable));
        }
    }

    /** Once per ping period: asks whether the other side lives. False when this peer is of no use any more. */
    boolean tick() {
        long now = surroundings.nowMillis();
        boolean isUnused = !isMember && now - usedMillis > settings.idleMillisMax();
        if (isUnused) {
            if (state == State.OPEN) {
                surroundings.counts().count(WireEvent.IDLE_CLOSED);
            }
            close();
            return false;
        }
        if (state == State.OPEN && session != null) {
            if (session.isSilentAtPing()) {
                surroundings.counts().count(WireEvent.PONG_MISSED);
                ended("two pings were not answered");
            } else {
                Hello.writeLives(
                        surroundings.lives().lives(id), connections.frames().begin(Frames.PING, now));
                enqueue(connections.frames(), true);
            }
        }
        return true;
    }

    void close() {
        letGo();
        state = State.IDLE;
    }

    private void startTimer(long millis, Runnable task) {
        stopTimer();
        timer = connections.loop().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
