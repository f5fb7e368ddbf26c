package dev.stator.node.http;

import dev.stator.ring.Key;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a request's target names. Keys are the rest of the path, percent-decoded exactly once and otherwise untouched: a slash, a
 * dot or a plus in it is just a byte of the key.
 */
sealed interface Target {
    /** {@code /v1/keys/{key}}; {@code version} from {@code ?version=V}. */
    record OfKey(Key key, Optional<String> version) implements Target {}

    /** {@code /v1/ring}. */
    record OfRing(boolean withOwners) implements Target {}

    /** {@code /v1/ring/locate/{key}}. */
    record OfLocation(Key key) implements Target {}

    /** {@code /v1/store}. */
    record OfStore() implements Target {}

    String KEYS = "/v1/keys/";
    String LOCATE = "/v1/ring/locate/";

    /** @param uri the raw request target, in origin or absolute form */
    static Target of(String uri) throws Refused {
        String target = originForm(uri);
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question + 1);
        if (path.startsWith(KEYS)) {
            return new OfKey(key(path, KEYS.length()), parameter(query, "version"));
        }
        if (path.startsWith(LOCATE)) {
            parameter(query, "");
            return new OfLocation(key(path, LOCATE.length()));
        }
        if (path.equals("/v1/ring")) {
            Optional<String> owners = parameter(query, "owners");
            if (owners.isPresent()
                    && !owners.get().equals("true")
                    && !owners.get().equals("false")) {
                throw Refused.badRequest("owners must be true or false, not '" + owners.get() + "'");
            }
            return new OfRing(owners.isPresent() && owners.get().equals("true"));
        }
        if (path.equals("/v1/store")) {
            parameter(query, "");
            return new OfStore();
        }
        throw new Refused(
                Problem.of(
                        404,
                        "unknown-path",
                        "there is nothing at this path; keys are at /v1/keys/{key}, the ring at /v1/ring, the store at /v1/store"));
    }

    private static String originForm(String uri) {
        if (uri.startsWith("/")) {
            return uri;
        }
        int scheme = uri.indexOf("://");
        int path = scheme < 0 ? -1 : uri.indexOf('/', scheme + 3);
        return path < 0 ? uri : uri.substring(path);
    }

    private static Key key(String path, int from) throws Refused {
        byte[] bytes = percentDecoded(path, from, "path");
        if (bytes.length == 0) {
            throw Refused.badRequest("a key has 1 to " + Key.MAX_BYTES + " bytes, this one has none");
        }
        if (bytes.length > Key.MAX_BYTES) {
            throw new Refused(Problem.of(
                    414, "key-too-long", "a key has 1 to " + Key.MAX_BYTES + " bytes, this one has " + bytes.length));
        }
        return Key.of(bytes);
    }

    /** @param where what the text is, for whoever wrote it */
    private static byte[] percentDecoded(String text, int from, String where) throws Refused {
        if (text.indexOf('%', from) < 0) {
            return raw(text.substring(from));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() - from);
        int at = from;
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next != '%') {
                int end = text.indexOf('%', at);
                int until = end < 0 ? text.length() : end;
                bytes.writeBytes(raw(text.substring(at, until)));
                at = until;
                continue;
            }
            int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
            int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
            if (high < 0 || low < 0) {
                throw Refused.badRequest("bad percent-encoding at character " + at + " of the " + where);
            }
            bytes.write(high << 4 | low);
            at += 3;
        }
        return bytes.toByteArray();
    }

    /** Bytes of the path as they came: Netty makes a character of each. */
    private static byte[] raw(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The value of the one parameter that is known here; any other, or another one, is a mistake worth telling. */
    private static Optional<String> parameter(String query, String known) throws Refused {
        Optional<String> value = Optional.empty();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (name.isEmpty()) {
                continue;
            }
            if (!name.equals(known)) {
                throw Refused.badRequest("unknown query parameter '" + name + "'");
            }
            if (value.isPresent()) {
                throw Refused.badRequest("the query parameter '" + name + "' is given more than once");
            }
            byte[] decoded = percentDecoded(pair, equals < 0 ? pair.length() : equals + 1, "query");
            value = Optional.of(new String(decoded, StandardCharsets.ISO_8859_1));
        }
        return value;
    }
}
