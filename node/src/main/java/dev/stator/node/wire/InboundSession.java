package dev.stator.node.wire;

import dev.stator.node.message.Message;
import dev.stator.node.message.SessionLives;
import dev.stator.node.version.ByteSource;
import dev.stator.node.version.MalformedBytesException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accepting end of one connection, behind TLS.
 *
 * <ol>
 *   <li>The caller says hello. Another cluster, another store, a removed store, a life of which the later one is known, or a strange
 *       certificate: refused, with the reason, and closed.
 *   <li>The connection moves to the loop of the shard that the caller speaks for, so that its messages need no hop: the same
 *       number of shards at both ends makes it the shard of their keys, and of the requests that replies are for.
 *   <li>Welcome. From now on messages come in, and only pongs go out. With each ping lives are compared again: news of a later one may
 *       have come meanwhile, and who had only just started has claimed one by now.
 * </ol>
 *
 * What is older than a message may be is dropped, and so is the whole connection when nothing of it was read for as long
 * (PROTOCOL rule 15): callers ping every second, so either it is dead, or this process stood still and what has piled up says
 * nothing about now.
 */
// A write that fails closes its channel, and handlers see that: its future says nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class InboundSession extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(InboundSession.class);

    private final Arrivals arrivals;
    private final boolean isCertified;
    private final FrameReader reader;
    private final SessionAge age = new SessionAge();
    private @Nullable Hello caller;
    private long readMillis;
    private boolean isOver;

    /** @param isCertified whether the caller's certificate is one of this cluster */
    InboundSession(Arrivals arrivals, boolean isCertified) {
        this.arrivals = arrivals;
        this.isCertified = isCertified;
        this.reader = new FrameReader(arrivals.settings().frameBytesMax());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        readMillis = arrivals.nowMillis();
        tickLater(ctx);
    }

    private void tickLater(ChannelHandlerContext ctx) {
        ctx.channel().eventLoop().schedule(() -> tick(ctx), arrivals.settings().pingMillis(), TimeUnit.MILLISECONDS);
    }

    private void tick(ChannelHandlerContext ctx) {
        if (isOver || ctx.isRemoved()) {
            return;
        }
        Hello from = caller;
        if (arrivals.nowMillis() - readMillis > arrivals.settings().ageMillisMax()) {
            closeUnread(ctx);
        } else if (from != null && arrivals.removed().contains(from.from())) {
            arrivals.counts().count(WireEvent.REFUSED_REMOVED);
            close(ctx);
        } else {
            tickLater(ctx);
        }
    }

    private void closeUnread(ChannelHandlerContext ctx) {
        arrivals.counts().count(WireEvent.SESSION_LAGGED);
        close(ctx);
    }

    private void close(ChannelHandlerContext ctx) {
        isOver = true;
        ctx.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        long now = arrivals.nowMillis();
        if (isOver) {
            ReferenceCountUtil.release(message);
        } else if (now - readMillis > arrivals.settings().ageMillisMax()) {
            ReferenceCountUtil.release(message);
            closeUnread(ctx);
        } else {
            readMillis = now;
            super.channelRead(ctx, message);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            ByteSource body = isOver ? null : reader.next(in);
            while (body != null) {
                handle(ctx, body);
                body = isOver ? null : reader.next(in);
            }
        } catch (MalformedBytesException e) {
            arrivals.counts().count(WireEvent.CORRUPT);
            LOG.warn(
                    "internode connection closed from={} why=\"{}\"",
                    ctx.channel().remoteAddress(),
                    e.getMessage());
            close(ctx);
        }
        if (isOver) {
            in.skipBytes(in.readableBytes());
        }
    }

    private void handle(ChannelHandlerContext ctx, ByteSource body) {
        int type = reader.type();
        Hello from = caller;
        if (from == null) {
            if (type != Frames.HELLO) {
                throw new MalformedBytesException("a frame of type " + type + " before any hello");
            }
            greet(ctx, body);
            return;
        }
        long ageMillis = age.of(reader.stampMillis(), readMillis);
        if (type == Frames.PING) {
            pong(ctx, from, Hello.readLives(body));
        } else if (MessageCodec.isData(type) && ageMillis > arrivals.settings().ageMillisMax()) {
            arrivals.counts().count(WireEvent.DROPPED_OLD);
        } else {
            deliver(from, type, ageMillis, body);
        }
    }

    private void pong(ChannelHandlerContext ctx, Hello from, SessionLives theirs) {
        SessionLives own = arrivals.lives().lives(from.from());
        own.news(theirs).ifPresent(arrivals.lives()::heardOfOwn);
        Optional<Refusal> refusal = Refusal.of(own, theirs);
        if (refusal.isPresent()) {
            refuse(ctx, from.from().toString(), refusal.get());
            return;
        }
        FrameWriter pong = new FrameWriter();
        Hello.writeLives(own, pong.begin(Frames.PONG, arrivals.nowMillis()));
        answer(ctx, pong);
    }

    private void deliver(Hello from, int type, long ageMillis, ByteSource body) {
        Message message;
        try {
            message = MessageCodec.read(type, body);
        } catch (MalformedBytesException e) { // the frame is whole: another version's, or a bug's
            arrivals.counts().count(WireEvent.MALFORMED);
            if (arrivals.complaints().isNew(from.from().toString(), "malformed " + type)) {
                LOG.warn("message not understood store={} type={} why=\"{}\"", from.from(), type, e.getMessage());
            }
            return;
        }
        Message inTime = Freshness.after(ageMillis, message);
        if (inTime == null) {
            arrivals.counts().count(WireEvent.DROPPED_LATE);
        } else {
            arrivals.counts().count(WireEvent.MESSAGE_RECEIVED);
            arrivals.inbox().receive(from.from(), inTime);
        }
    }

    private void greet(ChannelHandlerContext ctx, ByteSource body) {
        Hello hello;
        SessionLives own;
        Optional<Refusal> refusal;
        try {
            hello = Hello.read(body);
            own = arrivals.lives().lives(hello.from());
            refusal = isCertified
                    ? Refusal.of(hello, arrivals.self(), arrivals.removed(), own)
                    : Optional.of(new Refusal(
                            Refusal.Reason.CERTIFICATE,
                            "the certificate is not of cluster "
                                    + arrivals.self().clusterId()));
        } catch (MalformedBytesException e) {
            refuse(ctx, "?", new Refusal(Refusal.Reason.PROTOCOL, String.valueOf(e.getMessage())));
            return;
        }
        if (refusal.isEmpty() || refusal.get().reason() == Refusal.Reason.LIFE) { // it is who it says
            own.news(hello.lives()).ifPresent(arrivals.lives()::heardOfOwn);
        }
        if (refusal.isPresent()) {
            refuse(ctx, hello.from().toString(), refusal.get());
            return;
        }
        age.of(reader.stampMillis(), readMillis);
        caller = hello;
        Channel channel = ctx.channel();
        EventLoop home = arrivals.loops().get(hello.shard() % arrivals.loops().size());
        if (home == channel.eventLoop()) {
            welcome(ctx, hello);
            return;
        }
        channel.config().setAutoRead(false); // the caller is silent until the welcome: nothing is between two loops
        channel.deregister().addListener(left -> home.register(channel).addListener(arrived -> {
            if (arrived.isSuccess()) {
                welcome(ctx, hello);
                channel.config().setAutoRead(true);
                tickLater(ctx);
            } else {
                channel.close();
            }
        }));
    }

    private void refuse(ChannelHandlerContext ctx, String who, Refusal refusal) {
        isOver = true;
        arrivals.counts().count(refusal.reason().event());
        if (arrivals.complaints().isNew(who, "refused " + refusal)) {
            LOG.warn(
                    "session refused store={} from={} why=\"{}\"",
                    who,
                    ctx.channel().remoteAddress(),
                    refusal.detail());
        }
        FrameWriter frame = new FrameWriter();
        refusal.write(frame.begin(Frames.REFUSED, arrivals.nowMillis()));
        answer(ctx, frame).addListener(ChannelFutureListener.CLOSE);
    }

    private void welcome(ChannelHandlerContext ctx, Hello hello) {
        arrivals.sessions().opened(hello.from(), hello.shard(), ctx.channel());
        FrameWriter frame = new FrameWriter();
        Hello.writeStore(arrivals.self().id(), frame.begin(Frames.WELCOME, arrivals.nowMillis()));
        frame.body().int64(hello.session());
        Hello.writeLives(arrivals.lives().lives(hello.from()), frame.body());
        answer(ctx, frame);
        arrivals.callers().called(hello, ctx.channel().remoteAddress());
    }

    private static ChannelFuture answer(ChannelHandlerContext ctx, FrameWriter frame) {
        ByteBuf out = ctx.alloc().directBuffer(frame.length());
        frame.appendTo(out);
        return ctx.writeAndFlush(out);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        isOver = true;
        Hello from = caller;
        if (from != null) {
            arrivals.sessions().closed(from.from(), from.shard(), ctx.channel());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        InternodeServer.closeOn(cause, ctx, arrivals);
    }
}
