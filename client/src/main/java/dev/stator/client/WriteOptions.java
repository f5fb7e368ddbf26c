package dev.stator.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a put or delete is meant.
 *
 * @param context what it replaces; without one it replaces whatever is there, as in any key-value store
 * @param contentType of a put's value; empty stands for {@code application/octet-stream}
 * @param ifMatch only if the key has this ETag
 * @param ifAbsent only if the key has no value
 * @param writeId names the write over retries by the caller; the client makes one up otherwise
 */
public record WriteOptions(
        Optional<Context> context,
        String contentType,
        Optional<String> ifMatch,
        boolean ifAbsent,
        Optional<String> writeId) {
    public static final WriteOptions PLAIN =
            new WriteOptions(Optional.empty(), "", Optional.empty(), false, Optional.empty());

    /** Refuses what could not stand in one line of a header. */
    public WriteOptions {
        requireHeaderValue("contentType", contentType);
        ifMatch.ifPresent(etag -> requireHeaderValue("ifMatch", etag));
        writeId.ifPresent(id -> requireHeaderValue("writeId", id));
    }

    private static void requireHeaderValue(String field, String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException(field + " must be printable ASCII: '" + value + "'");
        }
    }

    public WriteOptions withContext(Context seen) {
        return new WriteOptions(Optional.of(seen), contentType, ifMatch, ifAbsent, writeId);
    }

    public WriteOptions withContentType(String type) {
        return new WriteOptions(context, type, ifMatch, ifAbsent, writeId);
    }

    public WriteOptions withIfMatch(String etag) {
        return new WriteOptions(context, contentType, Optional.of(etag), ifAbsent, writeId);
    }

    public WriteOptions withIfAbsent() {
        return new WriteOptions(context, contentType, ifMatch, true, writeId);
    }

    public WriteOptions withWriteId(String id) {
        return new WriteOptions(context, contentType, ifMatch, ifAbsent, Optional.of(id));
    }

    /** As HTTP headers, names and values in turn. */
    List<String> headers(String id) {
        List<String> headers = new ArrayList<>(6);
        headers.add("stator-write-id");
        headers.add(id);
        if (!contentType.isEmpty()) {
            headers.add("content-type");
            headers.add(contentType);
        }
        context.ifPresent(seen -> {
            headers.add("stator-context");
            headers.add(seen.token());
        });
        ifMatch.ifPresent(etag -> {
            headers.add("if-match");
            headers.add(etag);
        });
        if (ifAbsent) {
            headers.add("if-none-match");
            headers.add("*");
        }
        return headers;
    }
}
