package dev.stator.node.http;

import dev.stator.node.port.Telemetry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one connection, or of one HTTP/2 stream, one after the other: gathers a request's body up to the limit, hands
 * it to the {@link Resources} behind the port, writes the answer. Requests that come meanwhile wait in order; when many do, reading stops.
 *
 * <p>A request that is refused is answered when that is clear, not when its body has come. The rest of the body is read and
 * thrown away, so that a client that reads only after it has sent gets to see the answer; but not for ever.
 *
 * <p>Who was told that the node is overloaded is listened to again a moment later: a client that asks again at once, however often
 * it is refused, costs little then. Larger answers count against a budget until the client has them; one that takes nothing
 * is let go ({@link SlowReader}).
 */
final class ExchangeHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ExchangeHandler.class);
    private static final int WAITING_MAX = 16;
    private static final long DISCARDED_BYTES_MAX = 64L << 20;
    private static final int LINGER_MILLIS = 2_000;
    private static final int REST_MILLIS = 100;

    private final Resources resources;
    private final Budgets budgets;
    private final int maxValueBytes;
    private final boolean isHttp2;
    private final BooleanSupplier isLeaving;
    private final DateLine date;
    private final SlowReader slowReader;
    private final Deque<Incoming> waiting = new ArrayDeque<>(2);
    private @Nullable Incoming gathering;
    private @Nullable Incoming underWay;
    private boolean isClosing;
    private boolean owesContinue;
    private boolean isEnded;
    private boolean isGoingOn;
    private boolean isResting;
    private @Nullable ChunkedWriteHandler chunks; // once there was a long answer
    private @Nullable ChannelFuture longAnswer; // the last one

    /**
     * What a node's requests and answers may hold together.
     *
     * @param unreadMillis how long a client may take nothing of an answer
     */
    record Budgets(BodyBudget bodies, BodyBudget answers, long unreadMillis) {
        static Budgets of(HttpServer.Limits limits, Telemetry telemetry) {
            return new Budgets(
                    new BodyBudget(limits.bodyBytes(), telemetry),
                    new BodyBudget(limits.answerBytes(), telemetry),
                    limits.unreadMillis());
        }
    }

    /** @param isLeaving whether the node is about to stop, so that each answer is to be the connection's last */
    ExchangeHandler(
            Resources resources,
            Budgets budgets,
            int maxValueBytes,
            boolean isHttp2,
            BooleanSupplier isLeaving,
            DateLine date) {
        this.resources = resources;
        this.budgets = budgets;
        this.slowReader = new SlowReader(budgets.unreadMillis());
        this.maxValueBytes = maxValueBytes;
        this.isHttp2 = isHttp2;
        this.isLeaving = isLeaving;
        this.date = date;
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
        Incoming next = new Incoming(head, isHttp2, budgets.bodies(), maxValueBytes);
        if (head.decoderResult().isFailure()) {
            isClosing = true; // where the next request begins is anybody's guess
            gathering = null;
            enqueue(context, next);
            return;
        }
        gathering = next;
        boolean awaitsContinue = HttpUtil.is100ContinueExpected(head);
        if (awaitsContinue && !next.isRefused()) {
            resources.refusalOf(head.method(), head.uri()).ifPresent(next::refuse);
        }
        if (next.isRefused()) {
            // who waits for our word may send the body all the same, or the next request: only closing is clear
            isClosing |= awaitsContinue || next.outstanding() > DISCARDED_BYTES_MAX;
            enqueue(context, next);
        } else if (awaitsContinue) {
            owesContinue = true;
            continueWhenDue(context);
        }
    }

    /** Not before the answers to the requests before: it would be taken for one of theirs. */
    private void continueWhenDue(ChannelHandlerContext context) {
        if (owesContinue && underWay == null && waiting.isEmpty()) {
            owesContinue = false;
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private void gather(ChannelHandlerContext context, HttpContent content) {
        Incoming current = gathering;
        if (current == null) {
            return; // what follows something that was no HTTP
        }
        owesContinue = false; // it did not wait
        boolean isEnqueued = current.isRefused();
        if (content.decoderResult().isFailure()) {
            isClosing = true;
            gathering = null;
            current.refuse(Incoming.malformed(content.decoderResult().cause()));
        } else {
            current.append(content.content());
            if (content instanceof LastHttpContent) {
                gathering = null;
            }
        }
        boolean isDue = gathering == null || current.isRefused();
        if (!isEnqueued && isDue) {
            enqueue(context, current);
        } else if (isEnqueued) {
            discarded(context, current);
        }
    }

    /** More of a refused request has come. */
    private void discarded(ChannelHandlerContext context, Incoming refused) {
        boolean isOver = !isHttp2 && isClosing && gathering == null && underWay == null && waiting.isEmpty();
        if (isOver) { // it was answered, and nothing can follow: the client closes, or its body broke off
            context.close();
        } else if (gathering == refused && refused.discarded() > DISCARDED_BYTES_MAX) {
            gathering = null;
            if (isHttp2) {
                reset(context);
            } else {
                context.close();
            }
        }
    }

    /** RFC 9113 §8.1: the answer stands, and nothing more of the request is wanted. */
    private static void reset(ChannelHandlerContext stream) {
        stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
    }

    private void enqueue(ChannelHandlerContext context, Incoming request) {
        if (isEnded) {
            request.letGo();
            return;
        }
        if (underWay != null || !waiting.isEmpty()) {
            request.waits();
        }
        waiting.add(request);
        goOn(context);
        if (waiting.size() >= WAITING_MAX) {
            context.channel().config().setAutoRead(false);
        }
    }

    /** Goes on only while the client reads: answers that nobody takes must not pile up. A loop, however many wait. */
    private void goOn(ChannelHandlerContext context) {
        if (isGoingOn) {
            return; // called from below: the loop goes on
        }
        isGoingOn = true;
        while (underWay == null && !isEnded && !isSending() && context.channel().isWritable()) {
            Incoming request = waiting.poll();
            if (request == null) {
                break;
            }
            handle(context, request);
        }
        isGoingOn = false;
        continueWhenDue(context);
        if (waiting.isEmpty() && !isResting && !context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(true);
        }
    }

    /** Reads nothing more from this client for a moment; of HTTP/2, nothing of all its streams. */
    private void rest(ChannelHandlerContext context) {
        if (isResting) {
            return;
        }
        isResting = true;
        Channel connection = isHttp2 ? context.channel().parent() : context.channel();
        connection.config().setAutoRead(false);
        context.executor()
                .schedule(
                        () -> {
                            isResting = false;
                            if (isHttp2) {
                                connection.config().setAutoRead(true);
                            } else {
                                goOn(context);
                            }
                        },
                        REST_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private void handle(ChannelHandlerContext context, Incoming request) {
        underWay = request;
        HttpMethod method = request.head().method();
        if (request.isRefused()) {
            write(context, request, Router.refusal(method, request.problem().orElseThrow()));
            return;
        }
        int waited = request.waitedMillis();
        resources.handle(method, request.head().uri(), request.head().headers(), request.body(), waited, answer -> {
            if (context.executor().inEventLoop()) {
                write(context, request, answer);
            } else {
                context.executor().execute(() -> write(context, request, answer));
            }
        });
    }

    private void write(ChannelHandlerContext context, Incoming request, Answer answer) {
        if (underWay != request) {
            throw new IllegalStateException(
                    "a request was answered twice: " + request.head().uri());
        }
        underWay = null;
        request.letGo();
        boolean isHead = request.head().method().equals(HttpMethod.HEAD);
        Answer told = affordable(request, answer);
        HttpResponse response = told.isLong(isHead) ? told.head() : told.response(isHead);
        if (answer.status() == HttpResponseStatus.SERVICE_UNAVAILABLE.code()) {
            rest(context);
        }
        response.headers().set(HttpHeaderNames.DATE, date.at(System.currentTimeMillis()));
        boolean nothingFollows = gathering == null && waiting.isEmpty(); // or a request on its way in would be lost
        boolean isLast = !isHttp2
                && (isClosing && waiting.isEmpty()
                        || isLeaving.getAsBoolean() && nothingFollows
                        || !HttpUtil.isKeepAlive(request.head()));
        if (isLast) {
            isEnded = true;
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            if (gathering == request) { // closing on a client that still sends could take the answer away from it
                linger(context, told, response);
            } else {
                transmit(context, told, response, context.newPromise()).addListener(ChannelFutureListener.CLOSE);
            }
            return;
        }
        if (!isHttp2 && !request.head().protocolVersion().isKeepAliveDefault()) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        if (isHttp2 && isClosing && gathering == request) {
            gathering = null;
            // behind the answer: its body waits for the flow controller, and a reset does not
            send(context, told, response, context.newPromise().addListener(done -> reset(context)));
        } else {
            send(context, told, response, context.voidPromise());
        }
        goOn(context);
    }

    /** Of a read whose answer is too much beside all others, that it is; what a write came to is always told. */
    private Answer affordable(Incoming request, Answer answer) {
        boolean isGet = request.head().method().equals(HttpMethod.GET);
        return !isGet || budgets.answers().hasRoomFor(answer.bodyBytes())
                ? answer
                : Problem.of(503, "overloaded", "too many bytes of answers are under way here")
                        .retryAfterSeconds(1)
                        .answer();
    }

    private void send(ChannelHandlerContext context, Answer answer, HttpResponse response, ChannelPromise promise) {
        int bytes = response instanceof FullHttpResponse whole ? whole.content().readableBytes() : answer.bodyBytes();
        if (!BodyBudget.counts(bytes)) {
            context.writeAndFlush(response, promise);
            return;
        }
        budgets.answers().takeAnyway(bytes);
        ChannelFuture written = transmit(context, answer, response, promise.unvoid());
        written.addListener(done -> budgets.answers().give(bytes));
    }

    /** All at once, or piece by piece if it is long; {@code promise} is not void. */
    private ChannelFuture transmit(
            ChannelHandlerContext context, Answer answer, HttpResponse response, ChannelPromise promise) {
        if (response instanceof FullHttpResponse) {
            ChannelFuture written = context.writeAndFlush(response, promise);
            slowReader.owes(context, written, () -> 0);
            return written;
        }
        ChunkedWriteHandler handler = chunks;
        if (handler == null) {
            handler = new ChunkedWriteHandler();
            chunks = handler;
            context.pipeline().addBefore(context.name(), null, handler);
        }
        Runnable resume = handler::resumeTransfer;
        BodyPieces pieces = answer.pieces(() -> context.executor().execute(resume));
        context.write(response, context.voidPromise());
        ChannelFuture written = context.writeAndFlush(new HttpChunkedInput(pieces), promise);
        longAnswer = written;
        written.addListener(done -> goOn(context));
        slowReader.owes(context, written, pieces::progress);
        return written;
    }

    private boolean isSending() {
        return longAnswer != null && !longAnswer.isDone();
    }

    private void linger(ChannelHandlerContext context, Answer answer, HttpResponse response) {
        transmit(context, answer, response, context.newPromise());
        context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        goOn(context);
        context.fireChannelWritabilityChanged();
    }

    /** No more requests: what is under way is answered, then the connection closes. On the channel's loop. */
    void closeGracefully(ChannelHandlerContext context) {
        isClosing = true;
        if (underWay == null && waiting.isEmpty() && gathering == null) {
            if (longAnswer != null) {
                longAnswer.addListener(ChannelFutureListener.CLOSE);
            } else {
                context.close();
            }
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
        Incoming current = gathering;
        if (current != null) {
            current.letGo();
            gathering = null;
        }
        waiting.forEach(Incoming::letGo);
        waiting.clear();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!isOfTheClient(cause)) {
            log.warn(
                    "a connection is closed after an error remote={}",
                    context.channel().remoteAddress(),
                    cause);
        }
        context.close();
    }

    /** Broken connections and broken protocol: nothing that the node's keeper could do anything about. */
    static boolean isOfTheClient(Throwable cause) {
        return cause instanceof IOException || cause instanceof DecoderException || cause instanceof Http2Exception;
    }
}
