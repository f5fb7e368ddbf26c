package dev.stator.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what nodes answer, as API §1 lists it, into results. Pure. */
final class Results {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Results() {}

    static ReadResult ofRead(Verdict verdict) {
        if (verdict instanceof Verdict.GiveUp end) {
            return new ReadResult.Failed(end.status(), end.reason());
        }
        Answer answer = taken(verdict).answer();
        Optional<Context> context = context(answer);
        if (context.isEmpty()) {
            return new ReadResult.Failed(answer.status(), Problem.of(answer));
        }
        return switch (answer.status()) {
            case 200 ->
                new ReadResult.Found(
                        answer.body(),
                        answer.header("content-type"),
                        answer.header("etag"),
                        Optional.of(answer.header("last-modified")).filter(date -> !date.isEmpty()),
                        context.get());
            case 300 -> siblings(answer, context.get());
            case 404 -> new ReadResult.NotFound(context.get(), Problem.saysDeleted(answer));
            default -> new ReadResult.Failed(answer.status(), Problem.of(answer));
        };
    }

    static WriteResult ofWrite(Verdict verdict) {
        if (verdict instanceof Verdict.GiveUp end) {
            return end.maybeApplied()
                    ? new WriteResult.Unknown(end.status(), end.reason())
                    : new WriteResult.NotApplied(end.status(), end.reason());
        }
        Verdict.Take take = taken(verdict);
        Answer answer = take.answer();
        int status = answer.status();
        if (status == 200 || status == 204) {
            String siblings = answer.header("stator-siblings");
            return new WriteResult.Written(
                    context(answer),
                    answer.header("etag"),
                    siblings.isEmpty() ? 0 : Integer.parseInt(siblings),
                    answer.header("stator-write"),
                    take.attempts());
        }
        return status == 412
                ? new WriteResult.ConditionFalse(Problem.of(answer))
                : new WriteResult.Refused(status, Problem.of(answer));
    }

    static StatorClient.Fetched ofFetch(Verdict verdict) {
        return verdict instanceof Verdict.GiveUp end
                ? new StatorClient.Nothing(end.reason())
                : new StatorClient.Page(taken(verdict).answer());
    }

    /** The ring, if it is one: without, keys go to any node, which serves them too. */
    static Optional<RingView> ringIn(Verdict verdict) {
        if (!(verdict instanceof Verdict.Take take) || take.answer().status() != 200) {
            return Optional.empty();
        }
        try {
            return Optional.of(RingView.parse(take.answer().text()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Verdict.Take taken(Verdict verdict) {
        if (verdict instanceof Verdict.Take take) {
            return take;
        }
        throw new IllegalStateException("no end of a call: " + verdict);
    }

    private static Optional<Context> context(Answer answer) {
        return Optional.of(answer.header("stator-context"))
                .filter(token -> !token.isEmpty())
                .map(Context::new);
    }

    private static ReadResult siblings(Answer answer, Context context) {
        try {
            List<Sibling> versions = new ArrayList<>();
            for (JsonNode version : JSON.readTree(answer.body()).path("siblings")) {
                versions.add(new Sibling(
                        version.path("version").asText(),
                        version.path("contentType").asText(),
                        instant(version.path("lastModified").asText()),
                        version.path("value").binaryValue()));
            }
            return new ReadResult.Siblings(versions, answer.header("etag"), context);
        } catch (JsonProcessingException e) {
            return new ReadResult.Failed(300, "the versions cannot be read: " + e.getOriginalMessage());
        } catch (IOException e) {
            return new ReadResult.Failed(300, "the versions cannot be read: " + e.getMessage());
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
