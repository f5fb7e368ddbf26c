package dev.stator.node.http;

import dev.stator.node.message.Condition;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.ContextToken;
import dev.stator.node.version.MalformedBytesException;
import dev.stator.ring.Key;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the headers of a request ask for, checked: a header that cannot be understood is a 400, never ignored. */
final class RequestOptions {
    static final int TIMEOUT_DEFAULT_MILLIS = 5_000;
    static final int TIMEOUT_MAX_MILLIS = 10_000;
    private static final int WRITE_ID_MAX = 64;

    private RequestOptions() {}

    /** A header that may stand once: of two, one would be ignored. */
    static @Nullable String only(HttpHeaders headers, CharSequence name) throws Refused {
        Iterator<String> values = headers.valueStringIterator(name);
        if (!values.hasNext()) {
            return null;
        }
        String value = values.next();
        if (values.hasNext()) {
            throw Refused.badRequest(name + " is given more than once");
        }
        return value;
    }

    /** {@code Stator-Timeout: 500ms} or {@code 2s}; more than ten seconds is taken as ten. */
    static int timeoutMillis(HttpHeaders headers) throws Refused {
        String text = only(headers, Headers.TIMEOUT);
        if (text == null) {
            return TIMEOUT_DEFAULT_MILLIS;
        }
        String trimmed = text.strip();
        boolean isMillis = trimmed.endsWith("ms");
        String number = trimmed.substring(0, Math.max(0, trimmed.length() - (isMillis ? 2 : 1)));
        boolean isNumber = !number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isNumber || !isMillis && !trimmed.endsWith("s")) {
            throw Refused.badRequest("Stator-Timeout must be like 500ms or 2s, not '" + text + "'");
        }
        String digits = number.replaceFirst("^0+", "");
        long value = digits.isEmpty()
                ? 0
                : digits.length() > 9 ? TIMEOUT_MAX_MILLIS : Long.parseLong(digits) * (isMillis ? 1 : 1000);
        if (value == 0) {
            throw Refused.badRequest("Stator-Timeout must be more than 0");
        }
        return (int) Math.min(value, TIMEOUT_MAX_MILLIS);
    }

    static Optional<CausalContext> context(HttpHeaders headers, ContextToken tokens, Key key) throws Refused {
        String token = only(headers, Headers.CONTEXT);
        if (token == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(tokens.decode(key, token.strip()));
        } catch (MalformedBytesException e) {
            throw Refused.badRequest("Stator-Context: " + e.getMessage());
        }
    }

    static Optional<String> writeId(HttpHeaders headers) throws Refused {
        String id = only(headers, Headers.WRITE_ID);
        if (id == null) {
            return Optional.empty();
        }
        if (id.isEmpty() || id.length() > WRITE_ID_MAX || !id.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw Refused.badRequest("Stator-Write-Id must have 1 to " + WRITE_ID_MAX + " visible ASCII characters");
        }
        return Optional.of(id);
    }

    /** The condition of a write. */
    static Condition condition(HttpHeaders headers) throws Refused {
        List<String> match = headers.getAll(HttpHeaderNames.IF_MATCH);
        List<String> noneMatch = headers.getAll(HttpHeaderNames.IF_NONE_MATCH);
        if (match.isEmpty() && noneMatch.isEmpty()) {
            return Condition.NONE;
        }
        if (!match.isEmpty() && !noneMatch.isEmpty()) {
            throw Refused.badRequest("If-Match and If-None-Match cannot both be given");
        }
        return match.isEmpty()
                ? new Condition(Condition.Test.NONE_MATCH, entityTags("If-None-Match", noneMatch, true))
                : new Condition(Condition.Test.MATCH, entityTags("If-Match", match, false));
    }

    /** What a get says, also where its answer would not depend on it: a mistake shows at once, not only once the key is there. */
    static void requireReadable(HttpHeaders headers, ContextToken tokens, Key key) throws Refused {
        context(headers, tokens, key);
        List<String> noneMatch = headers.getAll(HttpHeaderNames.IF_NONE_MATCH);
        if (!noneMatch.isEmpty()) {
            entityTags("If-None-Match", noneMatch, true);
        }
        requireAccept(headers);
    }

    /** That it can be understood; whether it is met shows with the value. */
    static void requireAccept(HttpHeaders headers) throws Refused {
        Accept.of(headers.getAll(HttpHeaderNames.ACCEPT));
    }

    /** Does {@code If-None-Match} of a get name this tag? */
    static boolean isNotModified(HttpHeaders headers, String entityTag) throws Refused {
        List<String> values = headers.getAll(HttpHeaderNames.IF_NONE_MATCH);
        if (values.isEmpty()) {
            return false;
        }
        List<String> tags = entityTags("If-None-Match", values, true);
        return tags.isEmpty() || tags.contains(entityTag);
    }

    /**
     * The tags of a list, without quotes; none for {@code *}. A weak tag is equal to a strong one only where that is enough,
     * else it is kept as it is and equals nothing.
     */
    private static List<String> entityTags(String header, List<String> values, boolean weakIsEnough) throws Refused {
        List<String> tags = new ArrayList<>();
        for (String value : values) {
            String rest = value.strip();
            if (rest.equals("*")) {
                if (values.size() > 1) {
                    throw Refused.badRequest(header + " is either * or a list");
                }
                return List.of();
            }
            while (!rest.isEmpty()) {
                if (rest.startsWith(",")) { // a list may have empty elements (RFC 9110 §5.6.1)
                    rest = rest.substring(1).strip();
                    continue;
                }
                boolean isWeak = rest.startsWith("W/");
                String quoted = isWeak ? rest.substring(2) : rest;
                int end = quoted.startsWith("\"") ? quoted.indexOf('"', 1) : -1;
                if (end < 0) {
                    throw Refused.badRequest(header + " must be * or a list of quoted ETags, not '" + value + "'");
                }
                String tag = quoted.substring(1, end);
                tags.add(isWeak && !weakIsEnough ? "W/" + tag : tag);
                rest = quoted.substring(end + 1).strip();
                if (!rest.isEmpty() && !rest.startsWith(",")) {
                    throw Refused.badRequest(header + " must be * or a list of quoted ETags, not '" + value + "'");
                }
            }
        }
        if (tags.isEmpty()) {
            throw Refused.badRequest(header + " is empty");
        }
        return tags;
    }

    /** RFC 7240 §2: spaces may stand around the equals sign, parameters behind. */
    static boolean prefersRepresentation(HttpHeaders headers) {
        for (String value : headers.getAll(Headers.PREFER)) {
            for (String preference : value.split(",", -1)) {
                String wanted = preference.split(";", 2)[0].replaceAll("[\" \t]", "");
                if (wanted.equalsIgnoreCase("return=representation")) {
                    return true;
                }
            }
        }
        return false;
    }
}
