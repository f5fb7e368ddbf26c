package dev.stator.node.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/** A response being put together: status, headers, body. For one exchange; one loop. */
final class Answer {
    /** A longer body is sent piece by piece. */
    private static final int WHOLE_BYTES_MAX = 64 << 10;

    private final int status;
    // what goes in here was checked when it came in, or is our own
    private final HttpHeaders headers =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    private Body body = Body.EMPTY;

    Answer(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    Answer header(CharSequence name, CharSequence value) {
        headers.set(name, value);
        return this;
    }

    Answer addHeader(CharSequence name, CharSequence value) {
        headers.add(name, value);
        return this;
    }

    Answer body(byte[] bytes) {
        return body(Body.of(bytes));
    }

    /** Made only as it is sent. */
    Answer body(Body made) {
        body = made;
        return this;
    }

    int bodyBytes() {
        return body.length();
    }

    /** Is it to be sent as a {@link #head} and {@link #pieces}, rather than as a {@link #response}? */
    boolean isLong(boolean withoutBody) {
        return !withoutBody && hasLength() && body.length() > WHOLE_BYTES_MAX;
    }

    private boolean hasLength() {
        return status != 204 && status != 304;
    }

    /**
     * The response, whose body is not a copy. A HEAD request gets the length of the body and none of it, and so does a 304.
     */
    FullHttpResponse response(boolean withoutBody) {
        boolean isBare = withoutBody || !hasLength();
        ByteBuf content = isBare ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body.whole());
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), content, sized(), EmptyHttpHeaders.INSTANCE);
    }

    /** The response without its body, which follows. */
    HttpResponse head() {
        return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), sized());
    }

    BodyPieces pieces(Runnable nextTurn) {
        return new BodyPieces(body, nextTurn);
    }

    private HttpHeaders sized() {
        return hasLength() ? headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length()) : headers;
    }
}
