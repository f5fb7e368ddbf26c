package dev.stator.node.wire;

import dev.stator.node.message.Message;
import dev.stator.node.port.Network;
import dev.stator.ring.StoreId;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One shard's connections to the other stores, dialled when there is something to send. What a turn of the loop sends to one
 * store leaves as one write at the end of that turn: one TLS record and one system call for many messages. Requests and
 * replies alike go out here; what comes in arrives at the {@link InternodeServer}. All but the constructor on the shard's
 * loop.
 */
// A write that fails closes its channel, and handlers see that: its future says nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class PeerConnections implements Network {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final int shard;
    private final EventLoop loop;
    private final Surroundings surroundings;
    private final Bootstrap bootstrap;
    private final FrameWriter frames = new FrameWriter();
    private final Map<StoreId, Peer> peers = new HashMap<>();
    private final Set<StoreId> members = new HashSet<>();
    private final Runnable flushAll = this::flushAll;
    private List<Peer> toFlush = new ArrayList<>();
    private List<Peer> flushing = new ArrayList<>();
    private boolean isClosed;

    PeerConnections(int shard, EventLoop loop, Surroundings surroundings) {
        this.shard = shard;
        this.loop = loop;
        this.surroundings = surroundings;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(surroundings.transport().channel())
                .disableResolver()
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        surroundings.settings().dialMillis());
        loop.execute(this::tickLater);
    }

    @Override
    public void send(StoreId to, Message message) {
        if (!isClosed) {
            peer(to).send(message);
        }
    }

    private Peer peer(StoreId store) {
        Peer peer = peers.get(store);
        if (peer == null) {
            peer = new Peer(store, this);
            peers.put(store, peer);
        }
        return peer;
    }

    /** Connects to these, stays connected, and tells the node which of them can be reached. */
    void members(Collection<StoreId> stores) {
        if (isClosed) {
            return;
        }
        Set<StoreId> gone = new HashSet<>(members);
        stores.forEach(gone::remove);
        for (StoreId store : gone) {
            members.remove(store);
            peer(store).memberIs(false);
        }
        for (StoreId store : stores) {
            if (members.add(store)) {
                peer(store).memberIs(true);
            }
        }
    }

    /** That store has called here, so it lives: where a dial waits its turn, it need not. */
    void heardFrom(StoreId store) {
        Peer peer = peers.get(store);
        if (peer != null) {
            peer.wakeUp();
        }
    }

    /** Closes all connections; nothing is sent from now on. */
    void close() {
        isClosed = true;
        peers.values().forEach(Peer::close);
        peers.clear();
    }

    private void tickLater() {
        loop.schedule(this::tick, surroundings.settings().pingMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        if (!isClosed) {
            for (StoreId store : List.copyOf(peers.keySet())) {
                if (!peer(store).tick()) {
                    peers.remove(store);
                }
            }
            tickLater(); // not at a fixed rate: after a pause, pongs must have a chance to be read between two ticks
        }
    }

    void flushSoon(Peer peer) {
        if (toFlush.isEmpty()) {
            loop.execute(flushAll);
        }
        toFlush.add(peer);
    }

    private void flushAll() {
        List<Peer> now = toFlush;
        toFlush = flushing;
        flushing = now;
        for (Peer peer : now) {
            peer.flush();
        }
        now.clear();
    }

    int shard() {
        return shard;
    }

    EventLoop loop() {
        return loop;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Bootstrap bootstrap() {
        return bootstrap.clone();
    }

    ByteBufAllocator allocator() {
        return ByteBufAllocator.DEFAULT;
    }

    /** The scratch that all frames of this shard are made in. */
    FrameWriter frames() {
        return frames;
    }
}
