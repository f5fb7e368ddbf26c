package dev.stator.node.http;

import dev.stator.node.version.ContextToken;
import dev.stator.node.version.EntityTag;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a key's state looks to who reads it (API §1): one version raw, several as JSON or multipart, none as 404. */
final class Representation {
    private static final String MULTIPART = "multipart/mixed";
    private static final String JSON = "application/json";

    /** Clients take no more header lines than so many, Python's a hundred. */
    private static final int LINK_LINES_MAX = 32;

    private Representation() {}

    /** @param version the one that was asked for by {@code ?version=V} */
    static Answer of(Key key, KeyState state, ContextToken tokens, HttpHeaders request, Optional<String> version)
            throws Refused {
        List<Version> values = state.values();
        String context = tokens.of(key, state);
        if (version.isPresent()) {
            for (Version candidate : values) {
                if (candidate.sibling().write().toString().equals(version.get())) {
                    return one(candidate, values.size(), context, request);
                }
            }
            return notFound("the key has no version '" + version.get() + "'", state, context);
        }
        if (values.isEmpty()) {
            return notFound(
                    state.live().isEmpty() ? "the key was never written" : "the key was deleted", state, context);
        }
        return values.size() == 1 ? one(values.get(0), 1, context, request) : several(values, context, request);
    }

    private static Answer notFound(String detail, KeyState state, String context) {
        Problem problem = Problem.of(404, "not-found", detail);
        boolean isDeleted = state.values().isEmpty() && !state.live().isEmpty();
        return (isDeleted ? problem.with("deleted", true) : problem).answer().header(Headers.CONTEXT, context);
    }

    private static Answer one(Version version, int siblings, String context, HttpHeaders request) throws Refused {
        Sibling sibling = version.sibling();
        String tag = sibling.write().toString();
        if (RequestOptions.isNotModified(request, tag)) {
            return notModified(tag, context, siblings);
        }
        if (!acceptsEverything(request)) {
            requireAcceptable(Accept.of(request.getAll(HttpHeaderNames.ACCEPT)), sibling.contentType());
        }
        return new Answer(200)
                .header(HttpHeaderNames.CONTENT_TYPE, sibling.contentType())
                .header(HttpHeaderNames.ETAG, '"' + tag + '"')
                .header(HttpHeaderNames.LAST_MODIFIED, lastModified(sibling.time()))
                .header(Headers.CONTEXT, context)
                .header(Headers.SIBLINGS, Integer.toString(siblings))
                .header(HttpHeaderNames.VARY, Headers.ACCEPT)
                .body(Body.of(sibling.content()));
    }

    /** What most clients say or mean: nothing to weigh. */
    private static boolean acceptsEverything(HttpHeaders request) {
        Iterator<String> accepted = request.valueStringIterator(HttpHeaderNames.ACCEPT);
        return !accepted.hasNext() || accepted.next().equals("*/*") && !accepted.hasNext();
    }

    /** Whoever names one of the formats of several versions speaks about those, and takes a single one as it is. */
    private static void requireAcceptable(Accept accept, String contentType) throws Refused {
        if (accept.quality(contentType) <= 0 && !accept.names(JSON) && !accept.names(MULTIPART)) {
            throw notAcceptable("the value is " + contentType);
        }
    }

    private static Refused notAcceptable(String have) {
        return new Refused(Problem.of(406, "not-acceptable", have + ", which Accept does not allow"));
    }

    private static Answer notModified(String tag, String context, int siblings) {
        return new Answer(304)
                .header(HttpHeaderNames.ETAG, '"' + tag + '"')
                .header(Headers.CONTEXT, context)
                .header(Headers.SIBLINGS, Integer.toString(siblings))
                .header(HttpHeaderNames.VARY, Headers.ACCEPT);
    }

    private static Answer several(List<Version> values, String context, HttpHeaders request) throws Refused {
        String tag = EntityTag.of(values).text();
        if (RequestOptions.isNotModified(request, tag)) {
            return notModified(tag, context, values.size());
        }
        Accept accept = Accept.of(request.getAll(HttpHeaderNames.ACCEPT));
        double json = accept.quality(JSON);
        double multipart = accept.quality(MULTIPART);
        if (json <= 0 && multipart <= 0) {
            throw notAcceptable("the key has several versions, as application/json or multipart/mixed");
        }
        Answer answer = new Answer(300)
                .header(HttpHeaderNames.ETAG, '"' + tag + '"')
                .header(Headers.CONTEXT, context)
                .header(Headers.SIBLINGS, Integer.toString(values.size()))
                .header(HttpHeaderNames.VARY, Headers.ACCEPT);
        links(values).forEach(line -> answer.addHeader(Headers.LINK, line));
        if (multipart > json) {
            String boundary = "stator-" + tag;
            return answer.header(HttpHeaderNames.CONTENT_TYPE, MULTIPART + "; boundary=" + boundary)
                    .body(SeveralBody.multipart(values, boundary));
        }
        return answer.header(HttpHeaderNames.CONTENT_TYPE, Headers.JSON).body(SeveralBody.json(values));
    }

    /** A line for each version; where that would be too many lines, several share one (RFC 9110 §5.3). */
    private static List<String> links(List<Version> values) {
        int perLine = (values.size() + LINK_LINES_MAX - 1) / LINK_LINES_MAX;
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < values.size(); from += perLine) {
            lines.add(values.subList(from, Math.min(values.size(), from + perLine)).stream()
                    .map(version -> "<?version=" + version.sibling().write() + ">; rel=\"alternate\"")
                    .collect(Collectors.joining(", ")));
        }
        return lines;
    }

    @SuppressWarnings("JavaUtilDate") // what Netty's formatter takes, which is several times as fast as java.time's
    static String lastModified(long millis) {
        return DateFormatter.format(new Date(millis));
    }
}
