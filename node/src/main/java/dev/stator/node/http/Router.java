package dev.stator.node.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.function.Consumer;

/** Brings a whole request to the resource that its target names; what is wrong with it is answered here. Any thread. */
final class Router {
    private final KeyResource keys;
    private final RingResource ring;

    Router(KeyResource keys, RingResource ring) {
        this.keys = keys;
        this.ring = ring;
    }

    /** Answers once, now or later, on whichever loop. */
    void handle(HttpMethod method, String uri, HttpHeaders headers, byte[] body, Consumer<Answer> then) {
        try {
            Target target = Target.of(uri);
            if (target instanceof Target.OfKey key) {
                handleKey(method, key, headers, body, then);
                return;
            }
            if (!isRead(method)) {
                throw methodNotAllowed(method, "GET, HEAD");
            }
            if (target instanceof Target.OfRing ofRing) {
                then.accept(ring.ring(ofRing.withOwners()));
            } else if (target instanceof Target.OfLocation location) {
                then.accept(ring.locate(location.key()));
            } else if (target instanceof Target.OfStore) {
                then.accept(ring.store());
            } else {
                throw new IllegalStateException("no such target: " + target);
            }
        } catch (Refused e) {
            then.accept(refusal(method, e.problem()));
        }
    }

    private void handleKey(
            HttpMethod method, Target.OfKey target, HttpHeaders headers, byte[] body, Consumer<Answer> then)
            throws Refused {
        if (isRead(method)) {
            keys.get(target, headers, then);
        } else if (method.equals(HttpMethod.PUT)) {
            keys.put(target, headers, body, then);
        } else if (method.equals(HttpMethod.DELETE)) {
            keys.delete(target, headers, then);
        } else {
            throw methodNotAllowed(method, "GET, HEAD, PUT, DELETE");
        }
    }

    private static boolean isRead(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    /** Writes are told that nothing was done. */
    static Answer refusal(HttpMethod method, Problem problem) {
        return (isRead(method) ? problem : problem.ofWrite()).answer();
    }

    private static Refused methodNotAllowed(HttpMethod method, String allowed) {
        return new Refused(Problem.of(405, "method-not-allowed", method + " is not for this path")
                .withHeader("allow", allowed));
    }
}
