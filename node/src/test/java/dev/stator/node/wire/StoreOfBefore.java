package dev.stator.node.wire;

import dev.stator.node.tls.PemFiles;
import dev.stator.node.tls.TlsContexts;
import dev.stator.node.version.ByteSource;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.StoreId;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The accepting end as it was when hellos said nothing of lives: refuses every other protocol than the first, and knows no longer frames. */
@SuppressWarnings("FutureReturnValueIgnored")
final class StoreOfBefore implements AutoCloseable {
    final List<Integer> protocols = new CopyOnWriteArrayList<>();
    private final StoreId id;
    private final EventLoopGroup loops = Transport.best().loops(1, new DefaultThreadFactory("before", true));
    private final Channel server;

    StoreOfBefore(StoreId id, PemFiles files) {
        this.id = id;
        TlsContexts tls = new TlsContexts(Optional.empty(), files);
        this.server = new ServerBootstrap()
                .group(loops)
                .channel(Transport.best().serverChannel())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(tls.internodeServer().newHandler(channel.alloc()), new Session());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    Member member() {
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        return new Member(id, "old", "z", 100, Member.State.ACTIVE, new Endpoint("127.0.0.1", 1, port));
    }

    @Override
    public void close() {
        server.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Session extends ByteToMessageDecoder {
        private final FrameReader reader = new FrameReader(1 << 20);

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            for (ByteSource body = reader.next(in); body != null; body = reader.next(in)) {
                FrameWriter frame = new FrameWriter();
                if (reader.type() == Frames.HELLO) {
                    int protocol = body.count(100);
                    protocols.add(protocol);
                    if (protocol != 1) {
                        frame.begin(Frames.REFUSED, 0).int8(0).text("protocol " + protocol + ", this node speaks 1");
                        answer(ctx, frame).addListener(ChannelFutureListener.CLOSE);
                        return;
                    }
                    body.text(256);
                    Hello.readStore(body);
                    Hello.readStore(body);
                    long session = body.int64();
                    body.count(100);
                    body.text(256);
                    body.count(65_535);
                    body.count(65_535);
                    body.finish();
                    Hello.writeStore(id, frame.begin(Frames.WELCOME, 0));
                    frame.body().int64(session);
                    answer(ctx, frame);
                } else if (reader.type() == Frames.PING) {
                    frame.begin(Frames.PONG, 0);
                    answer(ctx, frame);
                }
            }
        }

        private ChannelFuture answer(ChannelHandlerContext ctx, FrameWriter frame) {
            ByteBuf out = Unpooled.buffer();
            frame.appendTo(out);
            return ctx.writeAndFlush(out);
        }
    }
}
