package dev.stator.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The last handler of a connection: one request at a time, its answer put together and handed to who asked. Used on the
 * connection's loop alone.
 */
final class Exchange extends SimpleChannelInboundHandler<HttpObject> {
    /** More than the largest answer there can be: 64 MiB of siblings, in base64. */
    private static final int ANSWER_BYTES_MAX = 128 << 20;

    /** How an exchange ends, told once. */
    interface Listener {
        void answered(Answer answer, boolean isReusable);

        void broken(String reason);
    }

    private @Nullable Listener listener;
    private @Nullable HttpResponse response;
    private byte[] body = Query.NO_BODY;
    private int length;

    void send(ChannelHandlerContext connection, DefaultFullHttpRequest request, Listener newListener) {
        if (listener != null) {
            throw new IllegalStateException("a request is under way on " + connection.channel());
        }
        listener = newListener;
        var unused = connection.writeAndFlush(request).addListener(written -> {
            if (!written.isSuccess()) {
                close(connection);
            }
        });
    }

    /** Nobody waits for the answer any more: the connection goes, since HTTP/1.1 knows no other way to say so. */
    void abandon(ChannelHandlerContext connection) {
        listener = null;
        close(connection);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext connection, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            fail(
                    connection,
                    "an answer that is no HTTP: " + part.decoderResult().cause().getMessage());
            return;
        }
        if (part instanceof HttpResponse head) {
            response = head.status().code() < 200 ? null : head;
            length = 0;
            long announced = HttpUtil.getContentLength(head, 0L);
            body = announced > 0 && announced <= ANSWER_BYTES_MAX ? new byte[(int) announced] : Query.NO_BODY;
        }
        if (part instanceof HttpContent content && response != null) {
            int more = content.content().readableBytes();
            if (more > ANSWER_BYTES_MAX - length) {
                fail(connection, "an answer of more than " + ANSWER_BYTES_MAX + " bytes");
                return;
            }
            if (length + more > body.length) {
                body = Arrays.copyOf(body, Math.max(length + more, (int) Math.min(ANSWER_BYTES_MAX, body.length * 2L)));
            }
            content.content().readBytes(body, length, more);
            length += more;
            if (part instanceof LastHttpContent) {
                finish(connection, response);
            }
        }
    }

    private void finish(ChannelHandlerContext connection, HttpResponse head) {
        HttpHeaders headers = head.headers();
        boolean isReusable = !headers.contains(HttpHeaderNames.CONNECTION) || HttpUtil.isKeepAlive(head);
        byte[] whole = length == body.length ? body : Arrays.copyOf(body, length);
        Optional<Listener> waiting = done();
        if (!isReusable || waiting.isEmpty()) { // an answer that nobody asked for: the two sides have lost each other
            close(connection);
        }
        waiting.ifPresent(l -> l.answered(new Answer(head.status().code(), headers, whole), isReusable));
    }

    private Optional<Listener> done() {
        Optional<Listener> waiting = Optional.ofNullable(listener);
        listener = null;
        response = null;
        body = Query.NO_BODY;
        return waiting;
    }

    private void fail(ChannelHandlerContext connection, String reason) {
        Optional<Listener> waiting = done();
        close(connection);
        waiting.ifPresent(l -> l.broken(reason));
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        done().ifPresent(l -> l.broken("the connection was closed"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
        if (cause instanceof IOException || listener == null) {
            close(connection);
        } else {
            fail(connection, cause.toString());
        }
    }

    /** channelInactive follows, and tells who still listens. */
    private static void close(ChannelHandlerContext connection) {
        var unused = connection.close();
    }
}
