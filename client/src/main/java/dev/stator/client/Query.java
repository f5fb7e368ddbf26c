package dev.stator.client;

import dev.stator.ring.Key;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/**
 * One request as it is sent to whichever node, once or several times.
 *
 * @param key whose owners should get it, where it is about a key
 * @param headers names and values in turn, lower case
 */
record Query(Optional<Key> key, HttpMethod method, String path, List<String> headers, byte[] body) {
    static final byte[] NO_BODY = {};

    static Query get(String path) {
        return new Query(Optional.empty(), HttpMethod.GET, path, List.of("accept", "application/json"), NO_BODY);
    }
}
