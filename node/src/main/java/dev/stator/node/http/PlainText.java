package dev.stator.node.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.charset.StandardCharsets;

/** The answer to HTTP without TLS at the port for users: a 400 in plain text, where a closed connection would be a riddle. */
final class PlainText {
    private PlainText() {}

    /** @param tls the handler of the TLS that did not come about; the answer goes past it */
    static void refuse(ChannelHandlerContext tls) {
        FullHttpResponse response = Problem.of(400, "tls-required", "this port speaks HTTPS, not HTTP")
                .ofWrite()
                .answer()
                .response(false);
        StringBuilder head =
                new StringBuilder("HTTP/1.1 ").append(response.status()).append("\r\nconnection: close\r\n");
        response.headers().forEach(header -> head.append(header.getKey())
                .append(": ")
                .append(header.getValue())
                .append("\r\n"));
        ByteBuf bytes = Unpooled.copiedBuffer(head.append("\r\n"), StandardCharsets.ISO_8859_1);
        tls.writeAndFlush(Unpooled.wrappedBuffer(bytes, response.content()));
    }
}
