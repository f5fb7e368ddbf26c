package dev.stator.node.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as users get it (RFC 9457): {@code application/problem+json} with type, title, status, detail, and whatever else is
 * worth a field. Immutable.
 */
record Problem(int status, String type, String detail, Map<String, Object> fields, Map<String, String> headers) {

    /** For writes: nothing was done, and nothing will be. */
    static final String NOT_APPLIED = "not-applied";

    /** For writes: it may have been done, or still be. */
    static final String UNKNOWN = "unknown";

    static Problem of(int status, String type, String detail) {
        return new Problem(status, type, detail, Map.of(), Map.of());
    }

    Problem with(String field, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new Problem(status, type, detail, more, headers);
    }

    Problem withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(status, type, detail, fields, more);
    }

    Problem retryAfterSeconds(int seconds) {
        return withHeader("retry-after", Integer.toString(seconds));
    }

    /** Says of a write that it was not applied, unless the problem says something about that already. */
    Problem ofWrite() {
        return fields.containsKey("outcome") ? this : with("outcome", NOT_APPLIED);
    }

    Answer answer() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "https://stator.dev/problems/" + type);
        body.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
        body.put("status", status);
        body.put("detail", detail);
        body.putAll(fields);
        Answer answer =
                new Answer(status).header("content-type", Headers.PROBLEM_JSON).body(Json.bytes(body));
        headers.forEach(answer::header);
        return answer;
    }
}
