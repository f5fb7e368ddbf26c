package dev.stator.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;

/** Reads a node's {@code application/problem+json} (RFC 9457), or whatever else a gateway in front of it said. */
final class Problem {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REASON_CHARS_MAX = 300;

    private Problem() {}

    /** One line for people. */
    static String of(Answer answer) {
        JsonNode problem = parse(answer);
        String detail = problem.path("detail").asText();
        String title = problem.path("title").asText();
        if (!detail.isEmpty()) {
            return detail;
        }
        if (!title.isEmpty()) {
            return title;
        }
        String text = answer.text().strip().replaceAll("\\s+", " ");
        String excerpt = text.length() > REASON_CHARS_MAX ? text.substring(0, REASON_CHARS_MAX) + "…" : text;
        return "status " + answer.status() + (excerpt.isEmpty() ? "" : ": " + excerpt);
    }

    /** Only a node can deny a write, and only in so many words. */
    static boolean saysNotApplied(Answer answer) {
        return parse(answer).path("outcome").asText().equals("not-applied");
    }

    static boolean saysDeleted(Answer answer) {
        return answer.body().length > 0 && parse(answer).path("deleted").asBoolean();
    }

    private static JsonNode parse(Answer answer) {
        if (!answer.header("content-type").contains("json")) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(new String(answer.body(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
