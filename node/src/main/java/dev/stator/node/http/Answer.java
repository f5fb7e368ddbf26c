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

/** A response being put together: status, headers, body. For one exchange; one loop. */
final class Answer {
    private static final byte[] EMPTY = {};

    private final int status;
    // what goes in here was checked when it came in, or is our own
    private final HttpHeaders headers =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    private byte[] body = EMPTY;

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
        body = bytes;
        return this;
    }

    int bodyBytes() {
        return body.length;
    }

    /**
     * The response, whose body is not a copy. A HEAD request gets the length of the body and none of it, and so does a 304.
     */
    FullHttpResponse response(boolean withoutBody) {
        HttpResponseStatus code = HttpResponseStatus.valueOf(status);
        boolean hasLength = status != 204 && status != 304;
        if (hasLength) {
            headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        ByteBuf content = withoutBody || !hasLength ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, code, content, headers, EmptyHttpHeaders.INSTANCE);
    }
}
