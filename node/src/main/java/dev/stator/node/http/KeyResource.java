package dev.stator.node.http;

import dev.stator.node.kernel.Gateway;
import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Condition;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Telemetry;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.ContextToken;
import dev.stator.ring.Key;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** {@code /v1/keys/{key}}: requests to the gateway, outcomes to answers (API §1). Any thread. */
final class KeyResource {
    private static final int CONTENT_TYPE_MAX = 1024;

    private final Gateway gateway;
    private final ContextToken tokens;
    private final Telemetry telemetry;

    KeyResource(Gateway gateway, ContextToken tokens, Telemetry telemetry) {
        this.gateway = gateway;
        this.tokens = tokens;
        this.telemetry = telemetry;
    }

    void get(Target.OfKey target, HttpHeaders headers, int timeout, Consumer<Answer> then) throws Refused {
        RequestOptions.requireReadable(headers, tokens, target.key());
        long started = System.nanoTime();
        gateway.get(target.key(), timeout, outcome -> {
            Answer answer = answer(target, headers, outcome);
            observe(Telemetry.Operation.GET, endingOf(outcome), started);
            then.accept(answer);
        });
    }

    private Answer answer(Target.OfKey target, HttpHeaders headers, ReadOutcome outcome) {
        if (outcome instanceof ReadOutcome.Answer found) {
            try {
                telemetry.siblings(found.state().values().size());
                return Representation.of(target.key(), found.state(), tokens, headers, target.version());
            } catch (Refused e) {
                return e.problem().answer();
            }
        } else if (outcome instanceof ReadOutcome.QuorumNotMet notMet) {
            return Problem.of(
                            504,
                            "quorum-not-met",
                            notMet.answers() + " of the " + notMet.required()
                                    + " owners that a read needs answered in time")
                    .with("acks", notMet.answers())
                    .with("required", notMet.required())
                    .answer();
        } else if (outcome instanceof ReadOutcome.Unavailable unavailable) {
            return unavailable(unavailable.why(), 0, 0).answer();
        }
        throw new IllegalStateException("no such outcome: " + outcome);
    }

    void put(Target.OfKey target, HttpHeaders headers, byte[] body, int timeout, Consumer<Answer> then) throws Refused {
        requireNoVersion(target);
        Optional<CausalContext> context = RequestOptions.context(headers, tokens, target.key());
        Condition condition = RequestOptions.condition(headers);
        requireWholeValue(headers);
        String contentType = contentType(headers);
        ClientWrite write = ClientWrite.put(target.key(), contentType, body, writeId(headers), context, condition);
        boolean showsValue = RequestOptions.prefersRepresentation(headers);
        if (showsValue) {
            RequestOptions.requireAccept(headers); // a mistake shows before anything is written
        }
        long started = System.nanoTime();
        gateway.write(write, timeout, outcome -> {
            observe(Telemetry.Operation.PUT, endingOf(outcome), started);
            Answer answer = answer(target.key(), outcome, false);
            if (showsValue && outcome instanceof WriteOutcome.Written written) {
                long spent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
                represent(target, headers, (int) Math.max(1, timeout - spent), written, then);
            } else {
                then.accept(answer);
            }
        });
    }

    /**
     * {@code Prefer: return=representation}: what a get shows now, after the write. Written it is, whatever the get says: where
     * it has nothing to show, the answer is that of any put.
     */
    private void represent(
            Target.OfKey target,
            HttpHeaders request,
            int timeout,
            WriteOutcome.Written written,
            Consumer<Answer> then) {
        HttpHeaders asked = new DefaultHttpHeaders(); // the conditions were the put's
        asked.set(HttpHeaderNames.ACCEPT, request.getAll(HttpHeaderNames.ACCEPT));
        gateway.get(target.key(), timeout, outcome -> {
            Answer shown = answer(target, asked, outcome);
            boolean isShown = shown.status() == 200 || shown.status() == 300;
            then.accept(
                    isShown
                            ? shown.header(Headers.WRITE, writeHeader(written))
                                    .header(Headers.PREFERENCE_APPLIED, "return=representation")
                            : answer(target.key(), written, false));
        });
    }

    void delete(Target.OfKey target, HttpHeaders headers, int timeout, Consumer<Answer> then) throws Refused {
        requireNoVersion(target);
        Optional<CausalContext> context = RequestOptions.context(headers, tokens, target.key());
        Condition condition = RequestOptions.condition(headers);
        ClientWrite write = ClientWrite.delete(target.key(), writeId(headers), context, condition);
        long started = System.nanoTime();
        gateway.write(write, timeout, outcome -> {
            observe(Telemetry.Operation.DELETE, endingOf(outcome), started);
            then.accept(answer(target.key(), outcome, true));
        });
    }

    private static void requireNoVersion(Target.OfKey target) throws Refused {
        if (target.version().isPresent()) {
            throw Refused.badRequest("version is for reading; writes name what they replace by Stator-Context");
        }
    }

    /** What would be lost, and be missed when the value is read, is refused. */
    private static void requireWholeValue(HttpHeaders headers) throws Refused {
        if (headers.contains(HttpHeaderNames.CONTENT_RANGE)) {
            throw Refused.badRequest("a put writes the whole value, there is no Content-Range (RFC 9110 §14.5)");
        }
        String coding = RequestOptions.only(headers, HttpHeaderNames.CONTENT_ENCODING);
        if (coding != null && !HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(coding.strip())) {
            throw new Refused(Problem.of(
                    415,
                    "content-encoding",
                    "values are kept as they come and without a Content-Encoding: say what they are in Content-Type"));
        }
    }

    private static String contentType(HttpHeaders headers) throws Refused {
        String type = RequestOptions.only(headers, HttpHeaderNames.CONTENT_TYPE);
        if (type == null || type.isBlank()) {
            return Headers.OCTET_STREAM.toString();
        }
        if (type.length() > CONTENT_TYPE_MAX || !type.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw Refused.badRequest("Content-Type must have at most " + CONTENT_TYPE_MAX + " ASCII characters");
        }
        return type;
    }

    private static String writeId(HttpHeaders headers) throws Refused {
        Optional<String> given = RequestOptions.writeId(headers);
        if (given.isPresent()) {
            return given.get();
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        HexFormat hex = HexFormat.of();
        return "~" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    private Answer answer(Key key, WriteOutcome outcome, boolean isDelete) {
        if (outcome instanceof WriteOutcome.Written written) {
            Answer answer = new Answer(204)
                    .header(Headers.CONTEXT, tokens.encode(key, written.context()))
                    .header(Headers.SIBLINGS, Integer.toString(written.siblings()))
                    .header(Headers.WRITE, writeHeader(written));
            return isDelete
                    ? answer
                    : answer.header(HttpHeaderNames.ETAG, '"' + written.write().toString() + '"');
        } else if (outcome instanceof WriteOutcome.NothingToDelete) {
            return new Answer(204)
                    .header(Headers.CONTEXT, tokens.encode(key, CausalContext.EMPTY))
                    .header(Headers.SIBLINGS, "0");
        } else if (outcome instanceof WriteOutcome.ConditionFailed) {
            return notApplied(412, "condition-failed", "the condition does not hold")
                    .answer();
        } else if (outcome instanceof WriteOutcome.TooManySiblings tooMany) {
            return notApplied(
                            428,
                            "too-many-siblings",
                            "the key has " + tooMany.siblings() + " versions of " + tooMany.bytes()
                                    + " bytes together, and this put replaces none of them: get the key, merge, and put with"
                                    + " the Stator-Context of the get")
                    .with("siblings", tooMany.siblings())
                    .answer();
        } else if (outcome instanceof WriteOutcome.Rejected rejected) {
            return unavailable(rejected.why(), rejected.available(), rejected.required())
                    .with("outcome", Problem.NOT_APPLIED)
                    .answer();
        } else if (outcome instanceof WriteOutcome.Indeterminate unknown) {
            return Problem.of(
                            504,
                            "write-unknown",
                            unknown.acks() + " of the " + unknown.required()
                                    + " stores that a write needs acknowledged it in time; it may be applied or not: try again"
                                    + " with the same Stator-Write-Id")
                    .with("outcome", Problem.UNKNOWN)
                    .with("acks", unknown.acks())
                    .with("required", unknown.required())
                    .answer();
        }
        throw new IllegalStateException("no such outcome: " + outcome);
    }

    private static String writeHeader(WriteOutcome.Written written) {
        return "owners=" + written.owners() + "; hinted=" + written.hinted() + "; required=" + written.required();
    }

    private static Problem notApplied(int status, String type, String detail) {
        return Problem.of(status, type, detail).with("outcome", Problem.NOT_APPLIED);
    }

    private static Problem unavailable(WriteOutcome.Why why, int available, int required) {
        String counts = available + " of " + required;
        return switch (why) {
            case TOO_FEW_STORES ->
                Problem.of(503, "too-few-stores", counts + " stores that a write needs are in reach")
                        .with("acks", 0)
                        .with("required", required)
                        .retryAfterSeconds(1);
            case CONDITION_UNCHECKED ->
                Problem.of(
                                503,
                                "condition-unchecked",
                                counts + " owners that a condition is checked on answered in time")
                        .retryAfterSeconds(1);
            case OVERLOADED ->
                Problem.of(503, "overloaded", "too many requests are under way here")
                        .retryAfterSeconds(1);
            case LATE -> late();
            case DISK_FULL ->
                Problem.of(507, "disk-full", counts + " stores that a write needs have room on their disks");
            case NO_COORDINATOR ->
                Problem.of(503, "no-coordinator", "no owner of the key could coordinate the write")
                        .retryAfterSeconds(1);
            case NOT_READY ->
                Problem.of(503, "not-ready", "the node has no ring yet").retryAfterSeconds(1);
        };
    }

    static Problem late() {
        return Problem.of(503, "late", "the time was over before anything was done")
                .retryAfterSeconds(1);
    }

    private void observe(Telemetry.Operation operation, Telemetry.Ending ending, long started) {
        telemetry.request(operation, ending, System.nanoTime() - started);
    }

    private static Telemetry.Ending endingOf(ReadOutcome outcome) {
        if (outcome instanceof ReadOutcome.Answer answer) {
            return answer.state().values().isEmpty() ? Telemetry.Ending.NOT_FOUND : Telemetry.Ending.OK;
        }
        return outcome instanceof ReadOutcome.QuorumNotMet ? Telemetry.Ending.QUORUM_NOT_MET : Telemetry.Ending.SHED;
    }

    private static Telemetry.Ending endingOf(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Written || outcome instanceof WriteOutcome.NothingToDelete) {
            return Telemetry.Ending.OK;
        } else if (outcome instanceof WriteOutcome.ConditionFailed) {
            return Telemetry.Ending.CONDITION_FAILED;
        } else if (outcome instanceof WriteOutcome.TooManySiblings) {
            return Telemetry.Ending.TOO_MANY_SIBLINGS;
        } else if (outcome instanceof WriteOutcome.Indeterminate) {
            return Telemetry.Ending.INDETERMINATE;
        }
        return outcome instanceof WriteOutcome.Rejected rejected && rejected.why() == WriteOutcome.Why.OVERLOADED
                ? Telemetry.Ending.SHED
                : Telemetry.Ending.REJECTED;
    }
}
