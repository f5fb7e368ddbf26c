package dev.stator.node.wire;

import dev.stator.node.message.SessionLives;
import dev.stator.node.version.ByteSource;
import dev.stator.node.version.MalformedBytesException;
import dev.stator.ring.StoreId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The dialling end of one connection: TLS, then hello, then welcome; from then on messages go out and only pongs come back.
 * Once {@link #abandon}ed it tells its {@link Peer} nothing more. On the shard's loop.
 */
// A write that fails closes its channel, and handlers see that: its future says nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class OutboundSession extends ByteToMessageDecoder {
    /** Answers of the accepting end are small. */
    private static final int FRAME_BYTES_MAX = 4096;

    private static final String CLOSED = "closed by the other side";

    private final Hello hello;
    private final Surroundings surroundings;
    private final FrameReader reader = new FrameReader(FRAME_BYTES_MAX);
    private @Nullable Peer peer;
    private @Nullable Channel channel;

    private String problem = CLOSED;
    private boolean isOpen;
    private long inFlightBytes;
    private int unansweredPings;

    OutboundSession(Hello hello, Peer peer, Surroundings surroundings) {
        this.hello = hello;
        this.peer = peer;
        this.surroundings = surroundings;
    }

    /** Given to the channel and not yet written to the socket. */
    long inFlightBytes() {
        return inFlightBytes;
    }

    boolean isWritable() {
        return isOpen && channel != null && channel.isWritable();
    }

    /** Writes frames; takes {@code frames} over. */
    void write(ByteBuf frames) {
        if (channel == null) {
            frames.release();
            return;
        }
        int bytes = frames.readableBytes();
        inFlightBytes += bytes;
        surroundings.counts().add(WireEvent.BYTES_SENT, bytes);
        channel.writeAndFlush(frames).addListener(written -> inFlightBytes -= bytes);
    }

    /** Counts a ping that is on its way; true when too many before it were not answered. */
    boolean isSilentAtPing() {
        return ++unansweredPings > 2;
    }

    /** Closes the connection; the peer hears nothing of it. */
    void abandon() {
        peer = null;
        isOpen = false;
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        if (peer == null) { // given up before there was a channel
            ctx.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (!handshake.isSuccess()) {
                problem = "TLS: " + rootOf(handshake.cause());
                ctx.close();
            } else if (!certificate(ctx).isOfCluster(surroundings.self())) {
                surroundings.counts().count(WireEvent.REFUSED_CLUSTER);
                problem = "its certificate is not of cluster "
                        + surroundings.self().clusterId();
                ctx.close();
            } else {
                sayHello(ctx);
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    private static PeerCertificate certificate(ChannelHandlerContext ctx) {
        return PeerCertificate.of(ctx.pipeline().get(SslHandler.class).engine().getSession());
    }

    private void sayHello(ChannelHandlerContext ctx) {
        FrameWriter frame = new FrameWriter();
        hello.write(frame.begin(Frames.HELLO, surroundings.nowMillis()));
        ByteBuf out = ctx.alloc().directBuffer(frame.length());
        frame.appendTo(out);
        ChannelFuture written = ctx.writeAndFlush(out);
        written.addListener(done -> {
            if (!done.isSuccess()) {
                ctx.close();
            }
        });
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            for (ByteSource body = reader.next(in); body != null; body = reader.next(in)) {
                handle(ctx, reader.type(), body);
            }
        } catch (MalformedBytesException e) {
            surroundings.counts().count(WireEvent.CORRUPT);
            problem = String.valueOf(e.getMessage());
            in.skipBytes(in.readableBytes());
            ctx.close();
        }
    }

    private void handle(ChannelHandlerContext ctx, int type, ByteSource body) {
        if (type == Frames.PONG) {
            unansweredPings = 0;
            goesOn(ctx, Hello.readLives(body));
        } else if (type == Frames.REFUSED) {
            refused(ctx, Refusal.read(body));
        } else if (type == Frames.WELCOME && !isOpen) {
            StoreId store = Hello.readStore(body);
            if (!store.equals(hello.to()) || body.int64() != hello.session()) {
                surroundings.counts().count(WireEvent.REFUSED_STORE);
                problem = "answered by store " + store;
                ctx.close();
            } else if (goesOn(ctx, Hello.readLives(body))) {
                isOpen = true;
                if (peer != null) {
                    peer.opened(this);
                }
            }
        }
    }

    private void refused(ChannelHandlerContext ctx, Refusal refusal) {
        surroundings.counts().count(refusal.reason().event());
        problem = "refused: " + refusal.detail();
        if (refusal.reason() == Refusal.Reason.LIFE) {
            surroundings.lives().heardOfOwn(refusal.later());
        } else if (refusal.reason() == Refusal.Reason.PROTOCOL && peer != null) {
            peer.refusedProtocol();
        }
        ctx.close();
    }

    /** Is who answers, and says this, in the latest life that is known here? Else the session ends; that it is not it has been told, or is by the next hello. */
    private boolean goesOn(ChannelHandlerContext ctx, SessionLives theirs) {
        SessionLives own = surroundings.lives().lives(hello.to());
        own.news(theirs).ifPresent(surroundings.lives()::heardOfOwn);
        Optional<Refusal> refusal = Refusal.of(own, theirs);
        refusal.ifPresent(why -> {
            surroundings.counts().count(why.reason().event());
            problem = why.detail();
            ctx.close();
        });
        return refusal.isEmpty();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (peer != null && ctx.channel().isWritable()) {
            peer.writable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        Peer told = peer;
        peer = null;
        isOpen = false;
        if (told != null) {
            told.ended(this, problem);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        if (problem.equals(CLOSED)) { // else what went wrong first says more
            problem = rootOf(cause);
        }
        ctx.close();
    }

    /** What TLS wraps twice and names "general problem" has its reason at the bottom. */
    private static String rootOf(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.toString();
    }
}
