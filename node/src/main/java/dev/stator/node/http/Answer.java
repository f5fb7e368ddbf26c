package dev.stator.node.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.function.Supplier;

/** A response being put together: status, headers, body. For one exchange; one loop. */
final class Answer {
    private static final byte[] EMPTY = {};

    private final int status;
    // what goes in here was checked when it came in, or is our own
    private final HttpHeaders headers =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    private Supplier<byte[]> body = () -> EMPTY;
    private int bodyBytes;

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
        body = () -> bytes;
        bodyBytes = bytes.length;
        return this;
    }

    /** Made only if it is sent. */
    Answer body(SeveralBody several) {
        body = several::bytes;
        bodyBytes = several.length();
        return this;
    }

    int bodyBytes() {
        return bodyBytes;
    }

    /**
     * The response, whose body is not a copy. A HEAD request gets the length of the body and none of it, and so does a 304.
     */
    FullHttpResponse response(boolean withoutBody) {
        HttpResponseStatus code = HttpResponseStatus.valueOf(status);
        boolean hasLength = status != 204 && status != 304;
        if (hasLength) {
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, bodyBytes);
        }
        ByteBuf content = withoutBody || !hasLength ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body.get());
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, code, content, headers, EmptyHttpHeaders.INSTANCE);
    }
}
