package dev.stator.node.wire;

import dev.stator.node.kernel.RingControl;
import dev.stator.node.kernel.RollbackControl;
import dev.stator.ring.RingFormatException;
import dev.stator.ring.RingState;
import dev.stator.ring.RingStateCodec;
import dev.stator.ring.StoreId;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;

/**
 * The ring API of the internode port, for whoever shows the operator's certificate. Errors are problem+json.
 *
 * <ul>
 *   <li>{@code GET /v1/ring} answers the ring that this node has, in {@link RingStateCodec}'s bytes; {@code PUT /v1/ring} publishes one.
 *   <li>{@code PUT /v1/accept-rollback} with the id of this node's store, which must be in doubt: it goes on as it is. The process ends
 *       with its answer, to begin anew.
 * </ul>
 */
// A write that fails closes its channel, and handlers see that: its future says nothing more.
@SuppressWarnings("FutureReturnValueIgnored")
final class RingApi extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String RING = "/v1/ring";
    private static final String ROLLBACK = "/v1/accept-rollback";
    private static final String BINARY = "application/octet-stream";
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    private final boolean isOperator;
    private final Arrivals arrivals;

    /** @param isOperator whether the caller's certificate is the operator's of this cluster; else all is forbidden */
    RingApi(boolean isOperator, Arrivals arrivals) {
        this.isOperator = isOperator;
        this.arrivals = arrivals;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        boolean keepAlive =
                HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
        if (!request.decoderResult().isSuccess()) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST, "not an HTTP request", false);
        } else if (!isOperator) {
            refuse(
                    ctx,
                    HttpResponseStatus.FORBIDDEN,
                    "needs a client certificate of " + arrivals.self().operatorUri(),
                    false);
        } else {
            byte[] body = ByteBufUtil.getBytes(request.content());
            switch (new QueryStringDecoder(request.uri()).path()) {
                case RING -> ring(ctx, request.method(), body, keepAlive);
                case ROLLBACK -> rollback(ctx, request.method(), body, keepAlive);
                default ->
                    refuse(ctx, HttpResponseStatus.NOT_FOUND, "here is only " + RING + " and " + ROLLBACK, keepAlive);
            }
        }
    }

    private void ring(ChannelHandlerContext ctx, HttpMethod method, byte[] body, boolean keepAlive) {
        if (method.equals(HttpMethod.GET)) {
            get(ctx, keepAlive);
        } else if (method.equals(HttpMethod.PUT)) {
            put(ctx, body, keepAlive);
        } else {
            notAllowed(ctx, "GET, PUT", method, keepAlive);
        }
    }

    private static void notAllowed(ChannelHandlerContext ctx, String allowed, HttpMethod method, boolean keepAlive) {
        FullHttpResponse response = problem(HttpResponseStatus.METHOD_NOT_ALLOWED, allowed + ", not " + method);
        response.headers().set(HttpHeaderNames.ALLOW, allowed);
        answer(ctx, response, keepAlive);
    }

    private void get(ChannelHandlerContext ctx, boolean keepAlive) {
        arrivals.ring()
                .ring()
                .ifPresentOrElse(
                        ring -> answer(
                                ctx, response(HttpResponseStatus.OK, BINARY, RingStateCodec.encode(ring)), keepAlive),
                        () -> refuse(ctx, HttpResponseStatus.NOT_FOUND, "this node has no ring yet", keepAlive));
    }

    private void put(ChannelHandlerContext ctx, byte[] body, boolean keepAlive) {
        RingState ring;
        try {
            ring = RingStateCodec.decode(body);
        } catch (RingFormatException e) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()), keepAlive);
            return;
        }
        arrivals.ring().adopt(ring, adoption -> ctx.executor().execute(() -> adopted(ctx, adoption, keepAlive)));
    }

    private static void adopted(ChannelHandlerContext ctx, RingControl.Adoption adoption, boolean keepAlive) {
        if (adoption instanceof RingControl.Adoption.Adopted adopted) {
            answer(ctx, response(HttpResponseStatus.OK, JSON, bytes("{\"epoch\":" + adopted.epoch() + "}")), keepAlive);
        } else if (adoption instanceof RingControl.Adoption.Refused refused) {
            refuse(ctx, HttpResponseStatus.CONFLICT, refused.reason(), keepAlive);
        } else {
            throw new IllegalStateException("no such adoption: " + adoption);
        }
    }

    private void rollback(ChannelHandlerContext ctx, HttpMethod method, byte[] body, boolean keepAlive) {
        if (!method.equals(HttpMethod.PUT)) {
            notAllowed(ctx, "PUT", method, keepAlive);
            return;
        }
        StoreId store;
        try {
            store = StoreId.parse(new String(body, StandardCharsets.US_ASCII).strip());
        } catch (IllegalArgumentException e) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST, "the body is to be the id of this node's store", keepAlive);
            return;
        }
        arrivals.rollback()
                .accept(store, acceptance -> ctx.executor().execute(() -> accepted(ctx, acceptance, keepAlive)));
    }

    private static void accepted(ChannelHandlerContext ctx, RollbackControl.Acceptance acceptance, boolean keepAlive) {
        if (acceptance instanceof RollbackControl.Acceptance.Accepted accepted) {
            FullHttpResponse response = response(HttpResponseStatus.NO_CONTENT, JSON, new byte[0]);
            HttpUtil.setKeepAlive(response, false);
            ctx.writeAndFlush(response)
                    .addListener(done -> accepted.beginAnew().run()); // also where nobody waits for the answer
        } else if (acceptance instanceof RollbackControl.Acceptance.Refused refused) {
            refuse(ctx, HttpResponseStatus.CONFLICT, refused.reason(), keepAlive);
        } else {
            throw new IllegalStateException("no such acceptance: " + acceptance);
        }
    }

    private static void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, String detail, boolean keepAlive) {
        answer(ctx, problem(status, detail), keepAlive);
    }

    private static FullHttpResponse problem(HttpResponseStatus status, String detail) {
        String json = "{\"type\":\"about:blank\",\"title\":" + quoted(status.reasonPhrase()) + ",\"status\":"
                + status.code() + ",\"detail\":" + quoted(detail) + "}";
        return response(status, PROBLEM, bytes(json));
    }

    /** As a JSON string; of controls and what lies beyond ASCII only the code is written. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static FullHttpResponse response(HttpResponseStatus status, String type, byte[] body) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type).setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        return response;
    }

    private static void answer(ChannelHandlerContext ctx, FullHttpResponse response, boolean keepAlive) {
        HttpUtil.setKeepAlive(response, keepAlive);
        var written = ctx.writeAndFlush(response);
        if (!keepAlive) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        InternodeServer.closeOn(cause, ctx, arrivals);
    }
}
