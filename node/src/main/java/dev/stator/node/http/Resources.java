package dev.stator.node.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Optional;
import java.util.function.Consumer;

/** What stands behind a port: answers whole requests, and says early what is not worth sending. Any thread. */
interface Resources {
    /**
     * Answers once, now or later, on whichever loop.
     *
     * @param waitedMillis how much of the request's time has gone already
     */
    void handle(
            HttpMethod method, String uri, HttpHeaders headers, byte[] body, int waitedMillis, Consumer<Answer> then);

    /** What can be said against a request before its body is there. */
    Optional<Problem> refusalOf(HttpMethod method, String uri);
}
