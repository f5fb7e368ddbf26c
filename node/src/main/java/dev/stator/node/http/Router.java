package dev.stator.node.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Optional;
import java.util.function.Consumer;

/** Brings a whole request to the resource that its target names; what is wrong with it is answered here. Any thread. */
final class Router implements Resources {
    private final KeyResource keys;
    private final RingResource ring;

    Router(KeyResource keys, RingResource ring) {
        this.keys = keys;
        this.ring = ring;
    }

    @Override
    public void handle(
            HttpMethod method, String uri, HttpHeaders headers, byte[] body, int waitedMillis, Consumer<Answer> then) {
        try {
            Target target = targetOf(method, uri);
            if (target instanceof Target.OfKey key) {
                handleKey(method, key, headers, body, waitedMillis, then);
            } else if (target instanceof Target.OfRing ofRing) {
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

    @Override
    public Optional<Problem> refusalOf(HttpMethod method, String uri) {
        try {
            targetOf(method, uri);
            return Optional.empty();
        } catch (Refused e) {
            return Optional.of(e.problem());
        }
    }

    private static Target targetOf(HttpMethod method, String uri) throws Refused {
        Target target = Target.of(uri);
        boolean isKey = target instanceof Target.OfKey;
        if (!isRead(method) && !(isKey && isWrite(method))) {
            String allowed = isKey ? "GET, HEAD, PUT, DELETE" : "GET, HEAD";
            throw new Refused(Problem.of(405, "method-not-allowed", method + " is not for this path")
                    .withHeader("allow", allowed));
        }
        return target;
    }

    private void handleKey(
            HttpMethod method,
            Target.OfKey target,
            HttpHeaders headers,
            byte[] body,
            int waitedMillis,
            Consumer<Answer> then)
            throws Refused {
        int timeout = RequestOptions.timeoutMillis(headers) - waitedMillis;
        if (timeout <= 0) {
            throw new Refused(KeyResource.late());
        }
        if (isRead(method)) {
            keys.get(target, headers, timeout, then);
        } else if (method.equals(HttpMethod.PUT)) {
            keys.put(target, headers, body, timeout, then);
        } else {
            keys.delete(target, headers, timeout, then);
        }
    }

    private static boolean isRead(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private static boolean isWrite(HttpMethod method) {
        return method.equals(HttpMethod.PUT) || method.equals(HttpMethod.DELETE);
    }

    /** Writes are told that nothing was done. */
    static Answer refusal(HttpMethod method, Problem problem) {
        return (isRead(method) ? problem : problem.ofWrite()).answer();
    }
}
