package dev.stator.node.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one connection, or of one HTTP/2 stream, one after the other: gathers a request's body up to the limit, hands
 * it to the router, writes the answer. Requests that come meanwhile wait in order; when many do, reading stops.
 */
final class ExchangeHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ExchangeHandler.class);
    private static final int WAITING_MAX = 16;
    private static final long DRAINED_MAX = 64L << 20;
    private static final byte[] NO_BODY = {};

    /** A request without its body, or with all of it. */
    private static final class Gathering {
        private final HttpRequest head;
        private byte[] body = NO_BODY;
        private int length;
        private @Nullable Problem problem;
        private long drained;

        Gathering(HttpRequest head) {
            this.head = head;
        }

        byte[] wholeBody() {
            return length == body.length ? body : Arrays.copyOf(body, length);
        }
    }

    private final Router router;
    private final BodyBudget budget;
    private final int maxValueBytes;
    private final boolean isHttp2;
    private final BooleanSupplier isLeaving;
    private final Deque<Gathering> waiting = new ArrayDeque<>(2);
    private @Nullable Gathering gathering;
    private @Nullable Gathering underWay;
    private boolean isClosing;

    /** @param isLeaving whether the node is about to stop, so that each answer is to be the connection's last */
    ExchangeHandler(Router router, BodyBudget budget, int maxValueBytes, boolean isHttp2, BooleanSupplier isLeaving) {
        this.router = router;
        this.budget = budget;
        this.maxValueBytes = maxValueBytes;
        this.isHttp2 = isHttp2;
        this.isLeaving = isLeaving;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpRequest head) {
                begin(context, head);
            }
            if (message instanceof HttpContent content) {
                gather(context, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest head) {
        Gathering next = new Gathering(head);
        gathering = next;
        if (head.decoderResult().isFailure()) {
            next.problem = malformed(head.decoderResult().cause());
            isClosing = true; // where the next request begins is anybody's guess
            complete(context, next);
            return;
        }
        long announced = HttpUtil.getContentLength(head, 0L);
        if (announced > maxValueBytes) {
            next.problem = tooLarge(announced);
        } else if (!budget.take(announced)) {
            next.problem = overloaded();
        } else {
            next.body = announced == 0 ? NO_BODY : new byte[(int) announced];
        }
        if (HttpUtil.is100ContinueExpected(head) && next.problem == null) {
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        } else if (HttpUtil.is100ContinueExpected(head)) {
            isClosing = true; // the client may send the body all the same, or the next request: only closing is clear
            complete(context, next);
        }
    }

    private static Problem malformed(@Nullable Throwable cause) {
        String reason = String.valueOf(cause == null ? "" : cause.getMessage());
        if (cause instanceof io.netty.handler.codec.http.TooLongHttpHeaderException) {
            return Problem.of(431, "headers-too-large", reason);
        }
        if (cause instanceof io.netty.handler.codec.http.TooLongHttpLineException) {
            return Problem.of(414, "target-too-long", reason);
        }
        return Problem.of(400, "bad-request", "this is not HTTP: " + reason);
    }

    private Problem tooLarge(long length) {
        return Problem.of(
                413,
                "value-too-large",
                "a value has at most " + maxValueBytes + " bytes, this one has at least " + length);
    }

    private static Problem overloaded() {
        return Problem.of(503, "overloaded", "too many bytes of values are under way here")
                .retryAfterSeconds(1);
    }

    private void gather(ChannelHandlerContext context, HttpContent content) {
        Gathering current = gathering;
        if (current == null) {
            return; // the rest of a request that has been answered already
        }
        if (content.decoderResult().isFailure()) {
            current.problem = malformed(content.decoderResult().cause());
            isClosing = true;
            complete(context, current);
            return;
        }
        int more = content.content().readableBytes();
        if (current.problem != null) {
            drain(context, current, more);
        } else if (more > 0) {
            append(current, content, more);
        }
        if (content instanceof LastHttpContent && gathering == current) {
            complete(context, current);
        }
    }

    private void append(Gathering current, HttpContent content, int more) {
        int length = current.length + more;
        if (length > maxValueBytes) {
            current.problem = tooLarge(length);
            return;
        }
        if (length > current.body.length) { // no length was announced
            int room = Math.min(maxValueBytes, Math.max(length, 2 * current.body.length));
            if (!budget.take(room)) {
                current.problem = overloaded();
                return;
            }
            budget.give(current.body.length);
            current.body = Arrays.copyOf(current.body, room);
        }
        content.content().readBytes(current.body, current.length, more);
        current.length = length;
    }

    /** What is refused is read to its end, so that the client gets to read the answer; but not for ever. */
    private void drain(ChannelHandlerContext context, Gathering current, int more) {
        current.drained += more;
        if (current.drained > DRAINED_MAX) {
            isClosing = true;
            complete(context, current);
        }
    }

    private void complete(ChannelHandlerContext context, Gathering request) {
        gathering = null;
        if (underWay == null && waiting.isEmpty()) {
            handle(context, request);
        } else {
            waiting.add(request);
            if (waiting.size() >= WAITING_MAX) {
                context.channel().config().setAutoRead(false);
            }
        }
    }

    private void handle(ChannelHandlerContext context, Gathering request) {
        underWay = request;
        HttpMethod method = request.head.method();
        Problem problem = request.problem;
        if (problem != null) {
            write(context, request, Router.refusal(method, problem));
            return;
        }
        router.handle(method, request.head.uri(), request.head.headers(), request.wholeBody(), answer -> {
            if (context.executor().inEventLoop()) {
                write(context, request, answer);
            } else {
                context.executor().execute(() -> write(context, request, answer));
            }
        });
    }

    private void write(ChannelHandlerContext context, Gathering request, Answer answer) {
        if (underWay != request) {
            throw new IllegalStateException("a request was answered twice: " + request.head.uri());
        }
        underWay = null;
        budget.give(request.body.length);
        boolean isHead = request.head.method().equals(HttpMethod.HEAD);
        FullHttpResponse response = answer.response(isHead);
        boolean nothingFollows = gathering == null && waiting.isEmpty(); // or a request on its way in would be lost
        boolean isLast = !isHttp2
                && (isClosing && waiting.isEmpty()
                        || isLeaving.getAsBoolean() && nothingFollows
                        || !HttpUtil.isKeepAlive(request.head));
        if (isLast) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        if (!isHttp2 && !request.head.protocolVersion().isKeepAliveDefault()) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        context.writeAndFlush(response, context.voidPromise());
        next(context);
    }

    /** Goes on only while the client reads: answers that nobody takes must not pile up. */
    private void next(ChannelHandlerContext context) {
        if (underWay == null && context.channel().isWritable()) {
            Gathering request = waiting.poll();
            if (request != null) {
                handle(context, request);
            } else if (!context.channel().config().isAutoRead()) {
                context.channel().config().setAutoRead(true);
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        next(context);
        context.fireChannelWritabilityChanged();
    }

    /** No more requests: what is under way is answered, then the connection closes. On the channel's loop. */
    void closeGracefully(ChannelHandlerContext context) {
        isClosing = true;
        if (underWay == null && waiting.isEmpty() && gathering == null) {
            context.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == HttpServer.CLOSE_GRACEFULLY) {
            closeGracefully(context);
        } else if (event instanceof IdleStateEvent) {
            if (underWay == null) {
                context.close();
            }
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Gathering current = gathering;
        if (current != null) {
            budget.give(current.body.length);
            gathering = null;
        }
        waiting.forEach(request -> budget.give(request.body.length));
        waiting.clear();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            log.warn(
                    "a connection is closed after an error remote={}",
                    context.channel().remoteAddress(),
                    cause);
        }
        context.close();
    }
}
