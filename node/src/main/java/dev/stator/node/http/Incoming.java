package dev.stator.node.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way in: its head, as much of its body as has come, or what is wrong with it. Memory is taken as bytes arrive,
 * not as they are announced: who announces much and sends nothing holds nothing. Of one loop.
 */
final class Incoming {
    private static final int ROOM_AT_FIRST = 64 * 1024;
    private static final int HEADER_COSTS_BYTES = 32;
    private static final byte[] NO_BODY = {};

    private final HttpRequest head;
    private final BodyBudget budget;
    private final int bytesMax;
    private final long announced;
    private boolean isWaiting;
    private long waitsSince;
    private byte[] body = NO_BODY;
    private int length;
    private long discarded;
    private @Nullable Problem problem;

    /** Of a request whose head could be read; it may be refused for what the head says. */
    Incoming(HttpRequest head, boolean isHttp2, BodyBudget budget, int bytesMax) {
        this.head = head;
        this.budget = budget;
        this.bytesMax = bytesMax;
        this.announced = head.decoderResult().isFailure() ? 0 : HttpUtil.getContentLength(head, 0L);
        if (head.decoderResult().isFailure()) {
            refuse(malformed(head.decoderResult().cause()));
        } else if (isHttp2 && head.uri().length() > HttpServer.TARGET_MAX_BYTES) {
            refuse(targetTooLong("the target has more than " + HttpServer.TARGET_MAX_BYTES + " characters"));
        } else if (isHttp2 && headersBytes() > HttpServer.HEADERS_MAX_BYTES) {
            refuse(headersTooLarge("the headers have more than " + HttpServer.HEADERS_MAX_BYTES + " bytes"));
        } else if (announced > bytesMax) {
            refuse(tooLarge(announced));
        } else if (!isHttp2 && !hasOneHost()) {
            refuse(Problem.of(400, "bad-request", "a request of HTTP/1.1 has exactly one Host"));
        } else if (expectsTheUnknown()) {
            refuse(Problem.of(417, "expectation-failed", "of the expectations there is 100-continue alone"));
        } else if (hasUnknownCoding()) {
            refuse(Problem.of(501, "transfer-coding", "of the transfer codings there is chunked alone"));
        } else if (announced > 0) {
            makeRoom((int) Math.min(announced, ROOM_AT_FIRST));
        }
    }

    /** As HTTP/2 counts them (RFC 9113 §6.5.2); of HTTP/1.1 the decoder has counted. */
    private long headersBytes() {
        long bytes = 0;
        Iterator<Map.Entry<CharSequence, CharSequence>> headers = head.headers().iteratorCharSequence();
        while (headers.hasNext()) {
            Map.Entry<CharSequence, CharSequence> header = headers.next();
            bytes += header.getKey().length() + header.getValue().length() + HEADER_COSTS_BYTES;
        }
        return bytes;
    }

    /** RFC 9112 §3.2; HTTP/1.0 did not know it. */
    private boolean hasOneHost() {
        Iterator<? extends CharSequence> hosts = head.headers().valueCharSequenceIterator(HttpHeaderNames.HOST);
        if (!hosts.hasNext()) {
            return !head.protocolVersion().equals(HttpVersion.HTTP_1_1);
        }
        hosts.next();
        return !hosts.hasNext();
    }

    /** RFC 9110 §10.1.1; HTTP/1.0 did not know it. */
    private boolean expectsTheUnknown() {
        String expected = head.headers().get(HttpHeaderNames.EXPECT);
        return expected != null
                && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expected.strip())
                && !head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }

    /** RFC 9112 §6.1: what else was done to the bytes would be taken for the value. */
    private boolean hasUnknownCoding() {
        Iterator<? extends CharSequence> codings =
                head.headers().valueCharSequenceIterator(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.hasNext()
                && !(HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.next()) && !codings.hasNext());
    }

    HttpRequest head() {
        return head;
    }

    Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    boolean isRefused() {
        return problem != null;
    }

    /** More of the body; where the request is refused, or is now, it is only counted. */
    void append(ByteBuf bytes) {
        int more = bytes.readableBytes();
        if (problem == null && more > 0) {
            if (more > bytesMax - length) {
                refuse(tooLarge((long) length + more));
            } else if (length + more <= body.length || makeRoom(length + more)) {
                bytes.readBytes(body, length, more);
                length += more;
                return;
            }
        }
        discarded += more;
    }

    /** Doubles, up to what was announced, so that a body is copied once at most. */
    private boolean makeRoom(int needed) {
        int limit = announced > 0 ? (int) Math.max(announced, needed) : bytesMax;
        int room = Math.min(limit, Math.max(needed, 2 * body.length));
        if (!budget.take(room)) {
            refuse(Problem.of(503, "overloaded", "too many bytes of values are under way here")
                    .retryAfterSeconds(1));
            return false;
        }
        budget.give(body.length);
        body = Arrays.copyOf(body, room);
        return true;
    }

    /** All of it has come, and it waits for its turn: its time runs. */
    void waits() {
        waitsSince = System.nanoTime();
        isWaiting = true;
    }

    int waitedMillis() {
        return isWaiting ? (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - waitsSince) : 0;
    }

    /** It will not be carried out, for this reason; what there is of its body is let go. */
    void refuse(Problem why) {
        problem = why;
        letGo();
    }

    /** Gives the memory of the body back; once more does nothing. */
    void letGo() {
        budget.give(body.length);
        body = NO_BODY;
        length = 0;
    }

    byte[] body() {
        return length == body.length ? body : Arrays.copyOf(body, length);
    }

    /** Bytes that came after the refusal. */
    long discarded() {
        return discarded;
    }

    /** What the head promised and has not come yet, of a refused request. */
    long outstanding() {
        return announced - discarded;
    }

    private Problem tooLarge(long bytes) {
        return Problem.of(
                413,
                "value-too-large",
                "a body has at most " + bytesMax + " bytes here, this one has at least " + bytes);
    }

    private static Problem headersTooLarge(String reason) {
        return Problem.of(431, "headers-too-large", reason);
    }

    private static Problem targetTooLong(String reason) {
        return Problem.of(414, "target-too-long", reason);
    }

    /** Whatever such a request wanted, it was not done: it says so, as if it was a write. */
    static Problem malformed(Throwable cause) {
        String reason = String.valueOf(cause.getMessage());
        Problem problem = cause instanceof TooLongHttpHeaderException
                ? headersTooLarge(reason)
                : cause instanceof TooLongHttpLineException
                        ? targetTooLong(reason)
                        : Problem.of(400, "bad-request", "this is not HTTP: " + reason);
        return problem.ofWrite();
    }
}
